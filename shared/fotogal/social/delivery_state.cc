#include "fotogal/social/delivery_state.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "fotogal/social/social_statements.h"

namespace fotogal {
namespace {

constexpr const char* kPushedEdge = "push";

}  // namespace

bool EdgesPull(Delivery delivery) {
  return delivery == Delivery::kToPull || delivery == Delivery::kPull;
}

bool NeedsFanout(Delivery delivery) { return delivery != Delivery::kPull; }

int PullFrom(const Config& config) { return config.pull_followers; }

// A fifth less, so that an author about the threshold is not switched to and fro.
int PushFrom(const Config& config) {
  return std::max(config.pull_followers - 1 - config.pull_followers / 5, 0);
}

Outcome<Unit> NoteFollowers(const Context& context, const User& author) {
  if (author.delivery != Delivery::kPush ||
      author.follower_count < PullFrom(context.services.config))
    return Unit{};
  // The author's id instead of an op: one such job an author.
  OCI_RETURN_IF_ERROR(QueueJob(context, author.id, SwitchDeliveryJob{author.id}));
  return Unit{};
}

Outcome<Unit> SetEdgeDelivery(const Context& context, Id follower, Id author, EdgeDelivery by) {
  OCI_RETURN_IF_ERROR(
      context.Execute(kFollowsSetDelivery,
                      {{"$a", follower},
                       {"$b", author},
                       {"$d", by == EdgeDelivery::kPull ? kPulledEdge : kPushedEdge}},
                      Repeated::kSame));
  return Unit{};
}

Outcome<std::vector<Id>> PulledBy(const Context& context, Id user) {
  OCI_ASSIGN_OR_RETURN(const auto rows, context.QueryAll(kFollowsPulledBy, {{"$f", user}}));
  std::vector<Id> authors;
  for (const auto& row : rows) authors.push_back(row.at("followee_id").get<Id>());
  return authors;
}

Outcome<JobRef> QueueDelivery(const Context& context, Id op, Id author, Id follower) {
  return QueueJob(context, op, DeliveryJob{author, follower});
}

}  // namespace fotogal
