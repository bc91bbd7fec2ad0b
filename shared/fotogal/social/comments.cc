#include "fotogal/social/comments.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counted.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/social_statements.h"
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

Json KeyVariables(const Comment& comment) {
  return {{"$a", comment.image.author},
          {"$i", comment.image.image},
          {"$c", comment.id},
          {"$op", comment.op}};
}

Edge EdgeOfComment(const Json& row) {
  const int stays = row.at("removed") == true ? 0 : 1;
  return {row.at("op").get<Id>(), row.at("counted") == true, {stays}, {1 - stays}};
}

Counting CommentsCounting(const ImageRef& image, int by) {
  return {CountersOfImage(image),
          {{"comment_count", by}},
          kCommentsEdges,
          {{"$a", image.author}, {"$i", image.image}},
          &EdgeOfComment};
}

constexpr AtRest kCommentsAtRest{kCommentsMarkCounted, kCommentsDeleteRemoved};

// Brings an uncounted comment to rest: counter and notification first, then it is marked, or
// deleted.
Outcome<Unit> Settle(const Context& context, const Comment& comment) {
  const auto counting = CommentsCounting(comment.image, comment.removed ? -1 : 1);
  auto [counted, told] =
      oci::InParallel([&] { return Count(context, counting, comment.op); },
                      [&]() -> Outcome<Unit> {
                        if (comment.removed) return Unit{};
                        return Notify(context, {comment.image.author, NotificationKind::kCommented,
                                                comment.user_id, comment.image.image, comment.id});
                      });
  OCI_RETURN_IF_ERROR(counted);
  OCI_RETURN_IF_ERROR(told);
  return Rest(context, kCommentsAtRest, comment.removed ? Settled::kTakenAway : Settled::kStays,
              KeyVariables(comment));
}

Outcome<bool> MarkRemoved(const Context& context, const Comment& standing, Id op) {
  Json variables = KeyVariables(standing);
  variables["$old"] = standing.op;
  variables["$op"] = op;
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(kCommentsMarkRemoved, variables, Repeated::kSame));
  return UpdatedOne(items);
}

// To a retry, when an earlier call has made it. It may have been removed since: then it stays so.
Outcome<Comment> FirstAnswer(const Context& context, Comment as_asked) {
  OCI_RETURN_IF_ERROR(SettleComment(context, as_asked.image, as_asked.id));
  return as_asked;
}

}  // namespace

Outcome<int> RecountComments(const Context& context, const ImageRef& image) {
  return CountAgain(context, CommentsCounting(image, 0));
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
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kCommentsPage,
                       {{"$a", image.author}, {"$i", image.image}, {"$c", after}, {"$n", limit}}));
  std::vector<Comment> comments;
  for (const auto& row : rows) comments.push_back(CommentFromRow(row));
  return comments;
}

}  // namespace fotogal
