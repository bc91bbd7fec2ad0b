#include "functions/feed/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/entities.h"
#include "fotogal/feed/feed.h"
#include "fotogal/feed/feed_news.h"
#include "fotogal/feed/tag_pages.h"
#include "functions/support/lists.h"
#include "functions/support/view_response.h"
#include "functions/support/views.h"

namespace fotogal::feed {
namespace {

using Json = nlohmann::json;

// Whether there is something newer than the image that the client shows first.
Answer GetNews(Exchange& exchange, UserId owner, const std::string& shown) {
  const auto seen = ParseImageRef(shown);
  if (!seen) return InvalidFields({{"query.after", "bad_format", "must be the id of an image"}});
  for (const char* name : {"cursor", "limit"}) {
    if (QueryParameter(exchange.request, name))
      return InvalidFields(
          {{"query.after", "bad_value", "asks for no page: it goes with no cursor and no limit"}});
  }
  OCI_ASSIGN_OR_RETURN(const bool newer, HasNewer(exchange.context, owner, *seen));
  return ViewResponse(exchange, {{"newer", newer}});
}

Json LatestCommentView(const FeedItem& item, const Named& named) {
  if (!item.shows_comment) return nullptr;
  const auto& comment = item.image.latest_comment;
  return {{"id", ToBase36(comment.id)},
          {"username", named.at(comment.user_id)},
          {"text", comment.text}};
}

Answer GetFeed(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId owner, RequireUser(exchange));
  if (const auto shown = QueryParameter(exchange.request, "after"))
    return GetNews(exchange, owner, *shown);
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
    items.push_back(ImageView(item.image, item.author, item.mine, addresses, page.named));
    items.back()["latest_comment"] = LatestCommentView(item, page.named);
  }
  Json next;
  if (page.more)
    next = {page.next.last.image, page.next.last.author, page.next.span.steps,
            page.next.span.target};
  return list.Response(exchange, std::move(items), next);
}

// A caption here may name the authors of the page: to look up others would cost as much as photos.
Answer TagResponse(Exchange& exchange, UserId viewer, const ListPage& list, const TagPage& page) {
  std::vector<Summary> authors;
  Named named;
  for (const auto& item : page.items) {
    authors.push_back(item.author);
    named.emplace(item.author.id, item.author.username);
  }
  const PhotoAddresses addresses(exchange.context, viewer, authors);
  Json items = Json::array();
  for (const auto& item : page.items)
    items.push_back(ImageView(item.image, item.author, item.mine, addresses, named));
  Json next;
  if (page.next != 0) next = page.next;
  return list.Response(exchange, std::move(items), next);
}

Answer GetTag(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  const auto tag = text::FoldTag(exchange.path.at("tag"));
  if (tag.empty()) return NotFound();
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "tag:" + tag));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       ReadTagPage(exchange.context, viewer, tag, list.after(), list.limit()));
  return TagResponse(exchange, viewer, list, page);
}

Answer GetExplore(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "explore"));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       ReadExplore(exchange.context, viewer, list.after(), list.limit()));
  return TagResponse(exchange, viewer, list, page);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("feed", services,
                  {{"/v1/feed", {{"GET", &GetFeed}}},
                   {"/v1/tags/{tag}", {{"GET", &GetTag}}},
                   {"/v1/explore", {{"GET", &GetExplore}}}},
                  request, context);
}

}  // namespace fotogal::feed
