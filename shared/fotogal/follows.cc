#include "fotogal/follows.h"

#include <nlohmann/json.hpp>

#include "fotogal/counters.h"
#include "fotogal/delivery.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

constexpr int kTries = 40;  // each needs somebody else to have got through

constexpr const char* kNone = "none";
constexpr const char* kPending = "pending";
constexpr const char* kAccepted = "accepted";

// A follow row. While it is not counted it stands between `was` (counted) and `state` (not yet).
struct FollowEdge {
  Id follower = 0, followee = 0;
  std::string state, was;
  Id op = 0;
  bool counted = false;
};

FollowEdge FromRow(const Json& row) {
  return {row.at("follower_id").get<Id>(),
          row.at("followee_id").get<Id>(),
          row.at("state").get<std::string>(),
          row.at("was").get<std::string>(),
          row.at("op").get<Id>(),
          row.at("counted").get<bool>()};
}

oci::nosql::Key KeyOf(Id follower, Id followee) {
  return {{"follower_id", follower}, {"followee_id", followee}};
}

constexpr const char* kKeyDeclared = "DECLARE $a LONG; $b LONG; $op LONG; ";
constexpr const char* kKeyCondition = " WHERE f.follower_id = $a AND f.followee_id = $b";
Json KeyVariables(const FollowEdge& edge) {
  return {{"$a", edge.follower}, {"$b", edge.followee}, {"$op", edge.op}};
}

int Share(const std::string& state) { return state == kAccepted ? 1 : 0; }

Outcome<std::vector<Edge>> Edges(Services& services, oci::Call& call, const std::string& statement,
                                 Id user) {
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(call, statement, {{"$u", user}}, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) {
    edges.push_back({row.at("op").get<Id>(),
                     row.at("counted").get<bool>(),
                     {Share(row.at("state").get<std::string>())},
                     {Share(row.at("was").get<std::string>())}});
  }
  return edges;
}

// One end of the edge: the follower's following_count or the followee's follower_count.
Outcome<Unit> MoveEnd(Services& services, oci::Call& call, const FollowEdge& edge, Id user,
                      const char* column, const char* end) {
  const CounterRow counters = CountersOfUser(user);
  if (!TooOldToMove(call.Now(), edge.op)) {
    return Move(services, call, counters, {{column, Share(edge.state) - Share(edge.was)}}, edge.op);
  }
  const std::string statement = "DECLARE $u LONG; SELECT f.op, f.counted, f.state, f.was FROM " +
                                std::string(schema::kFollows) + " f WHERE f." + end + " = $u";
  return Recount(services, call, counters, {column},
                 [&] { return Edges(services, call, statement, user); });
}

// Brings an uncounted edge to rest: counters and delivery first, then the edge is marked, or
// deleted when it was taken away.
Outcome<Unit> Settle(Services& services, oci::Call& call, const FollowEdge& edge) {
  const bool arrives = Share(edge.state) > Share(edge.was);
  auto [followers, following, job] = oci::InParallel(
      [&] { return MoveEnd(services, call, edge, edge.followee, "follower_count", "followee_id"); },
      [&] {
        return MoveEnd(services, call, edge, edge.follower, "following_count", "follower_id");
      },
      [&]() -> Outcome<JobRef> {
        if (!arrives) return JobRef{};
        return QueueDelivery(services, call, edge.op, edge.followee, edge.follower);
      });
  OCI_RETURN_IF_ERROR(followers);
  OCI_RETURN_IF_ERROR(following);
  OCI_RETURN_IF_ERROR(job);
  static const std::string kMark = std::string(kKeyDeclared) + "UPDATE " +
                                   std::string(schema::kFollows) + " f SET f.counted = true" +
                                   kKeyCondition + " AND f.op = $op";
  static const std::string kDelete = std::string(kKeyDeclared) + "DELETE FROM " +
                                     std::string(schema::kFollows) + " f" + kKeyCondition +
                                     " AND f.op = $op";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(call, edge.state == kNone ? kDelete : kMark,
                                              KeyVariables(edge), true));
  if (arrives) StartJob(services, call, *job);
  return Unit{};
}

Outcome<bool> Insert(Services& services, oci::Call& call, const FollowEdge& edge) {
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kFollows,
                                                           {{"follower_id", edge.follower},
                                                            {"followee_id", edge.followee},
                                                            {"state", edge.state},
                                                            {"was", edge.was},
                                                            {"delivery", "push"},
                                                            {"created_ts", ToMillis(call.Now())},
                                                            {"op", edge.op},
                                                            {"counted", false}},
                                                           if_absent));
  return put.written;
}

Outcome<bool> Change(Services& services, oci::Call& call, const FollowEdge& edge, Id standing_op) {
  static const std::string kStatement =
      std::string(kKeyDeclared) + "$old LONG; $n STRING; $w STRING; UPDATE " +
      std::string(schema::kFollows) +
      " f SET f.state = $n, SET f.was = $w, SET f.op = $op, SET f.counted = false" + kKeyCondition +
      " AND f.op = $old AND f.counted = true";
  Json variables = KeyVariables(edge);
  variables["$old"] = standing_op;
  variables["$n"] = edge.state;
  variables["$w"] = edge.was;
  OCI_ASSIGN_OR_RETURN(const auto items,
                       services.nosql->Execute(call, kStatement, variables, true));
  return !items.empty() && items.front().value("NumRowsUpdated", 0) == 1;
}

// Moves the edge to the state that `next` chooses from the present one.
template <class Next>
Outcome<std::string> Reach(Services& services, oci::Call& call, Id follower, Id followee,
                           Next next) {
  for (int attempt = 0; attempt < kTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto row,
                         services.nosql->Get(call, schema::kFollows, KeyOf(follower, followee),
                                             Consistency::kAbsolute));
    std::optional<FollowEdge> standing;
    if (row) standing = FromRow(row->value);
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(services, call, *standing));
      continue;
    }
    const std::string current = standing ? standing->state : kNone;
    const std::string wanted = next(current);
    if (current == wanted) return current;
    const FollowEdge edge{follower, followee, wanted, current, NewOp(call.Now(), services.random),
                          false};
    OCI_ASSIGN_OR_RETURN(const bool written, standing ? Change(services, call, edge, standing->op)
                                                      : Insert(services, call, edge));
    if (!written) continue;
    OCI_RETURN_IF_ERROR(Settle(services, call, edge));
    return wanted;
  }
  return TryAgain("The follow is being changed from several places.");
}

}  // namespace

Outcome<FollowState> Follow(Services& services, oci::Call& call, Id follower,
                            const User& followee) {
  OCI_ASSIGN_OR_RETURN(const auto state, Reach(services, call, follower, followee.id,
                                               [&](const std::string& current) {
                                                 if (current == kAccepted) return kAccepted;
                                                 return followee.is_private ? kPending : kAccepted;
                                               }));
  return state == kAccepted ? FollowState::kFollowing : FollowState::kRequested;
}

Outcome<Unit> Unfollow(Services& services, oci::Call& call, Id follower, Id followee) {
  OCI_RETURN_IF_ERROR(
      Reach(services, call, follower, followee, [](const std::string&) { return kNone; }));
  return Unit{};
}

}  // namespace fotogal
