#include "functions/like/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/counters/budgets.h"
#include "fotogal/images/images.h"
#include "fotogal/social/reactions.h"
#include "functions/support/lists.h"
#include "oci/parallel.h"

namespace fotogal::like {
namespace {

using Json = nlohmann::json;
using Step = Outcome<ReactionCounts> (*)(const Context&, Id, const Image&,
                                         const std::optional<ReactionEdge>&, Reaction);

// What each change costs of the budget of reactions.
enum class Price { kFree, kOne };

// What is counted is counted beside the first reads: also for what turns out to be there already,
// which is never refused.
Answer Change(Exchange& exchange, Step step, Reaction reaction, Price price) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  const auto ref = ParseImageRef(exchange.path.at("id"));
  if (!ref) return NotFound();
  const Context& context = exchange.context;
  auto [user, seen, standing, spent] =
      oci::InParallel([&] { return RequireSession(exchange); },
                      [&] { return SeeImage(context, caller, exchange.path.at("id")); },
                      [&] { return FindReaction(context, caller, *ref); },
                      [&]() -> Outcome<Unit> {
                        if (price == Price::kFree) return Unit{};
                        return Spend(context, Budget::kReactions, caller);
                      });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(seen);
  OCI_RETURN_IF_ERROR(standing);
  if (seen->image.is_avatar) return NotFound();
  const bool stands = *standing && (*standing)->reaction == reaction;
  if (!stands) OCI_RETURN_IF_ERROR(spent);
  OCI_ASSIGN_OR_RETURN(const auto counts, step(context, *user, seen->image, *standing, reaction));
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

Answer GetLikes(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id viewer, RequireUser(exchange));
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
  return Dispatch("like", services,
                  {{"/v1/images/{id}/like", {{"PUT", &PutLike}, {"DELETE", &DeleteLike}}},
                   {"/v1/images/{id}/dislike", {{"PUT", &PutDislike}, {"DELETE", &DeleteDislike}}},
                   {"/v1/images/{id}/likes", {{"GET", &GetLikes}}}},
                  request, context);
}

}  // namespace fotogal::like
