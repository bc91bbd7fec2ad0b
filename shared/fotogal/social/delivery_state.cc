#include "fotogal/social/delivery_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/people/user.h"
#include "fotogal/social/social_statements.h"

namespace fotogal {
namespace {

std::vector<UserId> FolloweesOf(const std::vector<FollowRow>& rows) {
  std::vector<UserId> followees;
  for (const auto& row : rows) followees.push_back(row.followee);
  return followees;
}

}  // namespace

EdgeDelivery NewEdgesOf(Delivery delivery) {
  const bool pulled = delivery == Delivery::kToPull || delivery == Delivery::kPull;
  return pulled ? EdgeDelivery::kPull : EdgeDelivery::kPush;
}

bool NeedsFanout(Delivery delivery) { return delivery != Delivery::kPull; }

int PullFrom(const Config& config) { return config.pull_followers; }

// A fifth fewer, so that an author near the limit does not switch to and fro.
int PushFrom(const Config& config) {
  return std::max(config.pull_followers - 1 - config.pull_followers / 5, 0);
}

Outcome<Unit> QueueSwitchIfTooMany(const Context& context, const User& author) {
  if (author.delivery != Delivery::kPush ||
      author.follower_count < PullFrom(context.services.config))
    return Unit{};
  // The author's id is used instead of an op: one such job per author.
  const Op one_an_author = author.id.value();
  OCI_RETURN_IF_ERROR(QueueJob(context, one_an_author, SwitchDeliveryJob{author.id}));
  return Unit{};
}

Outcome<Unit> SetEdgeDelivery(const Context& context, UserId follower, UserId author,
                              EdgeDelivery by) {
  OCI_RETURN_IF_ERROR(context.Execute(
      kFollowsSetDelivery, {{"$a", follower}, {"$b", author}, {"$d", by}}, Repeated::kSame));
  return Unit{};
}

Outcome<std::vector<UserId>> PulledBy(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<FollowRow>(kFollowsPulledBy, {{"$f", user}}));
  return FolloweesOf(rows);
}

Outcome<std::vector<UserId>> PulledBy(const Context& context, UserId user, int most) {
  OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<FollowRow>(kFollowsSomePulledBy,
                                                                  {{"$f", user}, {"$n", most}}));
  return FolloweesOf(rows);
}

Outcome<JobRef> QueueDelivery(const Context& context, Op op, UserId author, UserId follower) {
  return QueueJob(context, op, DeliveryJob{author, follower});
}

}  // namespace fotogal
