#include "functions/feed/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/feed.h"
#include "functions/support/lists.h"

namespace fotogal::feed {
namespace {

using Json = nlohmann::json;

Answer GetFeed(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id owner, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "feed:" + ToBase36(owner)));
  ImageRef after;
  if (!list.position().is_null())
    after = {list.position().at(1).get<Id>(), list.position().at(0).get<Id>()};
  OCI_ASSIGN_OR_RETURN(const auto page,
                       ReadFeed(exchange.services, exchange.call, owner, after, list.limit()));
  Json items = Json::array();
  for (const auto& item : page.items) {
    items.push_back(ToJson(item.image, item.author, item.my_reaction));
  }
  Json next;
  if (page.more) next = {page.last.image, page.last.author};
  return list.Response(exchange, std::move(items), next);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("feed", services, {{"GET", "/v1/feed", &GetFeed}}, request, context);
}

}  // namespace fotogal::feed
