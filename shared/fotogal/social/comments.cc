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

Outcome<std::vector<Edge>> CommentEdgesOf(const Context& context, const ImageRef& image) {
  static const std::string kStatement =
      "DECLARE $a LONG; $i LONG; SELECT c.op, c.counted, "
      "c.removed FROM " +
      std::string(schema::kComments) + " c WHERE c.author_id = $a AND c.image_id = $i";
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kStatement, {{"$a", image.author}, {"$i", image.image}}, options));
  std::vector<Edge> edges;
  for (const auto& row : rows) {
    const int stays = row.at("removed") == true ? 0 : 1;
    edges.push_back({row.at("op").get<Id>(), row.at("counted") == true, {stays}, {1 - stays}});
  }
  return edges;
}

Outcome<Unit> MoveCounter(const Context& context, const Comment& comment) {
  const CounterRow counters = CountersOfImage(comment.image);
  if (TooOldToMove(context.Now(), comment.op)) {
    return Recount(context, counters, {"comment_count"},
                   [&] { return CommentEdgesOf(context, comment.image); });
  }
  return Move(context, counters, {{"comment_count", comment.removed ? -1 : 1}}, comment.op);
}

// Brings an uncounted comment to rest: counter and notice first, then it is marked, or deleted.
Outcome<Unit> Settle(const Context& context, const Comment& comment) {
  auto [counted, told] =
      oci::InParallel([&] { return MoveCounter(context, comment); },
                      [&]() -> Outcome<Unit> {
                        if (comment.removed) return Unit{};
                        return Notify(context, {comment.image.author, Notice::kCommented,
                                                comment.user_id, comment.image.image, comment.id});
                      });
  OCI_RETURN_IF_ERROR(counted);
  OCI_RETURN_IF_ERROR(told);
  static const std::string kMark = std::string(kCommentKeyDeclared) + "UPDATE " +
                                   std::string(schema::kComments) + " c SET c.counted = true" +
                                   kCommentKeyCondition + " AND c.op = $op";
  static const std::string kDelete = std::string(kCommentKeyDeclared) + "DELETE FROM " +
                                     std::string(schema::kComments) + " c" + kCommentKeyCondition +
                                     " AND c.op = $op";
  OCI_RETURN_IF_ERROR(
      context.Execute(comment.removed ? kDelete : kMark, KeyVariables(comment), true));
  return Unit{};
}

Outcome<bool> MarkRemoved(const Context& context, const Comment& standing, Id op) {
  static const std::string kStatement =
      std::string(kCommentKeyDeclared) + "$old LONG; UPDATE " + std::string(schema::kComments) +
      " c SET c.removed = true, SET c.op = $op, SET c.counted = false" + kCommentKeyCondition +
      " AND c.op = $old AND c.counted = true";
  Json variables = KeyVariables(standing);
  variables["$old"] = standing.op;
  variables["$op"] = op;
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(kStatement, variables, true));
  return UpdatedOne(items);
}

// To a retry, when an earlier call has made it. It may have been removed since: then it stays so.
Outcome<Comment> FirstAnswer(const Context& context, Comment as_asked) {
  OCI_RETURN_IF_ERROR(SettleComment(context, as_asked.image, as_asked.id));
  return as_asked;
}

}  // namespace

Outcome<int> RecountComments(const Context& context, const ImageRef& image) {
  return Correct(context, CountersOfImage(image), {"comment_count"},
                 [&] { return CommentEdgesOf(context, image); });
}

Outcome<Unit> SettleComment(const Context& context, const ImageRef& image, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, image, id));
  if (!standing || standing->counted) return Unit{};
  return Settle(context, *standing);
}

Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image, Id id) {
  OCI_ASSIGN_OR_RETURN(const auto row,
                       context.Get(schema::kComments, KeyOf(image, id), Consistency::kAbsolute));
  if (!row) return std::optional<Comment>();
  return std::optional<Comment>(CommentFromRow(row->value));
}

Outcome<Comment> PostComment(const Context& context, Id user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key) {
  const std::string key = idempotency_key.empty() ? "" : "comment:" + idempotency_key;
  const std::string content = ToString(image) + '\0' + text;
  const auto if_absent = IfAbsent();
  bool is_counted = false;  // against the budget
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto identity, IdentityFor(context, user, key, content, kKeyDays));
    const Json row{{"author_id", image.author},
                   {"image_id", image.image},
                   {"id", identity.id},
                   {"user_id", user},
                   {"text", text},
                   {"removed", false},
                   {"created_ts", ToMillis(TimeOf(identity.id))},
                   {"op", identity.op},
                   {"counted", false}};
    if (identity.IsMade()) return FirstAnswer(context, CommentFromRow(row));
    if (!is_counted) OCI_RETURN_IF_ERROR(Spend(context, Budget::kComments, user));
    is_counted = true;
    OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kComments, row, if_absent));
    const Comment comment = CommentFromRow(put.existing ? put.existing->value : row);
    if (comment.user_id != user || comment.text != text) {
      OCI_RETURN_IF_ERROR(Redraw(context, user, key, identity));
      continue;  // somebody else's, made in the same instant
    }
    auto [settled, marked] =
        oci::InParallel([&] { return comment.counted ? Unit{} : Settle(context, comment); },
                        [&] { return MarkMade(context, user, key, identity); });
    OCI_RETURN_IF_ERROR(settled);
    OCI_RETURN_IF_ERROR(marked);
    return comment;
  }
  return TryAgain("Too many comments in one instant.");
}

Outcome<bool> RemoveComment(const Context& context, const ImageRef& image, Id id) {
  const Id op = context.NewOp();
  bool ours = false;
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(auto standing, FindComment(context, image, id));
    if (!standing) return ours;
    ours = standing->op == op;
    if (!standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
      continue;
    }
    OCI_ASSIGN_OR_RETURN(const bool marked, MarkRemoved(context, *standing, op));
    if (!marked) continue;
    standing->op = op;
    standing->removed = true;
    OCI_RETURN_IF_ERROR(Settle(context, *standing));
    return true;
  }
  return TryAgain("The comment is being changed from several places.");
}

Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image, Id after,
                                         int limit) {
  static const std::string kStatement =
      "DECLARE $a LONG; $i LONG; $c LONG; $n INTEGER; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kComments) + ") */ * FROM " + std::string(schema::kComments) +
      " c WHERE c.author_id = $a AND c.image_id = $i AND c.id > $c AND c.removed = false "
      "ORDER BY c.id LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kStatement,
                       {{"$a", image.author}, {"$i", image.image}, {"$c", after}, {"$n", limit}}));
  std::vector<Comment> comments;
  for (const auto& row : rows) comments.push_back(CommentFromRow(row));
  return comments;
}

}  // namespace fotogal
