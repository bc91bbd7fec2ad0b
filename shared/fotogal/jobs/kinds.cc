#include "fotogal/jobs/kinds.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace fotogal {

using Json = nlohmann::json;

const KnownJobKind* FindJobKind(std::string_view name) {
  const auto found = std::ranges::find(kJobKinds, name, &KnownJobKind::name);
  return found == std::end(kJobKinds) ? nullptr : found;
}

bool IsAbout(std::string_view kind, const Json& arguments, UserId person) {
  const KnownJobKind* known = FindJobKind(kind);
  return known != nullptr && std::ranges::any_of(known->people, [&](std::string_view member) {
           const auto found = arguments.find(member);
           return found != arguments.end() && found->is_number() && found->get<UserId>() == person;
         });
}

}  // namespace fotogal
