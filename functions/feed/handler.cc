#include "functions/feed/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/cursor.h"
#include "fotogal/feed.h"
#include "functions/support/guard.h"

namespace fotogal::feed {
namespace {

using Json = nlohmann::json;

Answer GetFeed(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id owner, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto page_request, ReadPageRequest(exchange));
  const std::string& key = exchange.services.config.cursor_key;
  const std::string list = "feed:" + ToBase36(owner);
  ImageRef after;
  if (!page_request.cursor.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto position, OpenCursor(key, list, page_request.cursor));
    after = {position.at(1).get<Id>(), position.at(0).get<Id>()};
  }
  OCI_ASSIGN_OR_RETURN(const auto page, ReadFeed(exchange.services, exchange.call, owner, after,
                                                 page_request.limit));
  Json items = Json::array();
  for (const auto& item : page.items) {
    items.push_back(ToJson(item.image, item.author, item.my_reaction));
  }
  Json next;
  if (page.more) next = SealCursor(key, list, {page.last.image, page.last.author});
  return JsonResponse(200, {{"items", items}, {"next_cursor", next}});
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("feed", services, {{"GET", "/v1/feed", &GetFeed}}, request, context);
}

}  // namespace fotogal::feed
