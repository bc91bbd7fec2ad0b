#include "functions/like/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/images.h"
#include "fotogal/reactions.h"
#include "functions/support/guard.h"
#include "oci/parallel.h"

namespace fotogal::like {
namespace {

using Json = nlohmann::json;
using Step = Outcome<ReactionCounts> (*)(Services&, oci::Call&, Id, const ImageRef&, Reaction);

Answer Change(Exchange& exchange, Step step, Reaction reaction) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  auto [user, seen] = oci::InParallel(
      [&] { return RequireSession(exchange); },
      [&] { return SeeImage(exchange.services, exchange.call, caller, exchange.path.at("id")); });
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(seen);
  OCI_ASSIGN_OR_RETURN(const auto counts,
                       step(exchange.services, exchange.call, *user, seen->image.ref, reaction));
  const std::string mine = NameOf(counts.mine);
  return JsonResponse(200, {{"like_count", counts.like_count},
                            {"dislike_count", counts.dislike_count},
                            {"my_reaction", mine.empty() ? Json() : Json(mine)}});
}

Answer PutLike(Exchange& exchange) { return Change(exchange, &React, Reaction::kLike); }
Answer PutDislike(Exchange& exchange) { return Change(exchange, &React, Reaction::kDislike); }
Answer DeleteLike(Exchange& exchange) { return Change(exchange, &TakeBack, Reaction::kLike); }
Answer DeleteDislike(Exchange& exchange) { return Change(exchange, &TakeBack, Reaction::kDislike); }

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("like", services,
                  {{"PUT", "/v1/images/{id}/like", &PutLike},
                   {"DELETE", "/v1/images/{id}/like", &DeleteLike},
                   {"PUT", "/v1/images/{id}/dislike", &PutDislike},
                   {"DELETE", "/v1/images/{id}/dislike", &DeleteDislike}},
                  request, context);
}

}  // namespace fotogal::like
