#include "fotogal/social/comments.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counters.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/notifications/notifications.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

constexpr int kCommentTries = 10;
constexpr int kKeyDays = 1;

Comment CommentFromRow(const Json& row) {
  return {{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()},
          row.at("id").get<Id>(),
          row.at("user_id").get<Id>(),
          row.at("text").get<std::string>(),
          row.at("created_ts").get<std::int64_t>(),
          row.at("op").get<Id>(),
          row.at("counted") == true,
          row.at("removed") == true};
}

oci::nosql::Key KeyOf(const ImageRef& image, Id id) {
  return {{"author_id", image.author}, {"image_id", image.image}, {"id", id}};
}

constexpr const char* kCommentKeyDeclared = "DECLARE $a LONG; $i LONG; $c LONG; $op LONG; ";
constexpr const char* kCommentKeyCondition =
    " WHERE c.author_id = $a AND c.image_id = $i AND c.id = $c";
Json KeyVariables(const Comment& comment) {
  return {{"$a", comment.image.author},
          {"$i", comment.image.image},
          {"$c", comment.id},
          {"$op", comment.op}};
}

Outcome<std::vector<Edge>> CommentEdgesOf(Services& services, oci::Call& call,
                                          const ImageRef& image) {
  static const std::string kStatement =
      "DECLARE $a LONG; $i LONG; SELECT c.op, c.counted, "
      "c.removed FROM " +
      std::string(schema::kComments) + " c WHERE c.author_id = $a AND c.image_id = $i";
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(
                           call, kStatement, {{"$a", image.author}, {"$i", image.image}}, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) {
    const int stays = row.at("removed") == true ? 0 : 1;
    edges.push_back({row.at("op").get<Id>(), row.at("counted") == true, {stays}, {1 - stays}});
  }
  return edges;
}

Outcome<Unit> MoveCounter(Services& services, oci::Call& call, const Comment& comment) {
  const CounterRow counters = CountersOfImage(comment.image);
  if (TooOldToMove(call.Now(), comment.op)) {
    return Recount(services, call, counters, {"comment_count"},
                   [&] { return CommentEdgesOf(services, call, comment.image); });
  }
  return Move(services, call, counters, {{"comment_count", comment.removed ? -1 : 1}}, comment.op);
}

// Brings an uncounted comment to rest: counter and notice first, then it is marked, or deleted.
Outcome<Unit> Settle(Services& services, oci::Call& call, const Comment& comment) {
  auto [counted, told] =
      oci::InParallel([&] { return MoveCounter(services, call, comment); },
                      [&]() -> Outcome<Unit> {
                        if (comment.removed) return Unit{};
                        return Notify(services, call,
                                      {comment.image.author, Notice::kCommented, comment.user_id,
                                       comment.image.image, comment.id});
                      });
  OCI_RETURN_IF_ERROR(counted);
  OCI_RETURN_IF_ERROR(told);
  static const std::string kMark = std::string(kCommentKeyDeclared) + "UPDATE " +
                                   std::string(schema::kComments) + " c SET c.counted = true" +
                                   kCommentKeyCondition + " AND c.op = $op";
  static const std::string kDelete = std::string(kCommentKeyDeclared) + "DELETE FROM " +
                                     std::string(schema::kComments) + " c" + kCommentKeyCondition +
                                     " AND c.op = $op";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(call, comment.removed ? kDelete : kMark,
                                              KeyVariables(comment), true));
  return Unit{};
}

Outcome<bool> MarkRemoved(Services& services, oci::Call& call, const Comment& standing, Id op) {
  static const std::string kStatement =
      std::string(kCommentKeyDeclared) + "$old LONG; UPDATE " + std::string(schema::kComments) +
      " c SET c.removed = true, SET c.op = $op, SET c.counted = false" + kCommentKeyCondition +
      " AND c.op = $old AND c.counted = true";
  Json variables = KeyVariables(standing);
  variables["$old"] = standing.op;
  variables["$op"] = op;
  OCI_ASSIGN_OR_RETURN(const auto items,
                       services.nosql->Execute(call, kStatement, variables, true));
  return UpdatedOne(items);
}

// To a retry, when an earlier call has made it. It may have been removed since: then it stays so.
Outcome<Comment> FirstAnswer(Services& services, oci::Call& call, Comment as_asked) {
  OCI_RETURN_IF_ERROR(SettleComment(services, call, as_asked.image, as_asked.id));
  return as_asked;
}

}  // namespace

Outcome<int> RecountComments(Services& services, oci::Call& call, const ImageRef& image) {
  return Correct(services, call, CountersOfImage(image), {"comment_count"},
                 [&] { return CommentEdgesOf(services, call, image); });
}

Outcome<Unit> SettleComment(Services& services, oci::Call& call, const ImageRef& image, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(services, call, image, id));
  if (!standing || standing->counted) return Unit{};
  return Settle(services, call, *standing);
}

Outcome<std::optional<Comment>> FindComment(Services& services, oci::Call& call,
                                            const ImageRef& image, Id id) {
  OCI_ASSIGN_OR_RETURN(
      const auto row,
      services.nosql->Get(call, schema::kComments, KeyOf(image, id), Consistency::kAbsolute));
  if (!row) return std::optional<Comment>();
  return std::optional<Comment>(CommentFromRow(row->value));
}

Outcome<Comment> PostComment(Services& services, oci::Call& call, Id user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key) {
  const std::string key = idempotency_key.empty() ? "" : "comment:" + idempotency_key;
  const std::string content = ToString(image) + '\0' + text;
  const auto if_absent = IfAbsent();
  bool is_counted = false;  // against the budget
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto identity,
                         IdentityFor(services, call, user, key, content, kKeyDays));
    const Json row{{"author_id", image.author},
                   {"image_id", image.image},
                   {"id", identity.id},
                   {"user_id", user},
                   {"text", text},
                   {"removed", false},
                   {"created_ts", ToMillis(TimeOf(identity.id))},
                   {"op", identity.op},
                   {"counted", false}};
    if (identity.IsMade()) return FirstAnswer(services, call, CommentFromRow(row));
    if (!is_counted) OCI_RETURN_IF_ERROR(Spend(services, call, Budget::kComments, user));
    is_counted = true;
    OCI_ASSIGN_OR_RETURN(const auto put,
                         services.nosql->Put(call, schema::kComments, row, if_absent));
    const Comment comment = CommentFromRow(put.existing ? put.existing->value : row);
    if (comment.user_id != user || comment.text != text) {
      OCI_RETURN_IF_ERROR(Redraw(services, call, user, key, identity));
      continue;  // somebody else's, made in the same instant
    }
    auto [settled, marked] =
        oci::InParallel([&] { return comment.counted ? Unit{} : Settle(services, call, comment); },
                        [&] { return MarkMade(services, call, user, key, identity); });
    OCI_RETURN_IF_ERROR(settled);
    OCI_RETURN_IF_ERROR(marked);
    return comment;
  }
  return TryAgain("Too many comments in one instant.");
}

Outcome<bool> RemoveComment(Services& services, oci::Call& call, const ImageRef& image, Id id) {
  const Id op = NewOp(call.Now(), services.random);
  bool ours = false;
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(auto standing, FindComment(services, call, image, id));
    if (!standing) return ours;
    ours = standing->op == op;
    if (!standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(services, call, *standing));
      continue;
    }
    OCI_ASSIGN_OR_RETURN(const bool marked, MarkRemoved(services, call, *standing, op));
    if (!marked) continue;
    standing->op = op;
    standing->removed = true;
    OCI_RETURN_IF_ERROR(Settle(services, call, *standing));
    return true;
  }
  return TryAgain("The comment is being changed from several places.");
}

Outcome<std::vector<Comment>> CommentsOf(Services& services, oci::Call& call, const ImageRef& image,
                                         Id after, int limit) {
  static const std::string kStatement =
      "DECLARE $a LONG; $i LONG; $c LONG; $n INTEGER; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kComments) + ") */ * FROM " + std::string(schema::kComments) +
      " c WHERE c.author_id = $a AND c.image_id = $i AND c.id > $c AND c.removed = false "
      "ORDER BY c.id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      services.nosql->QueryAll(
          call, kStatement,
          {{"$a", image.author}, {"$i", image.image}, {"$c", after}, {"$n", limit}}));
  std::vector<Comment> comments;
  for (const auto& row : rows) comments.push_back(CommentFromRow(row));
  return comments;
}

}  // namespace fotogal
