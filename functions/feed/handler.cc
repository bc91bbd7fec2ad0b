#include "functions/feed/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/feed/feed.h"
#include "functions/support/lists.h"
#include "functions/support/views.h"

namespace fotogal::feed {
namespace {

using Json = nlohmann::json;

Answer GetFeed(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId owner, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "feed:" + ToBase36(owner)));
  FeedPlace after;
  if (const auto& at = list.position(); !at.is_null()) {
    after.last = {at.at(1).get<UserId>(), at.at(0).get<ImageId>()};
    if (at.size() > 2) after.span.steps = at[2].get<int>();
    if (at.size() > 3) after.span.target = at[3].get<Id>();
  }
  OCI_ASSIGN_OR_RETURN(const auto page, ReadFeed(exchange.context, owner, after, list.limit()));
  std::vector<Summary> authors;
  for (const auto& item : page.items) authors.push_back(item.author);
  const PhotoAddresses addresses(exchange.context, owner, authors);
  Json items = Json::array();
  for (const auto& item : page.items) {
    items.push_back(ImageView(item.image, item.author, item.mine, addresses));
  }
  Json next;
  if (page.more)
    next = {page.next.last.image, page.next.last.author, page.next.span.steps,
            page.next.span.target};
  return list.Response(exchange, std::move(items), next);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("feed", services, {{"/v1/feed", {{"GET", &GetFeed}}}}, request, context);
}

}  // namespace fotogal::feed
