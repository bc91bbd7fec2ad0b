#include "fotogal/social/comments.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counted.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/mentions.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kCommentTries = 10;
constexpr int kKeyDays = 1;

oci::nosql::Key KeyOf(const ImageRef& image, CommentId id) {
  return {{"author_id", image.author}, {"image_id", image.image}, {"id", id}};
}

Edge EdgeOfComment(const Comment& comment) {
  const int stays = comment.removed ? 0 : 1;
  return {comment.op, comment.counted, {stays}, {1 - stays}};
}

CounterMove CommentsMove(const ImageRef& image, int by) {
  return {.counters = CountersOfImage(image),
          .deltas = {{"comment_count", by}},
          .rows = kCommentsEdges,
          .variables = {{"$a", image.author}, {"$i", image.image}},
          .edge = &EdgeFrom<Comment, &EdgeOfComment>};
}

std::vector<CounterMove> MovesOf(const Comment& comment) {
  return {CommentsMove(comment.image, comment.removed ? -1 : 1)};
}

constexpr Counted<Comment> kCountedComments{
    .moves = &MovesOf,
    .taken_away = [](const Comment& comment) { return comment.removed; },
    .key =
        [](const Comment& comment) {
          return Json{{"$a", comment.image.author},
                      {"$i", comment.image.image},
                      {"$c", comment.id},
                      {"$op", comment.op}};
        },
    .change = kCommentsMarkRemoved,  // they change in no other way
    .changed = [](const Comment&) { return Json::object(); },
    .mark = kCommentsMarkCounted,
    .remove = kCommentsDeleteRemoved};

Outcome<Unit> Settle(const Context& context, const Comment& comment) {
  return Settle(context, kCountedComments, comment, [&]() -> Outcome<Unit> {
    if (comment.removed) return Unit{};
    OCI_RETURN_IF_ERROR(Notify(context, {.user_id = comment.image.author,
                                         .kind = NotificationKind::kCommented,
                                         .actor_id = comment.user_id,
                                         .image_id = comment.image.image,
                                         .comment_id = comment.id}));
    return TellMentioned(context, {comment.user_id, comment.image, comment.id}, comment.mentions);
  });
}

Outcome<Unit> SpendComment(const Context& context, UserId user,
                           const std::vector<UserId>& mentions) {
  OCI_RETURN_IF_ERROR(Spend(context, Budget::kComments, user));
  return SpendMentions(context, user, mentions);
}

// The result for a retry, when an earlier call has created the comment. If it was deleted since, it
// stays deleted.
Outcome<Comment> FirstAnswer(const Context& context, Comment as_asked) {
  OCI_RETURN_IF_ERROR(SettleComment(context, as_asked.image, as_asked.id));
  return as_asked;
}

}  // namespace

Outcome<int> RecountComments(const Context& context, const ImageRef& image) {
  return CountAgain(context, CommentsMove(image, 0));
}

Outcome<Unit> SettleComment(const Context& context, const ImageRef& image, CommentId id) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, image, id));
  if (!standing || standing->counted) return Unit{};
  return Settle(context, *standing);
}

Outcome<std::optional<Comment>> FindComment(const Context& context, const ImageRef& image,
                                            CommentId id) {
  OCI_ASSIGN_OR_RETURN(auto comment, context.Find<Comment>(KeyOf(image, id)));
  return comment;
}

Outcome<Comment> PostComment(const Context& context, UserId user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key) {
  const std::string key = idempotency_key.empty() ? "" : "comment:" + idempotency_key;
  const std::string content = ToString(image) + '\0' + text;
  bool is_counted = false;  // against the budgets
  OCI_ASSIGN_OR_RETURN(const auto mentions, FindMentioned(context, text));
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto identity, IdentityFor(context, user, key, content, kKeyDays));
    const Comment asked{.image = image,
                        .id = identity.id,
                        .user_id = user,
                        .text = text,
                        .mentions = mentions,
                        .created_ts = ToMillis(TimeOf(identity.id)),
                        .op = identity.op};
    if (identity.IsMade()) return FirstAnswer(context, asked);
    if (!is_counted) OCI_RETURN_IF_ERROR(SpendComment(context, user, mentions));
    is_counted = true;
    OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(asked));
    const Comment comment = inserted.existing.value_or(asked);
    if (comment.user_id != user || comment.text != text) {
      OCI_RETURN_IF_ERROR(Redraw(context, user, key, identity));
      continue;  // another comment that got the same id in the same instant
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

Outcome<bool> RemoveComment(const Context& context, const ImageRef& image, CommentId id) {
  const Op op = context.NewOp();
  bool ours = false;
  for (int attempt = 0; attempt < kCommentTries; ++attempt) {
    OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, image, id));
    if (!standing) return ours;
    ours = standing->op == op;
    if (!standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
      continue;
    }
    Comment removed = *standing;
    removed.op = op;
    removed.removed = true;
    OCI_ASSIGN_OR_RETURN(const bool marked,
                         Write(context, kCountedComments, removed, standing->op));
    if (!marked) continue;
    OCI_RETURN_IF_ERROR(Settle(context, removed));
    return true;
  }
  return TryAgain("The comment is being changed from several places.");
}

Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image,
                                         CommentId after, int limit) {
  OCI_ASSIGN_OR_RETURN(auto comments, context.Select<Comment>(kCommentsPage, {{"$a", image.author},
                                                                              {"$i", image.image},
                                                                              {"$c", after},
                                                                              {"$n", limit}}));
  return comments;
}

}  // namespace fotogal
