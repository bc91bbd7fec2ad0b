#include "fotogal/social/comment_likes.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/recounts.h"
#include "fotogal/counters/counted.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/comment_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kLikeTries = 40;  // each try fails only if another call has succeeded meanwhile

Edge EdgeOfLike(const CommentLike& like) {
  return {like.op, like.counted, {like.liked ? 1 : 0}, {like.was ? 1 : 0}};
}

CounterMove LikesMove(const ImageRef& image, CommentId comment, int by) {
  return {.counters = CountersOfComment(image, comment),
          .deltas = {{"like_count", by}},
          .rows = kCommentLikesEdges,
          .variables = {{"$a", image.author}, {"$i", image.image}, {"$c", comment}},
          .edge = &EdgeFrom<CommentLike, &EdgeOfLike>};
}

constexpr Counted<CommentLike> kCountedLikes{
    .moves =
        [](const CommentLike& like) {
          const int by = static_cast<int>(like.liked) - static_cast<int>(like.was);
          return std::vector<CounterMove>{LikesMove(like.image, like.comment, by)};
        },
    .taken_away = [](const CommentLike& like) { return !like.liked; },
    .key =
        [](const CommentLike& like) {
          return Json{{"$a", like.image.author},
                      {"$i", like.image.image},
                      {"$c", like.comment},
                      {"$u", like.user},
                      {"$op", like.op}};
        },
    .change = kCommentLikesChange,
    .changed =
        [](const CommentLike& like) {
          return Json{{"$n", like.liked}, {"$w", like.was}};
        },
    .mark = kCommentLikesMarkCounted,
    .remove = kCommentLikesDeleteTakenBack};

NewNotification NotificationOf(const CommentLike& like, const Comment& comment) {
  return {.user_id = comment.user_id,
          .kind = NotificationKind::kCommentLiked,
          .actor_id = like.user,
          .image_id = like.image.image,
          .comment_id = like.comment,
          .author_id = like.image.author};
}

Outcome<ReservedNotification> ReserveNotificationOf(const Context& context, const CommentLike& like,
                                                    const Comment& comment) {
  if (!like.liked) return ReservedNotification{};
  return ReserveNotification(context, NotificationOf(like, comment));
}

Outcome<Unit> CountAndTell(const Context& context, const CommentLike& like, const Comment& comment,
                           const ReservedNotification& reserved) {
  return CountAndNotify(context, kCountedLikes, like, [&] {
    return NotifyReserved(context, NotificationOf(like, comment), reserved);
  });
}

// Settles what an earlier call has left unfinished.
Outcome<Unit> SettleLike(const Context& context, const CommentLike& like, const Comment& comment) {
  OCI_ASSIGN_OR_RETURN(const auto reserved, ReserveNotificationOf(context, like, comment));
  OCI_RETURN_IF_ERROR(CountAndTell(context, like, comment, reserved));
  return MarkOrDelete(context, kCountedLikes, like);
}

// Writes the like with that op, counts it and notifies; false: the row is not in the expected
// state.
Outcome<bool> WriteAndCountLike(const Context& context, const CommentLike& like,
                                const Comment& comment,
                                const std::optional<CommentLike>& standing) {
  auto [written, reserved] =
      oci::InParallel([&] { return Write(context, kCountedLikes, like, OpOf(standing)); },
                      [&] { return ReserveNotificationOf(context, like, comment); });
  OCI_RETURN_IF_ERROR(written);
  OCI_RETURN_IF_ERROR(reserved);
  if (!*written) return false;
  OCI_RETURN_IF_ERROR(CountAndTell(context, like, comment, *reserved));
  return true;
}

Outcome<Unit> DeleteLike(const Context& context, const CommentLike& like) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kCommentLikes, {{"author_id", like.image.author},
                                                             {"image_id", like.image.image},
                                                             {"comment_id", like.comment},
                                                             {"user_id", like.user}}));
  return Unit{};
}

// The comment is read after the like was written, and so found gone where its removal may have
// missed the like.
Outcome<int> LikesNow(const Context& context, const CommentLike& like) {
  OCI_ASSIGN_OR_RETURN(const auto comment, FindComment(context, like.image, like.comment));
  if (comment && !comment->removed) return comment->like_count;
  OCI_RETURN_IF_ERROR(DeleteLike(context, like));
  return NotFound();
}

Outcome<int> MarkAndCountLikes(const Context& context, const CommentLike& like) {
  auto [marked, count] = oci::InParallel([&] { return MarkOrDelete(context, kCountedLikes, like); },
                                         [&] { return LikesNow(context, like); });
  OCI_RETURN_IF_ERROR(marked);
  return count;
}

}  // namespace

Outcome<int> RecountCommentLikes(const Context& context, const ImageRef& image, CommentId comment) {
  return CountAgain(context, LikesMove(image, comment, 0));
}

Outcome<std::optional<CommentLike>> FindCommentLike(const Context& context, UserId user,
                                                    const ImageRef& image, CommentId comment) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Find<CommentLike>({{"author_id", image.author},
                                                            {"image_id", image.image},
                                                            {"comment_id", comment},
                                                            {"user_id", user}}));
  return row;
}

Outcome<int> LikeComment(const Context& context, UserId user, const Comment& comment,
                         const std::optional<CommentLike>& found, bool like) {
  std::optional<CommentLike> standing = found;
  for (int attempt = 0; attempt < kLikeTries; ++attempt) {
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(SettleLike(context, *standing, comment));
    } else {
      const bool current = standing && standing->liked;
      const CommentLike edge{.image = comment.image,
                             .comment = comment.id,
                             .user = user,
                             .liked = like,
                             .was = current,
                             .created_ts = ToMillis(context.Now()),
                             .op = context.NewOp()};
      if (current == like)
        return attempt == 0 ? Outcome<int>(comment.like_count) : LikesNow(context, edge);
      OCI_ASSIGN_OR_RETURN(const bool changed, WriteAndCountLike(context, edge, comment, standing));
      if (changed) return MarkAndCountLikes(context, edge);
    }
    OCI_ASSIGN_OR_RETURN(standing, FindCommentLike(context, user, comment.image, comment.id));
  }
  return TryAgain("The like is being changed from several places.");
}

Outcome<std::set<CommentId>> LikedAmong(const Context& context, UserId user, const ImageRef& image,
                                        const std::vector<CommentId>& comments) {
  std::set<CommentId> liked;
  if (comments.empty()) return liked;
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<CommentLike>(
          kCommentLikesOfUser,
          {{"$a", image.author}, {"$i", image.image}, {"$c", comments}, {"$u", user}}));
  for (const CommentLike& row : rows) liked.insert(row.comment);
  return liked;
}

}  // namespace fotogal
