#include "functions/follow/handler.h"

#include <nlohmann/json.hpp>

#include "fotogal/follows.h"
#include "functions/support/guard.h"
#include "oci/parallel.h"

namespace fotogal::follow {
namespace {

struct Pair {
  Id follower = 0;
  User followee;
  Relation relation;
};

// The two people, the follower's session checked beside the first reads. Whoever must not see the
// other finds nobody.
Outcome<Pair> FindPair(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const Id caller, RequireUser(exchange));
  auto [session, id] = oci::InParallel([&] { return RequireSession(exchange); },
                                       [&] {
                                         return FindByUsername(exchange.services, exchange.call,
                                                               exchange.path.at("username"));
                                       });
  OCI_RETURN_IF_ERROR(session);
  OCI_RETURN_IF_ERROR(id);
  if (!*id) return NotFound();
  auto [followee, relation] =
      oci::InParallel([&] { return FindUser(exchange.services, exchange.call, **id); },
                      [&] { return FindRelation(exchange.services, exchange.call, caller, **id); });
  OCI_RETURN_IF_ERROR(followee);
  OCI_RETURN_IF_ERROR(relation);
  if (!*followee || relation->owner_blocks) return NotFound();
  if (relation->self) return Problem(422, "not_yourself", "You cannot follow yourself.");
  return Pair{caller, std::move(**followee), *relation};
}

Answer RelationResponse(const Relation& relation) {
  return JsonResponse(200, {{"relation", RelationName(relation)}});
}

Answer PutFollow(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  if (pair.relation.viewer_blocks) return Problem(409, "blocked", "You have blocked this account.");
  OCI_ASSIGN_OR_RETURN(pair.relation.follow,
                       Follow(exchange.services, exchange.call, pair.follower, pair.followee));
  return RelationResponse(pair.relation);
}

Answer DeleteFollow(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(auto pair, FindPair(exchange));
  OCI_RETURN_IF_ERROR(Unfollow(exchange.services, exchange.call, pair.follower, pair.followee.id));
  pair.relation.follow = FollowState::kNone;
  return RelationResponse(pair.relation);
}

}  // namespace

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("follow", services,
                  {{"PUT", "/v1/users/{username}/follow", &PutFollow},
                   {"DELETE", "/v1/users/{username}/follow", &DeleteFollow}},
                  request, context);
}

}  // namespace fotogal::follow
