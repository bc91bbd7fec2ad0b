#include "functions/like/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/counters/budgets.h"
#include "fotogal/images/images.h"
#include "fotogal/social/bookmarks.h"
#include "fotogal/social/reactions.h"
#include "functions/support/lists.h"
#include "functions/support/views.h"
#include "oci/parallel.h"

namespace fotogal::like {
namespace {

using Json = nlohmann::json;
using Step = Outcome<ReactionCounts> (*)(const Context&, UserId, const Image&,
                                         const std::optional<ReactionRow>&, Reaction);

// How much of the budget for reactions a change uses.
enum class Price { kFree, kOne };

// The budget is counted at the same time as the first reads, so also for a reaction that is there
// already; such a request is never refused.
Answer Change(Exchange& exchange, Step step, Reaction reaction, Price price) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  const Context& context = exchange.context;
  UserId user;
  SeenImage seen;
  std::optional<ReactionRow> standing;
  Outcome<Unit> spent = Unit{};
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(user, [&] { return RequireSession(exchange); }),
      oci::Into(seen, [&] { return SeeImage(context, caller, exchange.path.at("id")); }),
      oci::Into(standing, [&] { return FindReaction(context, caller, *ref); }),
      [&]() -> Outcome<Unit> {
        if (price == Price::kOne) spent = Spend(context, Budget::kReactions, caller);
        return Unit{};
      }));
  if (seen.image.is_avatar) return NotFound();
  const bool stands = standing && standing->reaction == reaction;
  if (!stands) OCI_RETURN_IF_ERROR(spent);
  OCI_ASSIGN_OR_RETURN(const auto counts, step(context, user, seen.image, standing, reaction));
  const std::string mine = NameOf(counts.mine);
  return JsonResponse(200, {{"like_count", counts.like_count},
                            {"dislike_count", counts.dislike_count},
                            {"my_reaction", mine.empty() ? Json() : Json(mine)}});
}

Answer PutLike(Exchange& exchange) {
  return Change(exchange, &React, Reaction::kLike, Price::kOne);
}
Answer PutDislike(Exchange& exchange) {
  return Change(exchange, &React, Reaction::kDislike, Price::kOne);
}
Answer DeleteLike(Exchange& exchange) {
  return Change(exchange, &TakeBack, Reaction::kLike, Price::kFree);
}
Answer DeleteDislike(Exchange& exchange) {
  return Change(exchange, &TakeBack, Reaction::kDislike, Price::kFree);
}

// A bookmark is private: nobody is told, and the image is not changed.
Answer PutBookmark(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId caller, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  const Context& context = exchange.context;
  UserId user;
  SeenImage seen;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(user, [&] { return RequireSession(exchange); }),
      oci::Into(seen, [&] { return SeeImage(context, caller, exchange.path.at("id")); }),
      [&] { return Spend(context, Budget::kReactions, caller); }));
  if (seen.image.is_avatar) return NotFound();
  OCI_RETURN_IF_ERROR(AddBookmark(context, user, *ref));
  return JsonResponse(200, {{"bookmarked", true}});
}

// Also of an image that the caller may not see any more, or that is gone.
Answer DeleteBookmark(Exchange& exchange) {
  OCI_RETURN_IF_ERROR(RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireSession(exchange));
  OCI_RETURN_IF_ERROR(RemoveBookmark(exchange.context, user, *ref));
  return JsonResponse(200, {{"bookmarked", false}});
}

Answer GetBookmarks(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "bookmarks:" + ToBase36(user)));
  OCI_ASSIGN_OR_RETURN(const auto page,
                       ReadBookmarks(exchange.context, user, list.after(), list.limit()));
  std::vector<Summary> authors;
  for (const auto& item : page.items) authors.push_back(item.author);
  const PhotoAddresses addresses(exchange.context, user, authors);
  Json items = Json::array();
  for (const auto& item : page.items)
    items.push_back(ImageView(item.image, item.author, item.mine, addresses));
  return list.Response(exchange, std::move(items), page.more ? Json(page.last) : Json());
}

Answer GetLikes(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId viewer, RequireUser(exchange));
  OCI_ASSIGN_OR_RETURN(const auto seen, SeeImage(exchange.context, viewer, exchange.path.at("id")));
  const ImageRef& ref = seen.image.ref;
  OCI_ASSIGN_OR_RETURN(const auto list, ListPage::Read(exchange, "likes:" + ToString(ref)));
  OCI_ASSIGN_OR_RETURN(auto people, Likers(exchange.context, ref, list.after(), list.limit() + 1));
  const Json next = CutPage(people, list.limit());
  OCI_ASSIGN_OR_RETURN(auto items, PeopleItems(exchange, viewer, people));
  return list.Response(exchange, std::move(items), next);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch(
      "like", services,
      {{"/v1/images/{id}/like", {{"PUT", &PutLike}, {"DELETE", &DeleteLike}}},
       {"/v1/images/{id}/dislike", {{"PUT", &PutDislike}, {"DELETE", &DeleteDislike}}},
       {"/v1/images/{id}/likes", {{"GET", &GetLikes}}},
       {"/v1/images/{id}/bookmark", {{"PUT", &PutBookmark}, {"DELETE", &DeleteBookmark}}},
       {"/v1/me/bookmarks", {{"GET", &GetBookmarks}}}},
      request, context);
}

}  // namespace fotogal::like
