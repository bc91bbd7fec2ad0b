#include "fotogal/people/named.h"

#include <algorithm>

#include "fotogal/people/block_reads.h"
#include "fotogal/people/people.h"
#include "oci/parallel.h"

namespace fotogal {

std::vector<UserId> DifferentPeople(const std::vector<UserId>& people, size_t most) {
  std::vector<UserId> different;
  for (const UserId person : people) {
    if (person == kNobody || different.size() == most) continue;
    if (std::ranges::find(different, person) == different.end()) different.push_back(person);
  }
  return different;
}

Outcome<Named> NamedTo(const Context& context, UserId viewer, const std::vector<UserId>& people) {
  const auto asked = DifferentPeople(people);
  auto [found, blocked] = oci::InParallel([&] { return FindPeople(context, asked); },
                                          [&] { return BlockedAmong(context, viewer, asked); });
  OCI_RETURN_IF_ERROR(found);
  OCI_RETURN_IF_ERROR(blocked);
  Named named;
  for (const auto& [id, person] : *found) {
    if (!blocked->contains(id)) named.emplace(id, person.username);
  }
  return named;
}

}  // namespace fotogal
