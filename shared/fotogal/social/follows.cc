#include "fotogal/social/follows.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counted.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

constexpr int kFollowTries = 40;  // each needs somebody else to have got through

constexpr int kApprovalsPerStep = 50;

// As the columns `state` and `was` spell it.
const char* ColumnName(FollowState state) {
  switch (state) {
    case FollowState::kRequested:
      return "pending";
    case FollowState::kFollowing:
      return "accepted";
    case FollowState::kNone:
      break;
  }
  return "none";
}

// A follow row. While it is not counted it stands between `was` (counted) and `state` (not yet).
struct FollowEdge {
  Id follower = 0, followee = 0;
  FollowState state = FollowState::kNone, was = FollowState::kNone;
  Id op = 0;
  bool counted = false;
  bool pulls = false;
};

FollowEdge FollowFromRow(const Json& row) {
  return {row.at("follower_id").get<Id>(),  row.at("followee_id").get<Id>(),
          FollowStateOf(row, "state"),      FollowStateOf(row, "was"),
          row.at("op").get<Id>(),           row.at("counted").get<bool>(),
          TextOf(row, "delivery") == "pull"};
}

oci::nosql::Key KeyOfFollow(Id follower, Id followee) {
  return {{"follower_id", follower}, {"followee_id", followee}};
}

Json KeyVariables(const FollowEdge& edge) {
  return {{"$a", edge.follower}, {"$b", edge.followee}, {"$op", edge.op}};
}

int Share(FollowState state) { return state == FollowState::kFollowing ? 1 : 0; }

Edge EdgeOfFollow(const Json& row) {
  return {row.at("op").get<Id>(),
          row.at("counted").get<bool>(),
          {Share(FollowStateOf(row, "state"))},
          {Share(FollowStateOf(row, "was"))}};
}

Counting FollowersCounting(Id followee, int by) {
  return {CountersOfUser(followee),
          {{"follower_count", by}},
          kFollowsEdgesOfFollowee,
          {{"$u", followee}},
          &EdgeOfFollow};
}

Counting FollowingCounting(Id follower, int by) {
  return {CountersOfUser(follower),
          {{"following_count", by}},
          kFollowsEdgesOfFollower,
          {{"$u", follower}},
          &EdgeOfFollow};
}

constexpr AtRest kFollowsAtRest{kFollowsMarkCounted, kFollowsDeleteEnded};

// Who is told of a change, if anybody.
std::optional<NewNotification> NotificationOf(const FollowEdge& edge) {
  if (edge.state == FollowState::kRequested)
    return NewNotification{edge.followee, NotificationKind::kRequested, edge.follower};
  if (edge.state != FollowState::kFollowing || edge.was == FollowState::kFollowing)
    return std::nullopt;
  if (edge.was == FollowState::kRequested)
    return NewNotification{edge.follower, NotificationKind::kApproved, edge.followee};
  return NewNotification{edge.followee, NotificationKind::kFollowed, edge.follower};
}

// Brings an uncounted edge to rest: counters and notification first, then the edge is marked, or
// deleted when it was taken away.
Outcome<Unit> Settle(const Context& context, const FollowEdge& edge) {
  const int by = Share(edge.state) - Share(edge.was);
  auto [followers, following, told] =
      oci::InParallel([&] { return Count(context, FollowersCounting(edge.followee, by), edge.op); },
                      [&] { return Count(context, FollowingCounting(edge.follower, by), edge.op); },
                      [&]() -> Outcome<Unit> {
                        const auto notification = NotificationOf(edge);
                        return notification ? Notify(context, *notification) : Unit{};
                      });
  OCI_RETURN_IF_ERROR(followers);
  OCI_RETURN_IF_ERROR(following);
  OCI_RETURN_IF_ERROR(told);
  const auto as = edge.state == FollowState::kNone ? Settled::kTakenAway : Settled::kStays;
  return Rest(context, kFollowsAtRest, as, KeyVariables(edge));
}

Outcome<bool> Insert(const Context& context, const FollowEdge& edge) {
  const auto if_absent = IfAbsent();
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kFollows,
                                                   {{"follower_id", edge.follower},
                                                    {"followee_id", edge.followee},
                                                    {"state", ColumnName(edge.state)},
                                                    {"was", ColumnName(edge.was)},
                                                    {"delivery", edge.pulls ? "pull" : "push"},
                                                    {"created_ts", ToMillis(context.Now())},
                                                    {"op", edge.op},
                                                    {"counted", false}},
                                                   if_absent));
  return put.written;
}

Outcome<bool> Change(const Context& context, const FollowEdge& edge, Id standing_op) {
  Json variables = KeyVariables(edge);
  variables["$old"] = standing_op;
  variables["$n"] = ColumnName(edge.state);
  variables["$w"] = ColumnName(edge.was);
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(kFollowsChange, variables, Repeated::kSame));
  return UpdatedOne(items);
}

Outcome<std::optional<FollowEdge>> FindEdge(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(
      const auto row,
      context.Get(schema::kFollows, KeyOfFollow(follower, followee), Consistency::kAbsolute));
  if (!row) return std::optional<FollowEdge>();
  return std::optional<FollowEdge>(FollowFromRow(row->value));
}

// What a transition came to, and the job that brings it to an end if this call dies.
struct Reached {
  FollowState state = FollowState::kNone;
  std::optional<JobRef> job;
  bool edge_pulls = false;
  bool is_pulled = false;  // the followee
  Id op = 0;               // of the transition that led here; 0: there is no edge
  bool apart = false;      // a block stands between the two, or the followee is gone
};

// Moves the edge to the state that `next` chooses from the present one. `pulls`: what a new edge
// says.
template <class Next>
Outcome<Reached> Reach(const Context& context, Id follower, Id followee, bool pulls, Next next) {
  bool is_counted = false;  // against the budget: what the follower begins, no answer to it
  for (int attempt = 0; attempt < kFollowTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto standing, FindEdge(context, follower, followee));
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
      continue;
    }
    const FollowState current = standing ? standing->state : FollowState::kNone;
    const FollowState wanted = next(current);
    const bool edge_pulls = standing ? standing->pulls : pulls;
    if (current == wanted)
      return Reached{current, std::nullopt, edge_pulls, false, standing ? standing->op : 0};
    const FollowEdge edge{follower, followee, wanted, current, context.NewOp(), false, edge_pulls};
    if (current == FollowState::kNone && !is_counted)
      OCI_RETURN_IF_ERROR(Spend(context, Budget::kFollows, follower));
    is_counted = true;
    OCI_ASSIGN_OR_RETURN(const auto job, QueueDelivery(context, edge.op, followee, follower));
    OCI_ASSIGN_OR_RETURN(const bool written,
                         standing ? Change(context, edge, standing->op) : Insert(context, edge));
    if (!written) continue;
    OCI_RETURN_IF_ERROR(Settle(context, edge));
    return Reached{wanted, job, edge_pulls, false, edge.op};
  }
  return TryAgain("The follow is being changed from several places.");
}

// The end of a transition: a new follow is delivered, of anything else nothing is left to do.
Outcome<Unit> Close(const Context& context, const Reached& reached) {
  if (!reached.job) return Unit{};
  if (reached.state != FollowState::kFollowing || reached.is_pulled)
    return ForgetJob(context, *reached.job);
  StartJob(context, *reached.job);
  return Unit{};
}

// What may stand between two people, whatever happened since the edge was decided: nothing across
// a block or towards an account that is gone; no request to a public account. Whoever writes an
// edge looks here afterwards, and whoever blocks looks at the edges afterwards, so one of the two
// sees the other. In the same way a follow of somebody pulled comes to say so.
Outcome<Reached> Enforce(const Context& context, Id follower, Id followee) {
  auto [relation, user] = oci::InParallel([&] { return FindRelation(context, follower, followee); },
                                          [&] { return FindUser(context, followee); });
  OCI_RETURN_IF_ERROR(relation);
  OCI_RETURN_IF_ERROR(user);
  const bool apart = relation->viewer_blocks || relation->owner_blocks || !*user;
  const bool open = *user && !(*user)->is_private;
  OCI_ASSIGN_OR_RETURN(
      auto reached, Reach(context, follower, followee, false, [&](FollowState current) {
        if (apart) return FollowState::kNone;
        return current == FollowState::kRequested && open ? FollowState::kFollowing : current;
      }));
  reached.apart = apart;
  if (reached.state == FollowState::kFollowing) {
    reached.is_pulled = EdgesPull((*user)->delivery);
    if (reached.is_pulled && !reached.edge_pulls) {
      OCI_RETURN_IF_ERROR(SetEdgeDelivery(context, follower, followee, EdgeDelivery::kPull));
      reached.edge_pulls = true;
    }
    OCI_RETURN_IF_ERROR(NoteFollowers(context, **user));
  }
  OCI_RETURN_IF_ERROR(Close(context, reached));
  return reached;
}

struct Moved {
  FollowState state = FollowState::kNone;
  bool apart = false;
};

// A transition of somebody's own: what it reached is held against what may stand.
template <class Next>
Outcome<Moved> Transition(const Context& context, Id follower, Id followee, Next next,
                          bool pulls = false) {
  OCI_ASSIGN_OR_RETURN(auto reached, Reach(context, follower, followee, pulls, next));
  const FollowState own = reached.state;
  const bool follows_already = reached.state == FollowState::kFollowing && !reached.job;
  if (reached.state != FollowState::kNone) {
    OCI_ASSIGN_OR_RETURN(const auto enforced, Enforce(context, follower, followee));
    reached.state = enforced.state;
    reached.is_pulled = enforced.is_pulled;
    reached.apart = enforced.apart;
  }
  OCI_RETURN_IF_ERROR(Close(context, reached));
  // What was to deliver the images when it began may have been lost.
  if (follows_already && reached.state == FollowState::kFollowing)
    StartIfWaiting(context, JobFor<DeliveryJob>(reached.op));
  // With nothing between the two, whoever ended the edge since came after this call.
  const bool ended_after = reached.state == FollowState::kNone && !reached.apart;
  return Moved{ended_after ? own : reached.state, reached.apart};
}

// From one state to another; whatever else stands, stays.
auto From(FollowState from, FollowState to) {
  return [=](FollowState current) { return current == from ? to : current; };
}

}  // namespace

Outcome<FollowState> Follow(const Context& context, Id follower, const User& followee) {
  const auto next = [&](FollowState current) {
    const bool asks = followee.is_private && current != FollowState::kFollowing;
    return asks ? FollowState::kRequested : FollowState::kFollowing;
  };
  OCI_ASSIGN_OR_RETURN(const auto moved, Transition(context, follower, followee.id, next,
                                                    EdgesPull(followee.delivery)));
  if (moved.apart) return NotFound();
  return moved.state;
}

Outcome<Unit> Unfollow(const Context& context, Id follower, Id followee) {
  OCI_RETURN_IF_ERROR(
      Transition(context, follower, followee, [](FollowState) { return FollowState::kNone; }));
  return Unit{};
}

Outcome<FollowState> Approve(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto moved,
                       Transition(context, follower, followee,
                                  From(FollowState::kRequested, FollowState::kFollowing)));
  return moved.state;
}

Outcome<FollowState> Reject(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(
      const auto moved,
      Transition(context, follower, followee, From(FollowState::kRequested, FollowState::kNone)));
  return moved.state;
}

Outcome<FollowState> RemoveFollower(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(
      const auto moved,
      Transition(context, follower, followee, From(FollowState::kFollowing, FollowState::kNone)));
  return moved.state;
}

Outcome<RepairedFollow> RepairFollow(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto reached, Enforce(context, follower, followee));
  return RepairedFollow{reached.state, reached.is_pulled, reached.edge_pulls};
}

Outcome<int> RecountFollows(const Context& context, Id user) {
  OCI_ASSIGN_OR_RETURN(const int followers, CountAgain(context, FollowersCounting(user, 0)));
  OCI_ASSIGN_OR_RETURN(const int following, CountAgain(context, FollowingCounting(user, 0)));
  return followers + following;
}

Outcome<JobRef> QueueApproveAll(const Context& context, Id op, Id followee) {
  return QueueJob(context, op, ApproveAllJob{followee});
}

Outcome<StepResult> ApproveAllStep(JobRun& run, const ApproveAllJob& job) {
  const Id followee = job.followee;
  OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, followee));
  if (!user || user->is_private) return StepResult::kDone;
  OCI_ASSIGN_OR_RETURN(const auto page,
                       FollowersOf(run.context, followee, FollowState::kRequested, "",
                                   kApprovalsPerStep, oci::nosql::Consistency::kAbsolute));
  for (const Id follower : page.people) {
    OCI_RETURN_IF_ERROR(Enforce(run.context, follower, followee));
  }
  return page.people.empty() ? StepResult::kDone : StepResult::kMore;
}

Outcome<std::vector<Id>> FollowedBy(const Context& context, Id user, FollowState state, Id after,
                                    int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kFollowsFollowedBy,
                       {{"$f", user}, {"$c", after}, {"$s", ColumnName(state)}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("followee_id").get<Id>());
  return people;
}

Outcome<EdgePage> FollowersOf(const Context& context, Id user, FollowState state,
                              const std::string& page, int limit,
                              oci::nosql::Consistency consistency) {
  oci::nosql::QueryOptions options;
  options.limit = limit;
  options.page = page;
  options.consistency = consistency;
  OCI_ASSIGN_OR_RETURN(
      const auto found,
      context.Query(kFollowsFollowersOf, {{"$f", user}, {"$s", ColumnName(state)}}, options));
  EdgePage edges;
  for (const auto& row : found.items) edges.people.push_back(row.at("follower_id").get<Id>());
  edges.next = found.next;
  return edges;
}

Outcome<std::map<Id, FollowState>> FollowStatesOf(const Context& context, Id user,
                                                  const std::vector<Id>& followees) {
  std::map<Id, FollowState> states;
  if (followees.empty()) return states;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(kFollowsStatesOf, {{"$a", user}, {"$b", followees}}));
  for (const auto& row : rows) {
    const FollowState state = FollowStateOf(row, "state");
    if (state != FollowState::kNone) states.emplace(row.at("followee_id").get<Id>(), state);
  }
  return states;
}

}  // namespace fotogal
