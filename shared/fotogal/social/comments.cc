#include "fotogal/social/comments.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/counters/budgets.h"
#include "fotogal/counters/counted.h"
#include "fotogal/counters/counters_statements.h"
#include "fotogal/counters/idempotency.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/comment_statements.h"
#include "fotogal/social/latest_comment.h"
#include "fotogal/social/mentions.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kCommentTries = 10;
constexpr int kKeyDays = 1;
constexpr int kRepliesInFlight = 4;  // each removal may make three requests at the same time

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

CounterMove RepliesMove(const ImageRef& image, CommentId first, int by) {
  return {.counters = CountersOfComment(image, first),
          .deltas = {{"reply_count", by}},
          .rows = kCommentsEdgesOfThread,
          .variables = {{"$a", image.author}, {"$i", image.image}, {"$c", first}},
          .edge = &EdgeFrom<Comment, &EdgeOfComment>};
}

std::vector<CounterMove> MovesOf(const Comment& comment) {
  const int by = comment.removed ? -1 : 1;
  std::vector<CounterMove> moves = {CommentsMove(comment.image, by)};
  if (!comment.removed && !comment.thread.is_reply())
    moves[0].fuller = {&kCountersMoveOfImageByComment,
                       {{"$c", comment.id}, {"$latest", LatestOf(comment)}}};
  if (comment.thread.is_reply())
    moves.push_back(RepliesMove(comment.image, comment.thread.first, by));
  return moves;
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

// Whether a comment stays: a reply does as long as its thread's first comment does.
enum class Stay { kStays, kGoes };

Outcome<Stay> Settle(const Context& context, const Comment& comment);

// Tells whom a comment answers, and the image's author; nobody twice.
Outcome<Unit> TellOfComment(const Context& context, const Comment& comment,
                            const std::optional<Comment>& first) {
  const auto to = [&](UserId user, NotificationKind kind) {
    return Notify(context, {.user_id = user,
                            .kind = kind,
                            .actor_id = comment.user_id,
                            .image_id = comment.image.image,
                            .comment_id = comment.id,
                            .author_id = comment.image.author});
  };
  const UserId author = comment.image.author;
  if (!first) return to(author, NotificationKind::kCommented);
  if (first->user_id == author) return to(author, NotificationKind::kReplied);
  return oci::AllInParallel([&] { return to(first->user_id, NotificationKind::kReplied); },
                            [&] { return to(author, NotificationKind::kCommented); });
}

// Reads a reply's thread after the reply was written, and so finds it gone where its removal may
// have missed the reply.
Outcome<Stay> TellIfItStays(const Context& context, const Comment& comment) {
  std::optional<Comment> first;
  if (comment.thread.is_reply()) {
    OCI_ASSIGN_OR_RETURN(first, FindComment(context, comment.image, comment.thread.first));
    if (!first || first->removed) return Stay::kGoes;
  }
  OCI_RETURN_IF_ERROR(TellOfComment(context, comment, first));
  OCI_RETURN_IF_ERROR(
      TellMentioned(context, {comment.user_id, comment.image, comment.id}, comment.mentions));
  return Stay::kStays;
}

// The replies and the likes of a comment that is being removed.
Outcome<Unit> RemoveRepliesTo(const Context& context, const Comment& first) {
  for (;;) {
    OCI_ASSIGN_OR_RETURN(
        const auto replies,
        context.Select<Comment>(
            kCommentsOfThread,
            {{"$a", first.image.author}, {"$i", first.image.image}, {"$c", first.id}}, Absolute()));
    if (replies.empty()) return Unit{};
    OCI_RETURN_IF_ERROR(oci::ForEach(replies, kRepliesInFlight, [&](const Comment& reply) {
      return AsStatus(RemoveComment(context, first.image, reply.id));
    }));
  }
}

Outcome<Unit> RemoveLikesOf(const Context& context, const ImageRef& image, CommentId comment) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kCommentLikesOfComment,
                       {{"$a", image.author}, {"$i", image.image}, {"$c", comment}}, Absolute()));
  const auto& table = schema::TableOf(schema::kCommentLikes);
  std::vector<oci::nosql::RowWrite> writes;
  for (const auto& row : rows) writes.push_back(Removal(table, row));
  if (!writes.empty()) OCI_RETURN_IF_ERROR(WriteRows(context, table, writes));
  return Unit{};
}

Outcome<Unit> RemoveWhatHangsOn(const Context& context, const Comment& comment) {
  const auto likes = [&] { return RemoveLikesOf(context, comment.image, comment.id); };
  if (comment.thread.is_reply()) return likes();
  return oci::AllInParallel([&] { return RemoveRepliesTo(context, comment); }, likes,
                            [&] { return StepBackFrom(context, comment); });
}

// Takes away a reply whose thread is gone; it was counted, but is not marked so. Another call may
// do the same.
Outcome<Stay> Drop(const Context& context, const Comment& reply) {
  auto variables = kCountedComments.key(reply);
  variables["$op"] = context.NewOp();
  variables["$old"] = reply.op;
  OCI_RETURN_IF_ERROR(context.Execute(kCommentsMarkDropped, variables, Repeated::kSame));
  OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, reply.image, reply.id));
  if (standing && standing->removed) OCI_RETURN_IF_ERROR(Settle(context, *standing));
  return Stay::kGoes;
}

// Brings a comment that is not counted to rest.
Outcome<Stay> Settle(const Context& context, const Comment& comment) {
  Stay stay = comment.removed ? Stay::kGoes : Stay::kStays;
  const auto depending = [&]() -> Outcome<Unit> {
    if (comment.removed) return RemoveWhatHangsOn(context, comment);
    OCI_ASSIGN_OR_RETURN(stay, TellIfItStays(context, comment));
    return Unit{};
  };
  OCI_RETURN_IF_ERROR(CountAndNotify(context, kCountedComments, comment, depending));
  if (stay == Stay::kGoes && !comment.removed) return Drop(context, comment);
  OCI_RETURN_IF_ERROR(MarkOrDelete(context, kCountedComments, comment));
  return stay;
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

std::string ContentOf(const ImageRef& image, const std::string& text, const ThreadId& thread) {
  std::string content = ToString(image) + '\0' + text;
  if (thread.is_reply()) content += '\0' + ToBase36(thread.first);
  return content;
}

// Whether the row that stands is the one asked for; its words may have been changed since.
bool IsSame(const Comment& standing, const Comment& asked) {
  return standing.user_id == asked.user_id && standing.thread.first == asked.thread.first &&
         (standing.text == asked.text || standing.edited_ts != 0);
}

}  // namespace

Outcome<int> RecountComments(const Context& context, const ImageRef& image) {
  return CountAgain(context, CommentsMove(image, 0));
}

Outcome<int> RecountReplies(const Context& context, const ImageRef& image, CommentId first) {
  return CountAgain(context, RepliesMove(image, first, 0));
}

Outcome<Unit> SettleComment(const Context& context, const ImageRef& image, CommentId id) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindComment(context, image, id));
  if (!standing || standing->counted) return Unit{};
  OCI_RETURN_IF_ERROR(Settle(context, *standing));
  return Unit{};
}

Outcome<Comment> PostComment(const Context& context, UserId user, const ImageRef& image,
                             const std::string& text, const std::string& idempotency_key,
                             ThreadId thread) {
  const std::string key = idempotency_key.empty() ? "" : "comment:" + idempotency_key;
  const std::string content = ContentOf(image, text, thread);
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
                        .op = identity.op,
                        .thread = thread};
    if (identity.IsMade()) return FirstAnswer(context, asked);
    if (!is_counted) OCI_RETURN_IF_ERROR(SpendComment(context, user, mentions));
    is_counted = true;
    OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(asked));
    const Comment comment = inserted.existing.value_or(asked);
    if (!IsSame(comment, asked)) {
      OCI_RETURN_IF_ERROR(Redraw(context, user, key, identity));
      continue;  // another comment that got the same id in the same instant
    }
    auto [settled, marked] =
        oci::InParallel([&] { return comment.counted ? Stay::kStays : Settle(context, comment); },
                        [&] { return MarkMade(context, user, key, identity); });
    OCI_RETURN_IF_ERROR(settled);
    OCI_RETURN_IF_ERROR(marked);
    if (*settled == Stay::kGoes) return NotFound();
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

Outcome<Comment> EditComment(const Context& context, Comment comment, const std::string& text,
                             std::int64_t edited_ts) {
  OCI_ASSIGN_OR_RETURN(auto mentions, FindMentioned(context, text));
  const auto fresh = NewlyMentioned(mentions, comment.mentions);
  OCI_RETURN_IF_ERROR(SpendMentions(context, comment.user_id, fresh));
  // Before the words: a notification of words that were not written is not shown.
  OCI_RETURN_IF_ERROR(TellMentioned(context, {comment.user_id, comment.image, comment.id}, fresh));
  comment.text = text;
  // Also before, because a repeated call does nothing where the words are written already.
  if (!comment.thread.is_reply()) OCI_RETURN_IF_ERROR(RefreshLatest(context, comment));
  OCI_RETURN_IF_ERROR(context.Execute(kCommentsSetText,
                                      {{"$a", comment.image.author},
                                       {"$i", comment.image.image},
                                       {"$c", comment.id},
                                       {"$u", comment.user_id},
                                       {"$t", text},
                                       {"$m", mentions},
                                       {"$now", edited_ts}},
                                      Repeated::kSame));
  // It may have become the latest meanwhile, with the words from before.
  if (!comment.thread.is_reply()) OCI_RETURN_IF_ERROR(RefreshLatest(context, comment));
  comment.mentions = std::move(mentions);
  comment.edited_ts = edited_ts;
  return comment;
}

Outcome<std::vector<Comment>> CommentsOf(const Context& context, const ImageRef& image,
                                         CommentId after, int limit) {
  OCI_ASSIGN_OR_RETURN(auto comments, context.Select<Comment>(kCommentsPage, {{"$a", image.author},
                                                                              {"$i", image.image},
                                                                              {"$c", after},
                                                                              {"$n", limit}}));
  return comments;
}

Outcome<std::vector<Comment>> RepliesOf(const Context& context, const ImageRef& image,
                                        CommentId first, CommentId after, int limit) {
  OCI_ASSIGN_OR_RETURN(auto replies,
                       context.Select<Comment>(kCommentsReplies, {{"$a", image.author},
                                                                  {"$i", image.image},
                                                                  {"$f", first},
                                                                  {"$c", after},
                                                                  {"$n", limit}}));
  return replies;
}

}  // namespace fotogal
