#include "functions/profile/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "functions/support/lists.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"

namespace fotogal::profile {
namespace {

using Json = nlohmann::json;

// length after the parts of a pasted address around the name are removed
constexpr size_t kMaxPrefix = 100;

Answer GetProfile(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const Context& context = exchange.context;
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeProfile(context, viewer, exchange.path.at("username")));
  Json view = UserView(seen.user, seen.relation, seen.sight, PhotoAddresses(context));
  view["muted"] = seen.relation.viewer_mutes;
  return ViewResponse(exchange, view);
}

// The position of a search: [term, id], and true in its second part.
Json PositionJson(const DirectoryPage& page) {
  if (!page.more) return {};
  Json position{page.last.term, page.last.user_id};
  if (page.last.by_words) position.push_back(true);
  return position;
}

DirectoryPosition PositionOf(const ListPage& list) {
  const Json& position = list.position();
  if (position.is_null()) return {};
  return {position.at(0).get<std::string>(), position.at(1).get<UserId>(), position.size() > 2};
}

std::vector<UserId> IdsOf(const DirectoryPage& page) {
  std::vector<UserId> ids;
  for (const auto& person : page.people) ids.push_back(person.id);
  return ids;
}

Answer GetSearch(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const auto typed = QueryParameter(exchange.request, "prefix").value_or("");
  // A text of invisible characters only is as good as empty, and finds nobody.
  const size_t least = typed.empty() ? 1 : 0;
  const auto clean = text::Clean(typed, text::Lines::kOne).value_or(typed);
  const auto prefix = text::Plain(SearchedFor(clean), least, kMaxPrefix, text::Lines::kOne);
  if (!prefix.ok())
    return InvalidFields({{"query.prefix", prefix.error().code, prefix.error().message}});
  const std::string folded = FoldTerm(*prefix);
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "search:" + folded));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       Search(exchange.context, folded, PositionOf(list), list.limit()));
  // Looking up a person who is hidden takes as long as finding nobody.
  auto found = IdsOf(page);
  if (found.empty()) found.push_back(kNobody);
  OCI_ASSIGN_OR_RETURN(auto items, StrangersItems(exchange, viewer, found));
  return list.Response(exchange, std::move(items), PositionJson(page));
}

// Professional accounts that the viewer does not follow.
Answer GetSuggestions(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list,
                       ListPage::Read(exchange, "suggestions:" + ToBase36(viewer)));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       Professionals(exchange.context, PositionOf(list), list.limit()));
  OCI_ASSIGN_OR_RETURN(const auto people, PeopleItems(exchange, viewer, IdsOf(page)));
  Json items = Json::array();
  for (const auto& person : people) {
    if (person["relation"] == "none" && person["id"] != ToBase36(viewer)) items.push_back(person);
  }
  return list.Response(exchange, std::move(items), PositionJson(page));
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("profile", services,
                  {{"/v1/users/{username}", {{"GET", &GetProfile}}},
                   {"/v1/users", {{"GET", &GetSearch}, {"POST", nullptr}}},
                   {"/v1/suggestions", {{"GET", &GetSuggestions}}}},
                  request, context);
}

}  // namespace fotogal::profile
