#include "fotogal/social/reactions.h"

#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/recounts.h"
#include "fotogal/counters/counted.h"
#include "fotogal/images/ref_parts.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kReactionTries = 40;  // each try fails only if another call has succeeded meanwhile

oci::nosql::Key KeyOf(UserId user, const ImageRef& image) {
  return {{"author_id", image.author}, {"image_id", image.image}, {"user_id", user}};
}

int CountOf(Reaction reaction, Reaction column) { return reaction == column ? 1 : 0; }

Edge EdgeOfReaction(const ReactionRow& edge) {
  return {edge.op,
          edge.counted,
          {CountOf(edge.reaction, Reaction::kLike), CountOf(edge.reaction, Reaction::kDislike)},
          {CountOf(edge.was, Reaction::kLike), CountOf(edge.was, Reaction::kDislike)}};
}

CounterMove ReactionsMove(const ImageRef& image, int likes, int dislikes) {
  return {.counters = CountersOfImage(image),
          .deltas = {{"like_count", likes}, {"dislike_count", dislikes}},
          .rows = kReactionsEdges,
          .variables = {{"$a", image.author}, {"$i", image.image}},
          .edge = &EdgeFrom<ReactionRow, &EdgeOfReaction>};
}

std::vector<CounterMove> MovesOf(const ReactionRow& edge) {
  const auto by = [&](Reaction column) {
    return CountOf(edge.reaction, column) - CountOf(edge.was, column);
  };
  return {ReactionsMove(edge.image, by(Reaction::kLike), by(Reaction::kDislike))};
}

constexpr Counted<ReactionRow> kCountedReactions{
    .moves = &MovesOf,
    .taken_away = [](const ReactionRow& edge) { return edge.reaction == Reaction::kNone; },
    .key =
        [](const ReactionRow& edge) {
          return Json{{"$a", edge.image.author},
                      {"$i", edge.image.image},
                      {"$u", edge.user},
                      {"$op", edge.op}};
        },
    .change = kReactionsChange,
    .changed =
        [](const ReactionRow& edge) {
          return Json{{"$n", edge.reaction}, {"$w", edge.was}};
        },
    .mark = kReactionsMarkCounted,
    .remove = kReactionsDeleteTakenBack};

NewNotification NotificationOf(const ReactionRow& edge) {
  return {.user_id = edge.image.author,
          .kind = NotificationKind::kLiked,
          .actor_id = edge.user,
          .image_id = edge.image.image};
}

// Reserves the notification of a like, if it has one.
Outcome<ReservedNotification> ReserveNotificationOf(const Context& context,
                                                    const ReactionRow& edge) {
  if (edge.reaction != Reaction::kLike) return ReservedNotification{};
  return ReserveNotification(context, NotificationOf(edge));
}

// Moves the counters and gives the notification that has been reserved.
Outcome<Unit> CountAndTell(const Context& context, const ReactionRow& edge,
                           const ReservedNotification& reserved) {
  return CountAndNotify(context, kCountedReactions, edge,
                        [&] { return NotifyReserved(context, NotificationOf(edge), reserved); });
}

// Settles what an earlier call has left unfinished.
Outcome<Unit> Settle(const Context& context, const ReactionRow& edge) {
  OCI_ASSIGN_OR_RETURN(const auto reserved, ReserveNotificationOf(context, edge));
  OCI_RETURN_IF_ERROR(CountAndTell(context, edge, reserved));
  return MarkOrDelete(context, kCountedReactions, edge);
}

Outcome<ReactionCounts> CountsFor(const Context& context, const ImageRef& ref, Reaction mine) {
  OCI_ASSIGN_OR_RETURN(const auto image, FindImage(context, ref));
  if (!image) return NotFound();
  return ReactionCounts{image->like_count, image->dislike_count, mine};
}

// Writes the edge with that op, counts it and notifies; false: the row is not in the expected
// state.
Outcome<bool> WriteAndCount(const Context& context, const ReactionRow& edge,
                            const std::optional<ReactionRow>& standing) {
  auto [written, reserved] =
      oci::InParallel([&] { return Write(context, kCountedReactions, edge, OpOf(standing)); },
                      [&] { return ReserveNotificationOf(context, edge); });
  OCI_RETURN_IF_ERROR(written);
  OCI_RETURN_IF_ERROR(reserved);
  if (!*written) return false;
  OCI_RETURN_IF_ERROR(CountAndTell(context, edge, *reserved));
  return true;
}

// Reads the counts at the same time as the edge is marked, which does not change them.
Outcome<ReactionCounts> MarkAndCount(const Context& context, const ReactionRow& edge) {
  auto [marked, counts] =
      oci::InParallel([&] { return MarkOrDelete(context, kCountedReactions, edge); },
                      [&] { return CountsFor(context, edge.image, edge.reaction); });
  OCI_RETURN_IF_ERROR(marked);
  return counts;
}

// The new reaction, given the present one.
using Next = Reaction (*)(Reaction current, Reaction named);

Outcome<ReactionCounts> ChangeReaction(const Context& context, UserId user, const Image& image,
                                       std::optional<ReactionRow> standing, Reaction named,
                                       Next next) {
  for (int attempt = 0; attempt < kReactionTries; ++attempt) {
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
    } else {
      const Reaction current = standing ? standing->reaction : Reaction::kNone;
      const Reaction wanted = next(current, named);
      const ReactionRow edge{.image = image.ref,
                             .user = user,
                             .reaction = wanted,
                             .was = current,
                             .created_ts = ToMillis(context.Now()),
                             .op = context.NewOp()};
      if (current != wanted) {
        OCI_ASSIGN_OR_RETURN(const bool changed, WriteAndCount(context, edge, standing));
        if (changed) return MarkAndCount(context, edge);
      } else if (attempt == 0) {
        return ReactionCounts{image.like_count, image.dislike_count, current};
      } else {
        return CountsFor(context, image.ref, wanted);
      }
    }
    OCI_ASSIGN_OR_RETURN(standing, FindReaction(context, user, image.ref));
  }
  return TryAgain("The reaction is being changed from several places.");
}

}  // namespace

Outcome<int> RecountReactions(const Context& context, const ImageRef& image) {
  return CountAgain(context, ReactionsMove(image, 0, 0));
}

const char* NameOf(Reaction reaction) {
  switch (reaction) {
    case Reaction::kLike:
      return "like";
    case Reaction::kDislike:
      return "dislike";
    case Reaction::kNone:
      break;
  }
  return "";
}

Outcome<ReactionCounts> React(const Context& context, UserId user, const Image& image,
                              const std::optional<ReactionRow>& standing, Reaction wanted) {
  return ChangeReaction(context, user, image, standing, wanted,
                        [](Reaction, Reaction named) { return named; });
}

Outcome<ReactionCounts> TakeBack(const Context& context, UserId user, const Image& image,
                                 const std::optional<ReactionRow>& standing, Reaction unwanted) {
  return ChangeReaction(context, user, image, standing, unwanted,
                        [](Reaction current, Reaction named) {
                          return current == named ? Reaction::kNone : current;
                        });
}

Outcome<std::optional<ReactionRow>> FindReaction(const Context& context, UserId user,
                                                 const ImageRef& image) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Find<ReactionRow>(KeyOf(user, image)));
  return row;
}

Outcome<std::map<ImageRef, Reaction>> ReactionsTo(const Context& context, UserId user,
                                                  const std::vector<ImageRef>& images) {
  std::map<ImageRef, Reaction> reactions;
  if (images.empty()) return reactions;
  const auto [authors, ids] = PartsOf(images);
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<ReactionRow>(kReactionsOfUser, {{"$a", authors}, {"$i", ids}, {"$u", user}}));
  for (const ReactionRow& row : rows) reactions[row.image] = row.reaction;
  return reactions;
}

Outcome<std::vector<UserId>> Likers(const Context& context, const ImageRef& image, UserId after,
                                    int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<ReactionRow>(
          kReactionsLikers,
          {{"$a", image.author}, {"$i", image.image}, {"$c", after}, {"$n", limit}}));
  std::vector<UserId> people;
  for (const auto& row : rows) people.push_back(row.user);
  return people;
}

}  // namespace fotogal
