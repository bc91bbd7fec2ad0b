#include "fotogal/social/follows.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counters.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

constexpr int kFollowTries = 40;  // each needs somebody else to have got through

constexpr int kApprovalsPerStep = 50;

constexpr const char* kNoFollow = "none";
constexpr const char* kPending = "pending";
constexpr const char* kAccepted = "accepted";

// A follow row. While it is not counted it stands between `was` (counted) and `state` (not yet).
struct FollowEdge {
  Id follower = 0, followee = 0;
  std::string state, was;
  Id op = 0;
  bool counted = false;
  bool pulls = false;
};

FollowEdge FollowFromRow(const Json& row) {
  return {row.at("follower_id").get<Id>(),
          row.at("followee_id").get<Id>(),
          row.at("state").get<std::string>(),
          row.at("was").get<std::string>(),
          row.at("op").get<Id>(),
          row.at("counted").get<bool>(),
          TextOf(row, "delivery") == "pull"};
}

oci::nosql::Key KeyOfFollow(Id follower, Id followee) {
  return {{"follower_id", follower}, {"followee_id", followee}};
}

constexpr const char* kFollowKeyDeclared = "DECLARE $a LONG; $b LONG; $op LONG; ";
constexpr const char* kFollowKeyCondition = " WHERE f.follower_id = $a AND f.followee_id = $b";
Json KeyVariables(const FollowEdge& edge) {
  return {{"$a", edge.follower}, {"$b", edge.followee}, {"$op", edge.op}};
}

int Share(const std::string& state) { return state == kAccepted ? 1 : 0; }

Outcome<std::vector<Edge>> Edges(const Context& context, const std::string& statement, Id user) {
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows, context.QueryAll(statement, {{"$u", user}}, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) {
    edges.push_back({row.at("op").get<Id>(),
                     row.at("counted").get<bool>(),
                     {Share(row.at("state").get<std::string>())},
                     {Share(row.at("was").get<std::string>())}});
  }
  return edges;
}

std::string EdgesAt(const char* end) {
  return "DECLARE $u LONG; SELECT f.op, f.counted, f.state, f.was FROM " +
         std::string(schema::kFollows) + " f WHERE f." + end + " = $u";
}

// One end of the edge: the follower's following_count or the followee's follower_count.
Outcome<Unit> MoveEnd(const Context& context, const FollowEdge& edge, Id user, const char* column,
                      const char* end) {
  const CounterRow counters = CountersOfUser(user);
  if (!TooOldToMove(context.Now(), edge.op)) {
    return Move(context, counters, {{column, Share(edge.state) - Share(edge.was)}}, edge.op);
  }
  return Recount(context, counters, {column}, [&] { return Edges(context, EdgesAt(end), user); });
}

// Who is told of a change, if anybody.
std::optional<NewNotice> NoticeOf(const FollowEdge& edge) {
  if (edge.state == kPending) return NewNotice{edge.followee, Notice::kRequested, edge.follower};
  if (edge.state != kAccepted || edge.was == kAccepted) return std::nullopt;
  if (edge.was == kPending) return NewNotice{edge.follower, Notice::kApproved, edge.followee};
  return NewNotice{edge.followee, Notice::kFollowed, edge.follower};
}

// Brings an uncounted edge to rest: counters and notice first, then the edge is marked, or deleted
// when it was taken away.
Outcome<Unit> Settle(const Context& context, const FollowEdge& edge) {
  auto [followers, following, told] = oci::InParallel(
      [&] { return MoveEnd(context, edge, edge.followee, "follower_count", "followee_id"); },
      [&] { return MoveEnd(context, edge, edge.follower, "following_count", "follower_id"); },
      [&]() -> Outcome<Unit> {
        const auto notice = NoticeOf(edge);
        return notice ? Notify(context, *notice) : Unit{};
      });
  OCI_RETURN_IF_ERROR(followers);
  OCI_RETURN_IF_ERROR(following);
  OCI_RETURN_IF_ERROR(told);
  static const std::string kMark = std::string(kFollowKeyDeclared) + "UPDATE " +
                                   std::string(schema::kFollows) + " f SET f.counted = true" +
                                   kFollowKeyCondition + " AND f.op = $op";
  static const std::string kDelete = std::string(kFollowKeyDeclared) + "DELETE FROM " +
                                     std::string(schema::kFollows) + " f" + kFollowKeyCondition +
                                     " AND f.op = $op";
  OCI_RETURN_IF_ERROR(
      context.Execute(edge.state == kNoFollow ? kDelete : kMark, KeyVariables(edge), true));
  return Unit{};
}

Outcome<bool> Insert(const Context& context, const FollowEdge& edge) {
  const auto if_absent = IfAbsent();
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kFollows,
                                                   {{"follower_id", edge.follower},
                                                    {"followee_id", edge.followee},
                                                    {"state", edge.state},
                                                    {"was", edge.was},
                                                    {"delivery", edge.pulls ? "pull" : "push"},
                                                    {"created_ts", ToMillis(context.Now())},
                                                    {"op", edge.op},
                                                    {"counted", false}},
                                                   if_absent));
  return put.written;
}

Outcome<bool> Change(const Context& context, const FollowEdge& edge, Id standing_op) {
  static const std::string kStatement =
      std::string(kFollowKeyDeclared) + "$old LONG; $n STRING; $w STRING; UPDATE " +
      std::string(schema::kFollows) +
      " f SET f.state = $n, SET f.was = $w, SET f.op = $op, SET f.counted = false" +
      kFollowKeyCondition + " AND f.op = $old AND f.counted = true";
  Json variables = KeyVariables(edge);
  variables["$old"] = standing_op;
  variables["$n"] = edge.state;
  variables["$w"] = edge.was;
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(kStatement, variables, true));
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
  std::string state;
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
    const std::string current = standing ? standing->state : kNoFollow;
    const std::string wanted = next(current);
    const bool edge_pulls = standing ? standing->pulls : pulls;
    if (current == wanted)
      return Reached{current, std::nullopt, edge_pulls, false, standing ? standing->op : 0};
    const FollowEdge edge{follower, followee, wanted, current, context.NewOp(), false, edge_pulls};
    if (current == kNoFollow && !is_counted)
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
  if (reached.state != kAccepted || reached.is_pulled) return ForgetJob(context, *reached.job);
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
  OCI_ASSIGN_OR_RETURN(auto reached,
                       Reach(context, follower, followee, false, [&](const std::string& current) {
                         if (apart) return std::string(kNoFollow);
                         return current == kPending && open ? std::string(kAccepted) : current;
                       }));
  reached.apart = apart;
  if (reached.state == kAccepted) {
    reached.is_pulled = EdgesPull((*user)->delivery);
    if (reached.is_pulled && !reached.edge_pulls) {
      OCI_RETURN_IF_ERROR(SetEdgeDelivery(context, follower, followee, true));
      reached.edge_pulls = true;
    }
    OCI_RETURN_IF_ERROR(NoteFollowers(context, **user));
  }
  OCI_RETURN_IF_ERROR(Close(context, reached));
  return reached;
}

FollowState StateOf(const std::string& state) {
  if (state == kAccepted) return FollowState::kFollowing;
  return state == kPending ? FollowState::kRequested : FollowState::kNone;
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
  const std::string own = reached.state;
  const bool follows_already = reached.state == kAccepted && !reached.job;
  if (reached.state != kNoFollow) {
    OCI_ASSIGN_OR_RETURN(const auto enforced, Enforce(context, follower, followee));
    reached.state = enforced.state;
    reached.is_pulled = enforced.is_pulled;
    reached.apart = enforced.apart;
  }
  OCI_RETURN_IF_ERROR(Close(context, reached));
  // What was to deliver the images when it began may have been lost.
  if (follows_already && reached.state == kAccepted)
    StartIfWaiting(context, JobFor(reached.op, ""));
  // With nothing between the two, whoever ended the edge since came after this context.call.
  const bool ended_after = reached.state == kNoFollow && !reached.apart;
  return Moved{StateOf(ended_after ? own : reached.state), reached.apart};
}

// From one state to another; whatever else stands, stays.
auto From(const char* from, const char* to) {
  return [=](const std::string& current) { return current == from ? std::string(to) : current; };
}

const char* ColumnName(FollowState state) {
  return state == FollowState::kFollowing ? kAccepted : kPending;
}

}  // namespace

Outcome<FollowState> Follow(const Context& context, Id follower, const User& followee) {
  const auto next = [&](const std::string& current) {
    const bool asks = followee.is_private && current != kAccepted;
    return std::string(asks ? kPending : kAccepted);
  };
  OCI_ASSIGN_OR_RETURN(const auto moved, Transition(context, follower, followee.id, next,
                                                    EdgesPull(followee.delivery)));
  if (moved.apart) return NotFound();
  return moved.state;
}

Outcome<Unit> Unfollow(const Context& context, Id follower, Id followee) {
  OCI_RETURN_IF_ERROR(Transition(context, follower, followee,
                                 [](const std::string&) { return std::string(kNoFollow); }));
  return Unit{};
}

Outcome<FollowState> Approve(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto moved,
                       Transition(context, follower, followee, From(kPending, kAccepted)));
  return moved.state;
}

Outcome<FollowState> Reject(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto moved,
                       Transition(context, follower, followee, From(kPending, kNoFollow)));
  return moved.state;
}

Outcome<FollowState> RemoveFollower(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto moved,
                       Transition(context, follower, followee, From(kAccepted, kNoFollow)));
  return moved.state;
}

Outcome<FollowState> Tend(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto tended, TendFollow(context, follower, followee));
  return tended.state;
}

Outcome<TendedFollow> TendFollow(const Context& context, Id follower, Id followee) {
  OCI_ASSIGN_OR_RETURN(const auto reached, Enforce(context, follower, followee));
  return TendedFollow{StateOf(reached.state), reached.is_pulled, reached.edge_pulls};
}

Outcome<int> RecountFollows(const Context& context, Id user) {
  int wrong = 0;
  for (const auto& [column, end] :
       {std::pair("follower_count", "followee_id"), std::pair("following_count", "follower_id")}) {
    OCI_ASSIGN_OR_RETURN(const int mended,
                         Correct(context, CountersOfUser(user), {column},
                                 [&, end = end] { return Edges(context, EdgesAt(end), user); }));
    wrong += mended;
  }
  return wrong;
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
  static const std::string kStatement =
      "DECLARE $f LONG; $c LONG; $s STRING; $n INTEGER; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kFollows) + ") */ f.followee_id FROM " + std::string(schema::kFollows) +
      " f WHERE f.follower_id = $f AND f.followee_id > $c AND f.state = $s "
      "ORDER BY f.followee_id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kStatement,
                       {{"$f", user}, {"$c", after}, {"$s", ColumnName(state)}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("followee_id").get<Id>());
  return people;
}

Outcome<EdgePage> FollowersOf(const Context& context, Id user, FollowState state,
                              const std::string& page, int limit,
                              oci::nosql::Consistency consistency) {
  static const std::string kStatement = "DECLARE $f LONG; $s STRING; SELECT f.follower_id FROM " +
                                        std::string(schema::kFollows) +
                                        " f WHERE f.followee_id = $f AND f.state = $s";
  oci::nosql::QueryOptions options;
  options.limit = limit;
  options.page = page;
  options.consistency = consistency;
  OCI_ASSIGN_OR_RETURN(
      const auto found,
      context.Query(kStatement, {{"$f", user}, {"$s", ColumnName(state)}}, options));
  EdgePage edges;
  for (const auto& row : found.items) edges.people.push_back(row.at("follower_id").get<Id>());
  edges.next = found.next;
  return edges;
}

Outcome<std::map<Id, FollowState>> FollowStatesOf(const Context& context, Id user,
                                                  const std::vector<Id>& followees) {
  std::map<Id, FollowState> states;
  if (followees.empty()) return states;
  static const std::string kStatement =
      "DECLARE $a LONG; $b ARRAY(LONG); SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kFollows) + ") */ f.followee_id, f.state FROM " +
      std::string(schema::kFollows) + " f WHERE f.follower_id = $a AND f.followee_id IN $b[]";
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(kStatement, {{"$a", user}, {"$b", followees}}));
  for (const auto& row : rows) {
    const FollowState state = FollowStateOf(row);
    if (state != FollowState::kNone) states.emplace(row.at("followee_id").get<Id>(), state);
  }
  return states;
}

}  // namespace fotogal
