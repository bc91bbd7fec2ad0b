#include "fotogal/social/follows.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counted.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kFollowTries = 40;  // each try fails only if another call has succeeded meanwhile

constexpr int kApprovalsPerStep = 50;

int CountOf(FollowState state) { return state == FollowState::kFollowing ? 1 : 0; }

Edge EdgeOfFollow(const FollowRow& row) {
  return {row.op, row.counted, {CountOf(row.state)}, {CountOf(row.was)}};
}

CounterMove FollowersMove(UserId followee, int by) {
  return {.counters = CountersOfUser(followee),
          .deltas = {{"follower_count", by}},
          .rows = kFollowsEdgesOfFollowee,
          .variables = {{"$u", followee}},
          .edge = &EdgeFrom<FollowRow, &EdgeOfFollow>};
}

CounterMove FollowingMove(UserId follower, int by) {
  return {.counters = CountersOfUser(follower),
          .deltas = {{"following_count", by}},
          .rows = kFollowsEdgesOfFollower,
          .variables = {{"$u", follower}},
          .edge = &EdgeFrom<FollowRow, &EdgeOfFollow>};
}

std::vector<CounterMove> MovesOf(const FollowRow& edge) {
  const int by = CountOf(edge.state) - CountOf(edge.was);
  return {FollowersMove(edge.followee, by), FollowingMove(edge.follower, by)};
}

constexpr Counted<FollowRow> kCountedFollows{
    .moves = &MovesOf,
    .taken_away = [](const FollowRow& edge) { return edge.state == FollowState::kNone; },
    .key =
        [](const FollowRow& edge) {
          return Json{{"$a", edge.follower}, {"$b", edge.followee}, {"$op", edge.op}};
        },
    .change = kFollowsChange,
    .changed =
        [](const FollowRow& edge) {
          return Json{{"$n", edge.state}, {"$w", edge.was}};
        },
    .mark = kFollowsMarkCounted,
    .remove = kFollowsDeleteEnded};

// The notification for a change, if there is one.
std::optional<NewNotification> NotificationOf(const FollowRow& edge) {
  if (edge.state == FollowState::kRequested)
    return NewNotification{edge.followee, NotificationKind::kRequested, edge.follower};
  if (edge.state != FollowState::kFollowing || edge.was == FollowState::kFollowing)
    return std::nullopt;
  if (edge.was == FollowState::kRequested)
    return NewNotification{edge.follower, NotificationKind::kApproved, edge.followee};
  return NewNotification{edge.followee, NotificationKind::kFollowed, edge.follower};
}

// Somebody who no longer follows a private account no longer sees its photos.
Outcome<Unit> EndSight(const Context& context, const FollowRow& edge) {
  if (edge.was != FollowState::kFollowing || edge.state == FollowState::kFollowing) return Unit{};
  OCI_ASSIGN_OR_RETURN(const auto followee, FindUser(context, edge.followee));
  return followee && followee->is_private ? EndPhotoAccess(context, edge.followee) : Unit{};
}

Outcome<Unit> Settle(const Context& context, const FollowRow& edge) {
  return Settle(context, kCountedFollows, edge, [&]() -> Outcome<Unit> {
    OCI_RETURN_IF_ERROR(EndSight(context, edge));
    const auto notification = NotificationOf(edge);
    return notification ? Notify(context, *notification) : Unit{};
  });
}

// The result of a transition, and the job that finishes it if this call dies.
struct StateChange {
  FollowState state = FollowState::kNone;
  std::optional<JobRef> job = std::nullopt;
  EdgeDelivery delivery = EdgeDelivery::kPush;  // as the edge says
  bool is_pulled = false;                       // the followee
  Op op = 0;           // op of the transition that led to this state; 0: there is no edge
  bool apart = false;  // there is a block between the two, or the followee does not exist any more
};

// Moves the edge to the state that `next` chooses from the present one. `by`: what a new edge says.
template <class Next>
Outcome<StateChange> ChangeState(const Context& context, UserId follower, UserId followee,
                                 EdgeDelivery by, Next next) {
  bool is_budgeted = false;  // against the budget: what the follower begins, no answer to it
  for (int attempt = 0; attempt < kFollowTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto standing,
                         context.Find<FollowRow>(KeyOfFollow(follower, followee)));
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
      continue;
    }
    const FollowState current = standing ? standing->state : FollowState::kNone;
    const FollowState wanted = next(current);
    const EdgeDelivery delivery = standing ? standing->delivery : by;
    if (current == wanted)
      return StateChange{.state = current, .delivery = delivery, .op = standing ? standing->op : 0};
    const FollowRow edge{.follower = follower,
                         .followee = followee,
                         .state = wanted,
                         .was = current,
                         .delivery = delivery,
                         .created_ts = ToMillis(context.Now()),
                         .op = context.NewOp()};
    if (current == FollowState::kNone && !is_budgeted)
      OCI_RETURN_IF_ERROR(Spend(context, Budget::kFollows, follower));
    is_budgeted = true;
    OCI_ASSIGN_OR_RETURN(const auto job, QueueDelivery(context, edge.op, followee, follower));
    OCI_ASSIGN_OR_RETURN(const bool written, Write(context, kCountedFollows, edge, OpOf(standing)));
    if (!written) continue;
    OCI_RETURN_IF_ERROR(Settle(context, edge));
    return StateChange{.state = wanted, .job = job, .delivery = delivery, .op = edge.op};
  }
  return TryAgain("The follow is being changed from several places.");
}

// Ends a transition: for a new follow the delivery job is started; for others nothing is left to
// do.
Outcome<Unit> StartOrForgetDelivery(const Context& context, const StateChange& reached) {
  if (!reached.job) return Unit{};
  if (reached.state != FollowState::kFollowing || reached.is_pulled)
    return ForgetJob(context, *reached.job);
  StartJob(context, *reached.job);
  return Unit{};
}

// Enforces what is allowed between two people, whatever has happened since the edge was decided:
// nothing across a block or to a deleted account, and no request to a public account. Whoever
// writes an edge checks this afterwards, and whoever blocks checks the edges afterwards, so one of
// the two always notices the other. In the same way the edge to a pulled author gets delivery
// `pull`. Whoever is blocked by the followee also loses the sight of the photos.
Outcome<StateChange> ApplyRules(const Context& context, UserId follower, UserId followee) {
  auto [relation, user] = oci::InParallel([&] { return FindRelation(context, follower, followee); },
                                          [&] { return FindUser(context, followee); });
  OCI_RETURN_IF_ERROR(relation);
  OCI_RETURN_IF_ERROR(user);
  if (relation->owner_blocks) OCI_RETURN_IF_ERROR(EndPhotoAccess(context, followee));
  const bool apart = relation->viewer_blocks || relation->owner_blocks || !*user;
  const bool open = *user && !(*user)->is_private;
  OCI_ASSIGN_OR_RETURN(
      auto reached,
      ChangeState(context, follower, followee, EdgeDelivery::kPush, [&](FollowState current) {
        if (apart) return FollowState::kNone;
        return current == FollowState::kRequested && open ? FollowState::kFollowing : current;
      }));
  reached.apart = apart;
  if (reached.state == FollowState::kFollowing) {
    reached.is_pulled = NewEdgesOf((*user)->delivery) == EdgeDelivery::kPull;
    if (reached.is_pulled && reached.delivery == EdgeDelivery::kPush) {
      OCI_RETURN_IF_ERROR(SetEdgeDelivery(context, follower, followee, EdgeDelivery::kPull));
      reached.delivery = EdgeDelivery::kPull;
    }
    OCI_RETURN_IF_ERROR(QueueSwitchIfTooMany(context, **user));
  }
  OCI_RETURN_IF_ERROR(StartOrForgetDelivery(context, reached));
  return reached;
}

struct TransitionResult {
  FollowState state = FollowState::kNone;
  bool apart = false;
};

// A transition that a person has asked for; its result is checked by ApplyRules.
template <class Next>
Outcome<TransitionResult> Transition(const Context& context, UserId follower, UserId followee,
                                     Next next, EdgeDelivery by = EdgeDelivery::kPush) {
  OCI_ASSIGN_OR_RETURN(auto reached, ChangeState(context, follower, followee, by, next));
  const FollowState own = reached.state;
  const bool follows_already = reached.state == FollowState::kFollowing && !reached.job;
  if (reached.state != FollowState::kNone) {
    OCI_ASSIGN_OR_RETURN(const auto enforced, ApplyRules(context, follower, followee));
    reached.state = enforced.state;
    reached.is_pulled = enforced.is_pulled;
    reached.apart = enforced.apart;
  }
  OCI_RETURN_IF_ERROR(StartOrForgetDelivery(context, reached));
  // The start of the job that should deliver the images may have been lost.
  if (follows_already && reached.state == FollowState::kFollowing)
    StartIfWaiting(context, JobFor<DeliveryJob>(reached.op));
  // No block stands between the two, so a later call has ended the edge: what this call reached is
  // answered.
  const bool ended_after = reached.state == FollowState::kNone && !reached.apart;
  return TransitionResult{ended_after ? own : reached.state, reached.apart};
}

// Changes one state to another, and no other state.
auto From(FollowState from, FollowState to) {
  return [=](FollowState current) { return current == from ? to : current; };
}

}  // namespace

Outcome<FollowState> Follow(const Context& context, UserId follower, const User& followee) {
  const auto next = [&](FollowState current) {
    const bool asks = followee.is_private && current != FollowState::kFollowing;
    return asks ? FollowState::kRequested : FollowState::kFollowing;
  };
  OCI_ASSIGN_OR_RETURN(const auto moved, Transition(context, follower, followee.id, next,
                                                    NewEdgesOf(followee.delivery)));
  if (moved.apart) return NotFound();
  return moved.state;
}

Outcome<Unit> Unfollow(const Context& context, UserId follower, UserId followee) {
  OCI_RETURN_IF_ERROR(
      Transition(context, follower, followee, [](FollowState) { return FollowState::kNone; }));
  return Unit{};
}

Outcome<FollowState> Approve(const Context& context, UserId follower, UserId followee) {
  OCI_ASSIGN_OR_RETURN(const auto moved,
                       Transition(context, follower, followee,
                                  From(FollowState::kRequested, FollowState::kFollowing)));
  return moved.state;
}

Outcome<FollowState> Reject(const Context& context, UserId follower, UserId followee) {
  OCI_ASSIGN_OR_RETURN(
      const auto moved,
      Transition(context, follower, followee, From(FollowState::kRequested, FollowState::kNone)));
  return moved.state;
}

Outcome<FollowState> RemoveFollower(const Context& context, UserId follower, UserId followee) {
  OCI_ASSIGN_OR_RETURN(
      const auto moved,
      Transition(context, follower, followee, From(FollowState::kFollowing, FollowState::kNone)));
  return moved.state;
}

Outcome<RepairedFollow> RepairFollow(const Context& context, UserId follower, UserId followee) {
  OCI_ASSIGN_OR_RETURN(const auto reached, ApplyRules(context, follower, followee));
  return RepairedFollow{reached.state, reached.is_pulled, reached.delivery};
}

Outcome<int> RecountFollows(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(const int followers, CountAgain(context, FollowersMove(user, 0)));
  OCI_ASSIGN_OR_RETURN(const int following, CountAgain(context, FollowingMove(user, 0)));
  return followers + following;
}

Outcome<JobRef> QueueApproveAll(const Context& context, Op op, UserId followee) {
  return QueueJob(context, op, ApproveAllJob{followee});
}

Outcome<StepResult> ApproveAllStep(JobRun& run, const ApproveAllJob& job) {
  const UserId followee = job.followee;
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, followee));
  if (!user || user->is_private) return StepResult::kDone;
  OCI_ASSIGN_OR_RETURN(const auto page,
                       FollowersOf(run.context, followee, FollowState::kRequested, "",
                                   kApprovalsPerStep, oci::nosql::Consistency::kAbsolute));
  for (const UserId follower : page.people) {
    OCI_RETURN_IF_ERROR(ApplyRules(run.context, follower, followee));
  }
  return page.people.empty() ? StepResult::kDone : StepResult::kMore;
}

Outcome<std::vector<UserId>> FollowedBy(const Context& context, UserId user, FollowState state,
                                        UserId after, int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<FollowRow>(kFollowsFollowedBy,
                                {{"$f", user}, {"$c", after}, {"$s", state}, {"$n", limit}}));
  std::vector<UserId> people;
  for (const auto& row : rows) people.push_back(row.followee);
  return people;
}

Outcome<EdgePage> FollowersOf(const Context& context, UserId user, FollowState state,
                              const std::string& page, int limit,
                              oci::nosql::Consistency consistency) {
  oci::nosql::QueryOptions options;
  options.limit = limit;
  options.page = page;
  options.consistency = consistency;
  OCI_ASSIGN_OR_RETURN(const auto found,
                       context.Query(kFollowsFollowersOf, {{"$f", user}, {"$s", state}}, options));
  EdgePage edges;
  for (const auto& row : RowsFrom<FollowRow>(found.items)) edges.people.push_back(row.follower);
  edges.next = found.next;
  return edges;
}

Outcome<std::map<UserId, FollowState>> FollowStatesOf(const Context& context, UserId user,
                                                      const std::vector<UserId>& followees) {
  std::map<UserId, FollowState> states;
  if (followees.empty()) return states;
  OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<FollowRow>(
                                            kFollowsStatesOf, {{"$a", user}, {"$b", followees}}));
  for (const auto& row : rows) {
    if (row.state != FollowState::kNone) states.emplace(row.followee, row.state);
  }
  return states;
}

}  // namespace fotogal
