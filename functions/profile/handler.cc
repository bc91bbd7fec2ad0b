#include "functions/profile/handler.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/feed/suggestions.h"
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
  return {position.at(0).get<std::string>(), position.at(1).get<UserId>(),
          position.size() > 2 && position.at(2).get<bool>()};
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

// Whoever is on the first page of suggestions, so that the pages behind it leave them out.
struct Suggested {
  DirectoryPosition professionals;
  std::vector<UserId> shown;
};

Suggested SuggestedBefore(const ListPage& list) {
  if (list.position().is_null()) return {};
  return {PositionOf(list), list.position().at(3).get<std::vector<UserId>>()};
}

// What the viewer may be told of these people, of those whom they do not follow.
Answer ListSuggestions(Exchange& exchange, const ListPage& list, UserId viewer,
                       const std::vector<UserId>& people, const Json& next) {
  OCI_ASSIGN_OR_RETURN(const auto found, PeopleItems(exchange, viewer, people));
  Json items = Json::array();
  for (const auto& person : found) {
    if (person["relation"] == "none" && person["id"] != ToBase36(viewer)) items.push_back(person);
  }
  return list.Response(exchange, std::move(items), next);
}

// First people whom the viewer may know and people who publish, as many as a page holds; then, on
// further pages, professionals.
Answer GetSuggestions(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list,
                       ListPage::Read(exchange, "people to meet:" + ToBase36(viewer)));
  Suggested suggested = SuggestedBefore(list);
  const auto limit = static_cast<size_t>(list.limit());
  std::vector<UserId> people;
  if (list.position().is_null()) {
    OCI_ASSIGN_OR_RETURN(people, PeopleToMeet(exchange.context, viewer));
    if (people.size() > limit) people.resize(limit);
    suggested.shown = people;
  }
  Json next{"", kNobody, false, suggested.shown};
  if (people.size() < limit) {
    OCI_ASSIGN_OR_RETURN(const auto page, Professionals(exchange.context, suggested.professionals,
                                                        static_cast<int>(limit - people.size())));
    for (const UserId person : IdsOf(page)) {
      if (std::ranges::count(suggested.shown, person) == 0) people.push_back(person);
    }
    next = page.more ? Json{page.last.term, page.last.user_id, false, suggested.shown} : Json();
  }
  return ListSuggestions(exchange, list, viewer, people, next);
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
