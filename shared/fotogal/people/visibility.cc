#include "fotogal/people/visibility.h"

#include <nlohmann/json.hpp>

#include "fotogal/people/block_reads.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

Outcome<SeenUser> Seen(Outcome<std::optional<User>> user, Outcome<Relation> relation) {
  OCI_RETURN_IF_ERROR(user);
  OCI_RETURN_IF_ERROR(relation);
  if (!*user) return NotFound();
  const Sight sight = SightOf(*relation, (*user)->is_private);
  if (sight == Sight::kNothing) return NotFound();
  return SeenUser{std::move(**user), *relation, sight};
}

}  // namespace

Sight SightOf(const Relation& relation, bool owner_is_private) {
  if (relation.self) return Sight::kAll;
  if (relation.owner_blocks) return Sight::kNothing;
  if (relation.viewer_blocks) return Sight::kBlocked;
  if (!owner_is_private || relation.follow == FollowState::kFollowing) return Sight::kAll;
  return Sight::kNameOnly;
}

const char* RelationName(const Relation& relation) {
  if (relation.viewer_blocks) return "blocked";
  if (relation.follow == FollowState::kFollowing) return "following";
  return relation.follow == FollowState::kRequested ? "requested" : "none";
}

Outcome<Relation> FindRelation(const Context& context, UserId viewer, UserId owner) {
  Relation relation;
  relation.self = viewer != 0 && viewer == owner;
  if (viewer == 0 || relation.self) return relation;
  const auto block = [&](UserId by, UserId whom) {
    return [&context, by, whom] { return context.Find<BlockRow>(KeyOfBlock(by, whom)); };
  };
  auto [follow, mine, theirs] =
      oci::InParallel([&] { return context.Find<FollowRow>(KeyOfFollow(viewer, owner)); },
                      block(viewer, owner), block(owner, viewer));
  OCI_RETURN_IF_ERROR(follow);
  OCI_RETURN_IF_ERROR(mine);
  OCI_RETURN_IF_ERROR(theirs);
  if (*follow) relation.follow = (*follow)->state;
  relation.viewer_blocks = mine->has_value();
  relation.owner_blocks = theirs->has_value();
  return relation;
}

Outcome<SeenUser> SeeUser(const Context& context, UserId viewer, const std::string& username) {
  OCI_ASSIGN_OR_RETURN(const auto found, FindByUsername(context, username));
  const UserId id = found.value_or(kNobody);
  auto [user, relation] = oci::InParallel([&] { return FindShownUser(context, id); },
                                          [&] { return FindRelation(context, viewer, id); });
  return Seen(std::move(user), std::move(relation));
}

Outcome<SeenUser> SeeProfile(const Context& context, UserId viewer, const std::string& username) {
  OCI_ASSIGN_OR_RETURN(const auto found, FindByUsername(context, username));
  const UserId id = found.value_or(kNobody);
  auto [user, relation, mutes] = oci::InParallel([&] { return FindShownUser(context, id); },
                                                 [&] { return FindRelation(context, viewer, id); },
                                                 [&] { return Mutes(context, viewer, id); });
  OCI_RETURN_IF_ERROR(mutes);
  if (relation.ok()) relation->viewer_mutes = *mutes;
  return Seen(std::move(user), std::move(relation));
}

}  // namespace fotogal
