#include "functions/support/lists.h"

#include <map>
#include <set>

#include "fotogal/base/cursor.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/look_alikes.h"
#include "fotogal/people/people.h"
#include "fotogal/social/follows.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal {

using Json = nlohmann::json;

Outcome<ListPage> ListPage::Read(const Exchange& exchange, std::string name) {
  OCI_ASSIGN_OR_RETURN(const auto request, ReadPageRequest(exchange));
  ListPage page;
  page.name_ = std::move(name);
  page.limit_ = request.limit;
  if (request.cursor) {
    OCI_ASSIGN_OR_RETURN(page.position_, OpenCursor(exchange.context.services.config.cursor_key,
                                                    page.name_, *request.cursor));
  }
  return page;
}

fdk::Response ListPage::Response(const Exchange& exchange, Json items, const Json& next,
                                 Json more) const {
  more["items"] = std::move(items);
  more["next_cursor"] =
      next.is_null() ? Json()
                     : Json(SealCursor(exchange.context.services.config.cursor_key, name_, next));
  return ViewResponse(exchange, more);
}

Json CutPage(std::vector<UserId>& ids, int limit) {
  if (ids.size() <= static_cast<size_t>(limit)) return nullptr;
  ids.resize(static_cast<size_t>(limit));
  return ids.back();
}

namespace {

struct Listed {
  Summary person;
  Relation relation;
};

Outcome<std::vector<Listed>> ListedPeople(const Context& context, UserId viewer,
                                          const std::vector<UserId>& ids, Blocked blocked) {
  auto [people, states, blocks] =
      oci::InParallel([&] { return FindPeople(context, ids); },
                      [&] { return FollowStatesOf(context, viewer, ids); },
                      [&] { return BlocksAmong(context, viewer, ids); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(states);
  OCI_RETURN_IF_ERROR(blocks);
  std::vector<Listed> listed;
  for (const UserId id : ids) {
    const auto person = people->find(id);
    if (person == people->end()) continue;
    Relation relation;
    relation.self = id == viewer;
    relation.viewer_blocks = blocks->by_user.contains(id);
    relation.owner_blocks = blocks->of_user.contains(id);
    if (relation.viewer_blocks ? blocked == Blocked::kHidden : relation.owner_blocks) continue;
    if (const auto state = states->find(id); state != states->end())
      relation.follow = state->second;
    listed.push_back({person->second, relation});
  }
  return listed;
}

// By skeleton, those of these people whom the viewer follows.
Outcome<std::map<std::string, Summary>> FollowedAmong(const Context& context, UserId viewer,
                                                      const std::set<UserId>& people) {
  std::map<std::string, Summary> followed;
  OCI_ASSIGN_OR_RETURN(const auto states,
                       FollowStatesOf(context, viewer, {people.begin(), people.end()}));
  std::vector<UserId> ids;
  for (const auto& [id, state] : states) {
    if (state == FollowState::kFollowing) ids.push_back(id);
  }
  if (ids.empty()) return followed;
  OCI_ASSIGN_OR_RETURN(const auto found, FindPeople(context, ids));
  for (const auto& [id, person] : found) followed.emplace(SkeletonOf(person.username), person);
  return followed;
}

// By id, whom the viewer follows and who is taken for one of these people.
Outcome<std::map<UserId, std::string>> FollowedLookAlikes(const Context& context, UserId viewer,
                                                          const std::vector<Listed>& listed) {
  std::vector<Summary> strangers;
  for (const auto& [person, relation] : listed) {
    if (!relation.self && relation.follow != FollowState::kFollowing) strangers.push_back(person);
  }
  std::map<UserId, std::string> alike;
  OCI_ASSIGN_OR_RETURN(const auto others, LookAlikesOf(context, strangers));
  if (others.empty()) return alike;
  std::set<UserId> all;
  for (const auto& [id, some] : others) all.insert(some.begin(), some.end());
  OCI_ASSIGN_OR_RETURN(const auto followed, FollowedAmong(context, viewer, all));
  for (const Summary& stranger : strangers) {
    const auto found = followed.find(SkeletonOf(stranger.username));
    if (found != followed.end()) alike.emplace(stranger.id, found->second.username);
  }
  return alike;
}

}  // namespace

Outcome<Json> PeopleItems(Exchange& exchange, UserId viewer, const std::vector<UserId>& ids,
                          Blocked blocked) {
  OCI_ASSIGN_OR_RETURN(const auto listed, ListedPeople(exchange.context, viewer, ids, blocked));
  const PhotoAddresses addresses(exchange.context);
  Json items = Json::array();
  for (const auto& [person, relation] : listed)
    items.push_back(SummaryView(person, relation, addresses));
  return items;
}

Outcome<Json> StrangersItems(Exchange& exchange, UserId viewer, const std::vector<UserId>& ids) {
  const Context& context = exchange.context;
  OCI_ASSIGN_OR_RETURN(const auto listed, ListedPeople(context, viewer, ids, Blocked::kHidden));
  OCI_ASSIGN_OR_RETURN(const auto alike, FollowedLookAlikes(context, viewer, listed));
  const PhotoAddresses addresses(context);
  Json items = Json::array();
  for (const auto& [person, relation] : listed) {
    Json item = SummaryView(person, relation, addresses);
    const auto found = alike.find(person.id);
    item["looks_like"] = found == alike.end() ? Json() : Json(found->second);
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace fotogal
