#include "functions/support/lists.h"

#include "fotogal/base/cursor.h"
#include "fotogal/people/block_reads.h"
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

Outcome<Json> PeopleItems(Exchange& exchange, UserId viewer, const std::vector<UserId>& ids,
                          Blocked blocked) {
  auto [people, states, blocks] =
      oci::InParallel([&] { return FindPeople(exchange.context, ids); },
                      [&] { return FollowStatesOf(exchange.context, viewer, ids); },
                      [&] { return BlocksAmong(exchange.context, viewer, ids); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(states);
  OCI_RETURN_IF_ERROR(blocks);
  const PhotoAddresses addresses(exchange.context);
  Json items = Json::array();
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
    items.push_back(SummaryView(person->second, relation, addresses));
  }
  return items;
}

}  // namespace fotogal
