#include "fotogal/upkeep/reconcile_parts.h"

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_rebuild.h"
#include "fotogal/images/images.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comments.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/reactions.h"
#include "fotogal/upkeep/stray_objects.h"
#include "fotogal/upkeep/upkeep_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using oci::nosql::Consistency;

// What is younger may be a call's that is still at work on it.
constexpr std::chrono::minutes kSettled{5};  // functions end within it
constexpr int kReconciledPerPage = 100;
constexpr int kReconciledInFlight = 4;

bool IsSettled(const ReconcileRun& run, Id op) {
  return TimeOfOp(op) < run.context.Now() - kSettled;
}

// The next page of a table; the state is moved on behind it.
Outcome<std::vector<Json>> NextPage(ReconcileRun& run, const std::string& columns,
                                    std::string_view table) {
  oci::nosql::QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  options.limit = kReconciledPerPage;
  options.page = run.at.page;
  const std::string text = "SELECT " + columns + " FROM " + std::string(table) + " t";
  OCI_ASSIGN_OR_RETURN(auto page,
                       run.context.Query({"reconcile.page", text}, Json::object(), options));
  run.at.page = page.next;
  run.at.done += static_cast<std::int64_t>(page.items.size());
  return std::move(page.items);
}

// Mends rows side by side: `mend(row)` answers how much there was to mend.
template <class Mend>
Outcome<Unit> ForEachRow(ReconcileRun& run, const std::vector<Json>& rows, std::string_view what,
                         Mend mend) {
  std::atomic<int> mended{0};
  const auto status = oci::ForEach(rows, kReconciledInFlight, [&](const Json& row) -> oci::Status {
    const Outcome<int> outcome = mend(row);
    // What moves too fast to be counted is being counted by others.
    if (!outcome.ok() && !outcome.error().cause && outcome.error().status == 503) return oci::Ok();
    if (!outcome.ok()) return StatusOf(outcome.error());
    mended += *outcome;
    return oci::Ok();
  });
  if (mended > 0) run.at.mended[std::string(what)] += mended;
  OCI_RETURN_IF_ERROR(status);
  return Unit{};
}

// Of these people those who have no row at all; one that is being deleted still has one.
Outcome<std::set<Id>> Missing(ReconcileRun& run, const std::vector<Json>& rows,
                              const std::vector<std::string_view>& columns) {
  std::set<Id> people;
  for (const auto& row : rows) {
    for (const auto column : columns) people.insert(row.at(column).get<Id>());
  }
  if (people.empty()) return people;
  oci::nosql::QueryOptions absolute;
  absolute.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(const auto found,
                       run.context.QueryAll(kUpkeepPeopleAmong, {{"$i", people}}, absolute));
  for (const auto& row : found) people.erase(row.at("id").get<Id>());
  return people;
}

// Of the images of these rows (author_id, image_id) those that have no row.
Outcome<std::set<ImageRef>> MissingImages(ReconcileRun& run, const std::vector<Json>& rows) {
  std::set<Id> authors, ids;
  std::set<ImageRef> images;
  for (const auto& row : rows) {
    const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
    authors.insert(ref.author);
    ids.insert(ref.image);
    images.insert(ref);
  }
  if (images.empty()) return images;
  oci::nosql::QueryOptions absolute;
  absolute.consistency = Consistency::kAbsolute;
  OCI_ASSIGN_OR_RETURN(
      const auto found,
      run.context.QueryAll(kImagesAmong, {{"$u", authors}, {"$i", ids}}, absolute));
  for (const auto& row : found)
    images.erase(ImageRef{row.at("user_id").get<Id>(), row.at("id").get<Id>()});
  return images;
}

Outcome<Unit> Drop(ReconcileRun& run, const schema::Table& table, const Json& row) {
  OCI_RETURN_IF_ERROR(run.context.Delete(table.name, KeyIn(row, table.key)));
  return Unit{};
}

// How much there is to do, from the counters as they are: for the progress bar alone.
Outcome<Unit> Survey(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       NextPage(run, "t.image_count, t.following_count", schema::kUsers));
  auto& totals = run.at.totals;
  totals["users"] += static_cast<std::int64_t>(rows.size());
  totals["feeds"] = totals["users"];
  for (const auto& row : rows) {
    totals["images"] += NumberOf<int>(row, "image_count");
    totals["follows"] += NumberOf<int>(row, "following_count");
  }
  return Unit{};
}

Outcome<Unit> MendUsers(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "t.id", schema::kUsers));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "counters of people", [&](const Json& row) -> Outcome<int> {
        const Id user = row.at("id").get<Id>();
        OCI_ASSIGN_OR_RETURN(const int follows, RecountFollows(run.context, user));
        OCI_ASSIGN_OR_RETURN(const int images, RecountImages(run.context, user));
        return follows + images;
      }));
  return ForEachRow(run, rows, "missing search terms", [&](const Json& row) -> Outcome<int> {
    OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, row.at("id").get<Id>()));
    return user ? MendDirectoryOf(run.context, *user) : Outcome<int>(0);
  });
}

// What a removal or a publication left that was never finished.
Outcome<int> FinishImage(ReconcileRun& run, const Image& image) {
  if (!image.removed) {
    OCI_RETURN_IF_ERROR(CountImage(run.context, image));
    return 1;
  }
  OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(run.context, image.op, RemoveImageJob{image.ref}));
  StartJob(run.context, job);
  return 1;
}

Outcome<Unit> MendImages(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", schema::kImages));
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, rows, {"user_id"}));
  OCI_RETURN_IF_ERROR(ForEachRow(run, rows, "unfinished images", [&](const Json& row) {
    const Image image = ImageFromRow(row);
    const bool unfinished = image.removed || !image.counted;
    if (!unfinished || !IsSettled(run, image.op)) return Outcome<int>(0);
    return FinishImage(run, image);
  }));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "images of nobody", [&](const Json& row) -> Outcome<int> {
        const Image image = ImageFromRow(row);
        if (image.removed || !gone.contains(image.ref.author) || !IsSettled(run, image.op))
          return 0;
        OCI_RETURN_IF_ERROR(RemoveImage(run.context, image.ref));
        return 1;
      }));
  return ForEachRow(run, rows, "counters of images", [&](const Json& row) -> Outcome<int> {
    const Image image = ImageFromRow(row);
    if (image.removed || gone.contains(image.ref.author)) return 0;
    OCI_ASSIGN_OR_RETURN(const int reactions, RecountReactions(run.context, image.ref));
    OCI_ASSIGN_OR_RETURN(const int comments, RecountComments(run.context, image.ref));
    return reactions + comments;
  });
}

enum class Whose { kSomebodys, kNobodys };

// A reaction of nobody is taken back, one that a call left halfway is brought to rest.
Outcome<int> MendReaction(ReconcileRun& run, Id user, const ImageRef& ref, Whose whose) {
  OCI_ASSIGN_OR_RETURN(const auto standing, FindReaction(run.context, user, ref));
  if (!standing) return 0;
  Image image;
  image.ref = ref;
  const auto outcome = whose == Whose::kNobodys
                           ? TakeBack(run.context, user, image, standing, standing->reaction)
                           : React(run.context, user, image, standing, standing->reaction);
  if (!outcome.ok() && outcome.error().status != 404) return outcome.error();
  return 1;
}

Outcome<Unit> MendReactions(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", schema::kReactions));
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, rows, {"user_id"}));
  OCI_ASSIGN_OR_RETURN(const auto images, MissingImages(run, rows));
  OCI_RETURN_IF_ERROR(ForEachRow(run, rows, "unfinished reactions", [&](const Json& row) {
    const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
    if (FlagOf(row, "counted") || images.contains(ref) ||
        gone.contains(row.at("user_id").get<Id>()) || !IsSettled(run, NumberOf<Id>(row, "op")))
      return Outcome<int>(0);
    return MendReaction(run, row.at("user_id").get<Id>(), ref, Whose::kSomebodys);
  }));
  return ForEachRow(run, rows, "orphan reactions", [&](const Json& row) -> Outcome<int> {
    if (!IsSettled(run, NumberOf<Id>(row, "op"))) return 0;
    const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
    if (images.contains(ref)) {
      OCI_RETURN_IF_ERROR(Drop(run, schema::TableOf(schema::kReactions), row));
      return 1;
    }
    if (!gone.contains(row.at("user_id").get<Id>())) return 0;
    return MendReaction(run, row.at("user_id").get<Id>(), ref, Whose::kNobodys);
  });
}

Outcome<Unit> MendComments(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", schema::kComments));
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, rows, {"user_id"}));
  OCI_ASSIGN_OR_RETURN(const auto images, MissingImages(run, rows));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "unfinished comments", [&](const Json& row) -> Outcome<int> {
        const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
        if (FlagOf(row, "counted") || images.contains(ref) ||
            !IsSettled(run, NumberOf<Id>(row, "op")))
          return 0;
        OCI_RETURN_IF_ERROR(SettleComment(run.context, ref, row.at("id").get<Id>()));
        return 1;
      }));
  return ForEachRow(run, rows, "orphan comments", [&](const Json& row) -> Outcome<int> {
    if (!IsSettled(run, NumberOf<Id>(row, "op"))) return 0;
    const ImageRef ref{row.at("author_id").get<Id>(), row.at("image_id").get<Id>()};
    if (images.contains(ref)) {
      OCI_RETURN_IF_ERROR(Drop(run, schema::TableOf(schema::kComments), row));
      return 1;
    }
    if (!gone.contains(row.at("user_id").get<Id>())) return 0;
    OCI_RETURN_IF_ERROR(RemoveComment(run.context, ref, row.at("id").get<Id>()));
    return 1;
  });
}

// An edge that says `pull` of an author who is pushed: its delivery sets it to rights.
Outcome<int> MendDelivery(ReconcileRun& run, Id follower, Id author) {
  OCI_ASSIGN_OR_RETURN(const auto follow, RepairFollow(run.context, follower, author));
  if (follow.state != FollowState::kFollowing || follow.is_pulled || !follow.edge_pulls) return 0;
  OCI_ASSIGN_OR_RETURN(const auto job,
                       QueueDelivery(run.context, run.context.NewOp(), author, follower));
  StartJob(run.context, job);
  return 1;
}

Outcome<Unit> MendFollows(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", schema::kFollows));
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, rows, {"follower_id", "followee_id"}));
  const auto ends = [](const Json& row) {
    return std::pair(row.at("follower_id").get<Id>(), row.at("followee_id").get<Id>());
  };
  const auto is_orphan = [&](const Json& row) {
    const auto [follower, followee] = ends(row);
    return gone.contains(follower) || gone.contains(followee);
  };
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "unfinished follows", [&](const Json& row) -> Outcome<int> {
        const auto [follower, followee] = ends(row);
        if (!IsSettled(run, NumberOf<Id>(row, "op")) || is_orphan(row)) return 0;
        if (FlagOf(row, "counted")) return MendDelivery(run, follower, followee);
        OCI_RETURN_IF_ERROR(RepairFollow(run.context, follower, followee));
        return 1;
      }));
  return ForEachRow(run, rows, "orphan follows", [&](const Json& row) -> Outcome<int> {
    if (!IsSettled(run, NumberOf<Id>(row, "op")) || !is_orphan(row)) return 0;
    const auto [follower, followee] = ends(row);
    OCI_RETURN_IF_ERROR(Unfollow(run.context, follower, followee));
    return 1;
  });
}

// Rows of a table that name somebody who is gone, where nothing else hangs on them. (A sign-up
// writes the user before its search terms.)
Outcome<Unit> DropOrphans(ReconcileRun& run, const schema::Table& table) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", table.name));
  std::vector<std::string_view> people;
  for (const auto& person : table.people) people.push_back(person.column);
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, rows, people));
  return ForEachRow(run, rows, table.orphans, [&](const Json& row) -> Outcome<int> {
    const bool is_orphan = std::ranges::any_of(
        people, [&](std::string_view column) { return gone.contains(row.at(column).get<Id>()); });
    if (!is_orphan) return 0;
    OCI_RETURN_IF_ERROR(Drop(run, table, row));
    return 1;
  });
}

// One piece of one feed a call.
Outcome<Unit> MendFeeds(ReconcileRun& run) {
  auto& batch = run.at.batch;
  if (batch.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "t.id", schema::kUsers));
    run.at.done -= static_cast<std::int64_t>(rows.size());
    for (const auto& row : rows) batch.push_back(row.at("id").get<Id>());
    if (batch.empty()) return Unit{};
  }
  FeedMended mended;
  OCI_ASSIGN_OR_RETURN(run.at.after, RebuildFeed(run.context, batch.front(), run.at.after, mended));
  if (mended.added > 0) run.at.mended["missing feed rows"] += mended.added;
  if (mended.removed > 0) run.at.mended["orphan feed rows"] += mended.removed;
  if (run.at.after == 0) {
    batch.erase(batch.begin());
    ++run.at.done;
  }
  return Unit{};
}

Outcome<Unit> MendObjects(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto page, RemoveOrphanObjectsFrom(run.context, run.at.page));
  run.at.page = page.next;
  run.at.done += page.seen;
  if (page.removed > 0) run.at.mended["orphan objects"] += page.removed;
  return Unit{};
}

std::vector<ReconcilePart> AllParts() {
  std::vector<ReconcilePart> parts = {{"survey", &Survey},         {"reactions", &MendReactions},
                                      {"comments", &MendComments}, {"follows", &MendFollows},
                                      {"images", &MendImages},     {"users", &MendUsers}};
  for (const auto& table : schema::Tables()) {
    if (table.orphans.empty()) continue;
    const auto name = std::string_view(table.name).substr(schema::kPrefix.size());
    parts.push_back({name, [&table](ReconcileRun& run) { return DropOrphans(run, table); }});
  }
  parts.push_back({"feeds", &MendFeeds});
  parts.push_back({"objects", &MendObjects});
  return parts;
}

}  // namespace

// Edges first, so that what is counted is at rest; feeds last, when follows are.
std::span<const ReconcilePart> ReconcileParts() {
  static const std::vector<ReconcilePart> parts = AllParts();
  return parts;
}

}  // namespace fotogal
