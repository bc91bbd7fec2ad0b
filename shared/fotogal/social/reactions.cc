#include "fotogal/social/reactions.h"

#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counted.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

constexpr int kReactionTries = 40;  // each needs somebody else to have got through

Reaction FromName(const std::string& name) {
  if (name == "like") return Reaction::kLike;
  if (name == "dislike") return Reaction::kDislike;
  return Reaction::kNone;
}

// As the columns `reaction` and `was` spell it.
const char* ColumnName(Reaction reaction) {
  return reaction == Reaction::kNone ? "none" : NameOf(reaction);
}

ReactionEdge ReactionFromRow(const Json& row) {
  return {{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()},
          row.at("user_id").get<Id>(),
          FromName(row.at("reaction").get<std::string>()),
          FromName(row.at("was").get<std::string>()),
          row.at("op").get<Id>(),
          row.at("counted").get<bool>()};
}

Json ToRow(const ReactionEdge& edge, oci::TimePoint now) {
  return {{"author_id", edge.image.author},
          {"image_id", edge.image.image},
          {"user_id", edge.user},
          {"reaction", ColumnName(edge.reaction)},
          {"was", ColumnName(edge.was)},
          {"created_ts", ToMillis(now)},
          {"op", edge.op},
          {"counted", edge.counted}};
}

oci::nosql::Key KeyOf(Id user, const ImageRef& image) {
  return {{"author_id", image.author}, {"image_id", image.image}, {"user_id", user}};
}

int Share(Reaction reaction, Reaction column) { return reaction == column ? 1 : 0; }

// The statement's key variables and condition for one edge, with the op that must still stand.
Json KeyVariables(const ReactionEdge& edge) {
  return {{"$a", edge.image.author}, {"$i", edge.image.image}, {"$u", edge.user}, {"$op", edge.op}};
}

Edge EdgeOfReaction(const Json& row) {
  const ReactionEdge edge = ReactionFromRow(row);
  return {edge.op,
          edge.counted,
          {Share(edge.reaction, Reaction::kLike), Share(edge.reaction, Reaction::kDislike)},
          {Share(edge.was, Reaction::kLike), Share(edge.was, Reaction::kDislike)}};
}

Counting ReactionsCounting(const ImageRef& image, int likes, int dislikes) {
  return {CountersOfImage(image),
          {{"like_count", likes}, {"dislike_count", dislikes}},
          kReactionsEdges,
          {{"$a", image.author}, {"$i", image.image}},
          &EdgeOfReaction};
}

Outcome<Unit> MoveCounters(const Context& context, const ReactionEdge& edge) {
  const auto by = [&](Reaction column) {
    return Share(edge.reaction, column) - Share(edge.was, column);
  };
  return Count(context, ReactionsCounting(edge.image, by(Reaction::kLike), by(Reaction::kDislike)),
               edge.op);
}

constexpr AtRest kReactionsAtRest{kReactionsMarkCounted, kReactionsDeleteTakenBack};

NewNotification NotificationOf(const ReactionEdge& edge) {
  return {edge.image.author, NotificationKind::kLiked, edge.user, edge.image.image};
}

// The notification that a like will give, if it gives one.
Outcome<ReservedNotification> ReserveNotificationOf(const Context& context,
                                                    const ReactionEdge& edge) {
  if (edge.reaction != Reaction::kLike) return ReservedNotification{};
  return ReserveNotification(context, NotificationOf(edge));
}

// Moves the counters and gives the notification of an uncounted edge.
Outcome<Unit> CountAndNotify(const Context& context, const ReactionEdge& edge,
                             const ReservedNotification& reserved) {
  auto [moved, told] =
      oci::InParallel([&] { return MoveCounters(context, edge); },
                      [&] { return TellReserved(context, NotificationOf(edge), reserved); });
  OCI_RETURN_IF_ERROR(moved);
  OCI_RETURN_IF_ERROR(told);
  return Unit{};
}

// Its counters have moved: it is marked, or deleted when it was taken away.
Outcome<Unit> Mark(const Context& context, const ReactionEdge& edge) {
  const auto as = edge.reaction == Reaction::kNone ? Settled::kTakenAway : Settled::kStays;
  return Rest(context, kReactionsAtRest, as, KeyVariables(edge));
}

// Brings to rest what an earlier call left.
Outcome<Unit> Settle(const Context& context, const ReactionEdge& edge) {
  OCI_ASSIGN_OR_RETURN(const auto notification, ReserveNotificationOf(context, edge));
  OCI_RETURN_IF_ERROR(CountAndNotify(context, edge, notification));
  return Mark(context, edge);
}

Outcome<ReactionCounts> CountsFor(const Context& context, const ImageRef& ref, Reaction mine) {
  OCI_ASSIGN_OR_RETURN(const auto image, FindImage(context, ref));
  if (!image) return NotFound();
  return ReactionCounts{image->like_count, image->dislike_count, mine};
}

// Writes the change uncounted; false: the row was not what it was believed to be.
Outcome<bool> Insert(const Context& context, const ReactionEdge& edge) {
  const auto if_absent = IfAbsent();
  OCI_ASSIGN_OR_RETURN(const auto put,
                       context.Put(schema::kReactions, ToRow(edge, context.Now()), if_absent));
  return put.written;
}

Outcome<bool> Change(const Context& context, const ReactionEdge& edge, Id standing_op) {
  Json variables = KeyVariables(edge);
  variables["$old"] = standing_op;
  variables["$n"] = ColumnName(edge.reaction);
  variables["$w"] = ColumnName(edge.was);
  // A lost answer reads as false when it is sent again; the caller then finds its own uncounted
  // edge and settles it.
  OCI_ASSIGN_OR_RETURN(const auto items,
                       context.Execute(kReactionsChange, variables, Repeated::kSame));
  return UpdatedOne(items);
}

// Writes the edge with that op, counts it and notifies; false: the row was not what it was believed
// to be.
Outcome<bool> Write(const Context& context, const ReactionEdge& edge,
                    const std::optional<ReactionEdge>& standing) {
  auto [written, notification] = oci::InParallel(
      [&] { return standing ? Change(context, edge, standing->op) : Insert(context, edge); },
      [&] { return ReserveNotificationOf(context, edge); });
  OCI_RETURN_IF_ERROR(written);
  OCI_RETURN_IF_ERROR(notification);
  if (!*written) return false;
  OCI_RETURN_IF_ERROR(CountAndNotify(context, edge, *notification));
  return true;
}

// Reads the counts while the edge is marked: marking changes none of them.
Outcome<ReactionCounts> MarkAndCount(const Context& context, const ReactionEdge& edge) {
  auto [marked, counts] =
      oci::InParallel([&] { return Mark(context, edge); },
                      [&] { return CountsFor(context, edge.image, edge.reaction); });
  OCI_RETURN_IF_ERROR(marked);
  return counts;
}

// What a reaction leads to, given the one that stands.
using Next = Reaction (*)(Reaction current, Reaction named);

Outcome<ReactionCounts> Reach(const Context& context, Id user, const Image& image,
                              std::optional<ReactionEdge> standing, Reaction named, Next next) {
  for (int attempt = 0; attempt < kReactionTries; ++attempt) {
    if (standing && !standing->counted) {
      OCI_RETURN_IF_ERROR(Settle(context, *standing));
    } else {
      const Reaction current = standing ? standing->reaction : Reaction::kNone;
      const Reaction wanted = next(current, named);
      const ReactionEdge edge{image.ref, user, wanted, current, context.NewOp(), false};
      if (current != wanted) {
        OCI_ASSIGN_OR_RETURN(const bool changed, Write(context, edge, standing));
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
  return CountAgain(context, ReactionsCounting(image, 0, 0));
}

Reaction ReactionOf(const Json& row) { return FromName(row.at("reaction").get<std::string>()); }

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

Outcome<ReactionCounts> React(const Context& context, Id user, const Image& image,
                              const std::optional<ReactionEdge>& standing, Reaction wanted) {
  return Reach(context, user, image, standing, wanted,
               [](Reaction, Reaction named) { return named; });
}

Outcome<ReactionCounts> TakeBack(const Context& context, Id user, const Image& image,
                                 const std::optional<ReactionEdge>& standing, Reaction unwanted) {
  return Reach(context, user, image, standing, unwanted, [](Reaction current, Reaction named) {
    return current == named ? Reaction::kNone : current;
  });
}

Outcome<std::optional<ReactionEdge>> FindReaction(const Context& context, Id user,
                                                  const ImageRef& image) {
  OCI_ASSIGN_OR_RETURN(const auto row,
                       context.Get(schema::kReactions, KeyOf(user, image), Consistency::kAbsolute));
  if (!row) return std::optional<ReactionEdge>();
  return std::optional<ReactionEdge>(ReactionFromRow(row->value));
}

Outcome<std::vector<Reaction>> ReactionsOf(const Context& context, Id user,
                                           const std::vector<Image>& images) {
  std::vector<Reaction> reactions(images.size(), Reaction::kNone);
  if (images.empty()) return reactions;
  std::set<Id> authors;
  Json ids = Json::array();
  for (const auto& image : images) {
    authors.insert(image.ref.author);
    ids.push_back(image.ref.image);
  }
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kReactionsOfUser, {{"$a", authors}, {"$i", ids}, {"$u", user}}));
  for (const auto& row : rows) {
    const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
    for (size_t i = 0; i < images.size(); ++i) {
      if (images[i].ref == ref) reactions[i] = ReactionOf(row);
    }
  }
  return reactions;
}

Outcome<std::vector<Id>> Likers(const Context& context, const ImageRef& image, Id after,
                                int limit) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.QueryAll(kReactionsLikers,
                       {{"$a", image.author}, {"$i", image.image}, {"$c", after}, {"$n", limit}}));
  std::vector<Id> people;
  for (const auto& row : rows) people.push_back(row.at("user_id").get<Id>());
  return people;
}

}  // namespace fotogal
