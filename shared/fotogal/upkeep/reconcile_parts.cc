#include "fotogal/upkeep/reconcile_parts.h"

#include <array>
#include <atomic>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/recounts.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/table_statements.h"
#include "fotogal/feed/feed_rebuild.h"
#include "fotogal/images/images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/directory.h"
#include "fotogal/people/user.h"
#include "fotogal/social/comment_likes.h"
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

// Younger rows may belong to a call that is still working on them.
constexpr std::chrono::minutes kSettled{5};  // functions end within it
constexpr int kReconciledPerPage = 100;
constexpr int kReconciledInFlight = 4;

bool IsSettled(const ReconcileRun& run, Op op) {
  return TimeOfOp(op) < run.context.Now() - kSettled;
}

// The next page of a table; moves the state past it.
Outcome<std::vector<Json>> NextPage(ReconcileRun& run, const std::string& columns,
                                    std::string_view table) {
  auto options = Absolute(kReconciledPerPage);
  options.page = run.at.page;
  const std::string text = RowsOfTable(table, columns);
  OCI_ASSIGN_OR_RETURN(auto page,
                       run.context.Query({"reconcile.page", text}, Json::object(), options));
  run.at.page = page.next;
  run.at.done += static_cast<std::int64_t>(page.items.size());
  return std::move(page.items);
}
template <class Row>
Outcome<std::vector<Row>> NextRows(ReconcileRun& run, const std::string& columns = "*") {
  OCI_ASSIGN_OR_RETURN(const auto items, NextPage(run, columns, Row::kTable));
  return RowsFrom<Row>(items);
}

// Repairs rows, several at once: `repair(row)` returns how much it has repaired.
template <class Rows, class Repair>
Outcome<Unit> ForEachRow(ReconcileRun& run, const Rows& rows, std::string_view what,
                         Repair repair) {
  std::atomic<int> mended{0};
  const auto status = oci::ForEach(rows, kReconciledInFlight, [&](const auto& row) -> oci::Status {
    const Outcome<int> outcome = repair(row);
    // A counter that changes too often to be recounted is being counted by other calls.
    if (!outcome.ok() && !outcome.error().cause && outcome.error().status == 503) return oci::Ok();
    if (!outcome.ok()) return StatusOf(outcome.error());
    mended += *outcome;
    return oci::Ok();
  });
  if (mended > 0) run.at.mended[std::string(what)] += mended;
  OCI_RETURN_IF_ERROR(status);
  return Unit{};
}

// Those of these people who have no row at all; one who is being deleted still has one.
Outcome<std::set<UserId>> Missing(ReconcileRun& run, std::set<UserId> people) {
  if (people.empty()) return people;
  OCI_ASSIGN_OR_RETURN(const auto found,
                       run.context.Select<User>(kUpkeepPeopleAmong, {{"$i", people}}, Absolute()));
  for (const User& user : found) people.erase(user.id);
  return people;
}

// Of the people that `person(row)` names.
template <class Row, class Person>
Outcome<std::set<UserId>> Missing(ReconcileRun& run, const std::vector<Row>& rows, Person person) {
  std::set<UserId> people;
  for (const auto& row : rows) people.insert(person(row));
  return Missing(run, std::move(people));
}

// Of the images of these rows those that have no row.
template <class Row>
Outcome<std::set<ImageRef>> MissingImages(ReconcileRun& run, const std::vector<Row>& rows) {
  std::vector<ImageRef> images;
  for (const auto& row : rows) images.push_back(row.image);
  OCI_ASSIGN_OR_RETURN(const auto there, ImagesAmong(run.context, images));
  std::set<ImageRef> missing(images.begin(), images.end());
  for (const auto& ref : there) missing.erase(ref);
  return missing;
}

Outcome<Unit> DeleteByKey(ReconcileRun& run, const schema::Table& table, const Json& row) {
  OCI_RETURN_IF_ERROR(run.context.Delete(table.name, KeyIn(row, table.key)));
  return Unit{};
}
template <class Row>
Outcome<int> DeleteRow(ReconcileRun& run, const Row& row) {
  OCI_RETURN_IF_ERROR(DeleteByKey(run, schema::TableOf(Row::kTable), JsonOf(row)));
  return 1;
}

// Estimates the work from the present counters, for the progress bar only.
Outcome<Unit> Survey(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto users, NextRows<User>(run, "t.image_count, t.following_count"));
  auto& totals = run.at.totals;
  totals["users"] += static_cast<std::int64_t>(users.size());
  totals["feeds"] = totals["users"];
  for (const User& user : users) {
    totals["images"] += user.image_count;
    totals["follows"] += user.following_count;
  }
  return Unit{};
}

Outcome<Unit> RepairUsers(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextRows<User>(run, "t.id"));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "counters of people", [&](const User& row) -> Outcome<int> {
        OCI_ASSIGN_OR_RETURN(const int follows, RecountFollows(run.context, row.id));
        OCI_ASSIGN_OR_RETURN(const int images, RecountImages(run.context, row.id));
        return follows + images;
      }));
  OCI_RETURN_IF_ERROR(ForEachRow(run, rows, "access to photos", [&](const User& row) {
    return RepairPhotoAccess(run.context, row.id);
  }));
  return ForEachRow(run, rows, "missing search terms", [&](const User& row) -> Outcome<int> {
    OCI_ASSIGN_OR_RETURN(const auto user, FindUser(run.context, row.id));
    return user ? RepairDirectoryOf(run.context, *user) : Outcome<int>(0);
  });
}

// Finishes a removal or publication that was interrupted.
Outcome<int> FinishImage(ReconcileRun& run, const Image& image) {
  if (!image.removed) {
    OCI_RETURN_IF_ERROR(CountImage(run.context, image));
    return 1;
  }
  OCI_ASSIGN_OR_RETURN(const auto job, QueueJob(run.context, image.op,
                                                RemoveImageJob{image.ref.author, image.ref.image}));
  StartJob(run.context, job);
  return 1;
}

Outcome<Unit> RepairImages(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto images, NextRows<Image>(run));
  OCI_ASSIGN_OR_RETURN(const auto gone,
                       Missing(run, images, [](const Image& image) { return image.ref.author; }));
  OCI_RETURN_IF_ERROR(ForEachRow(run, images, "unfinished images", [&](const Image& image) {
    const bool kept = image.removed && image.kept_until > ToMillis(run.context.Now());
    const bool unfinished = (image.removed && !kept) || !image.counted;
    if (!unfinished || !IsSettled(run, image.op)) return Outcome<int>(0);
    return FinishImage(run, image);
  }));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, images, "images of nobody", [&](const Image& image) -> Outcome<int> {
        if (image.removed || !gone.contains(image.ref.author) || !IsSettled(run, image.op))
          return 0;
        OCI_RETURN_IF_ERROR(RemoveImage(run.context, image.ref));
        return 1;
      }));
  return ForEachRow(run, images, "counters of images", [&](const Image& image) -> Outcome<int> {
    if (image.removed || gone.contains(image.ref.author)) return 0;
    OCI_ASSIGN_OR_RETURN(const int reactions, RecountReactions(run.context, image.ref));
    OCI_ASSIGN_OR_RETURN(const int comments, RecountComments(run.context, image.ref));
    return reactions + comments;
  });
}

enum class Account { kExists, kGone };

// Takes back a reaction of a person who does not exist; settles one that a call has left
// unfinished.
Outcome<int> RepairReaction(ReconcileRun& run, const ReactionRow& row, Account account) {
  const UserId user = row.user;
  OCI_ASSIGN_OR_RETURN(const auto standing, FindReaction(run.context, user, row.image));
  if (!standing) return 0;
  Image image;
  image.ref = row.image;
  const auto outcome = account == Account::kGone
                           ? TakeBack(run.context, user, image, standing, standing->reaction)
                           : React(run.context, user, image, standing, standing->reaction);
  if (!outcome.ok() && outcome.error().status != 404) return outcome.error();
  return 1;
}

// What a call left halfway is brought to rest; of what remains, the row goes where its image is
// gone, and it is taken back where the person is.
Outcome<Unit> RepairReactions(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextRows<ReactionRow>(run));
  OCI_ASSIGN_OR_RETURN(const auto gone,
                       Missing(run, rows, [](const ReactionRow& row) { return row.user; }));
  OCI_ASSIGN_OR_RETURN(const auto images, MissingImages(run, rows));
  OCI_RETURN_IF_ERROR(ForEachRow(run, rows, "unfinished reactions", [&](const ReactionRow& row) {
    if (row.counted || images.contains(row.image) || gone.contains(row.user) ||
        !IsSettled(run, row.op))
      return Outcome<int>(0);
    return RepairReaction(run, row, Account::kExists);
  }));
  return ForEachRow(run, rows, "orphan reactions", [&](const ReactionRow& row) -> Outcome<int> {
    if (!IsSettled(run, row.op)) return 0;
    if (images.contains(row.image)) return DeleteRow(run, row);
    return gone.contains(row.user) ? RepairReaction(run, row, Account::kGone) : Outcome<int>(0);
  });
}

// Whether it is a reply whose first comment is gone.
Outcome<bool> HasLostItsThread(ReconcileRun& run, const Comment& comment) {
  if (!comment.thread.is_reply()) return false;
  OCI_ASSIGN_OR_RETURN(const auto first,
                       FindComment(run.context, comment.image, comment.thread.first));
  return !first;
}

Outcome<Unit> RepairComments(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextRows<Comment>(run));
  OCI_ASSIGN_OR_RETURN(const auto gone,
                       Missing(run, rows, [](const Comment& row) { return row.user_id; }));
  OCI_ASSIGN_OR_RETURN(const auto images, MissingImages(run, rows));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "unfinished comments", [&](const Comment& row) -> Outcome<int> {
        if (row.counted || images.contains(row.image) || !IsSettled(run, row.op)) return 0;
        OCI_RETURN_IF_ERROR(SettleComment(run.context, row.image, row.id));
        return 1;
      }));
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "orphan comments", [&](const Comment& row) -> Outcome<int> {
        if (!IsSettled(run, row.op)) return 0;
        if (images.contains(row.image)) return DeleteRow(run, row);
        OCI_ASSIGN_OR_RETURN(const bool lost, HasLostItsThread(run, row));
        if (!gone.contains(row.user_id) && !lost) return 0;
        OCI_RETURN_IF_ERROR(RemoveComment(run.context, row.image, row.id));
        return 1;
      }));
  return ForEachRow(run, rows, "counters of comments", [&](const Comment& row) -> Outcome<int> {
    if (row.removed || images.contains(row.image) || gone.contains(row.user_id)) return 0;
    OCI_ASSIGN_OR_RETURN(const int likes, RecountCommentLikes(run.context, row.image, row.id));
    if (row.thread.is_reply()) return likes;
    OCI_ASSIGN_OR_RETURN(const int replies, RecountReplies(run.context, row.image, row.id));
    return likes + replies;
  });
}

// Takes back a like by a person who does not exist; settles one that a call has left unfinished.
// One of a comment that is gone goes, too.
Outcome<int> RepairCommentLike(ReconcileRun& run, const CommentLike& row, Account account) {
  OCI_ASSIGN_OR_RETURN(const auto comment, FindComment(run.context, row.image, row.comment));
  if (!comment) return DeleteRow(run, row);
  if (row.counted && account == Account::kExists) return 0;
  OCI_ASSIGN_OR_RETURN(const auto standing,
                       FindCommentLike(run.context, row.user, row.image, row.comment));
  if (!standing) return 0;
  const bool likes = account == Account::kExists && standing->liked;
  const auto outcome = LikeComment(run.context, row.user, *comment, standing, likes);
  if (!outcome.ok() && outcome.error().status != 404) return outcome.error();
  return 1;
}

Outcome<Unit> RepairCommentLikes(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextRows<CommentLike>(run));
  OCI_ASSIGN_OR_RETURN(const auto gone,
                       Missing(run, rows, [](const CommentLike& row) { return row.user; }));
  OCI_ASSIGN_OR_RETURN(const auto images, MissingImages(run, rows));
  return ForEachRow(run, rows, "likes of comments", [&](const CommentLike& row) -> Outcome<int> {
    if (!IsSettled(run, row.op)) return 0;
    if (images.contains(row.image)) return DeleteRow(run, row);
    return RepairCommentLike(run, row, gone.contains(row.user) ? Account::kGone : Account::kExists);
  });
}

// For an edge with `pull` to an author who is pushed: its delivery job repairs it.
Outcome<int> RepairDelivery(ReconcileRun& run, UserId follower, UserId author) {
  OCI_ASSIGN_OR_RETURN(const auto follow, RepairFollow(run.context, follower, author));
  if (follow.state != FollowState::kFollowing || follow.is_pulled ||
      follow.delivery == EdgeDelivery::kPush)
    return 0;
  OCI_ASSIGN_OR_RETURN(const auto job,
                       QueueDelivery(run.context, run.context.NewOp(), author, follower));
  StartJob(run.context, job);
  return 1;
}

Outcome<Unit> RepairFollows(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextRows<FollowRow>(run));
  std::set<UserId> people;
  for (const FollowRow& row : rows) people.insert({row.follower, row.followee});
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, std::move(people)));
  const auto is_orphan = [&](const FollowRow& row) {
    return gone.contains(row.follower) || gone.contains(row.followee);
  };
  OCI_RETURN_IF_ERROR(
      ForEachRow(run, rows, "unfinished follows", [&](const FollowRow& row) -> Outcome<int> {
        if (!IsSettled(run, row.op) || is_orphan(row)) return 0;
        if (row.counted) return RepairDelivery(run, row.follower, row.followee);
        OCI_RETURN_IF_ERROR(RepairFollow(run.context, row.follower, row.followee));
        return 1;
      }));
  return ForEachRow(run, rows, "orphan follows", [&](const FollowRow& row) -> Outcome<int> {
    if (!IsSettled(run, row.op) || !is_orphan(row)) return 0;
    OCI_RETURN_IF_ERROR(Unfollow(run.context, row.follower, row.followee));
    return 1;
  });
}

// Deletes rows that name people who no longer exist, if nothing else depends on them. (A sign-up
// writes the user before its search terms.)
Outcome<Unit> DeleteOrphans(ReconcileRun& run, const schema::Table& table) {
  OCI_ASSIGN_OR_RETURN(const auto rows, NextPage(run, "*", table.name));
  const auto named_in = [&](const Json& row) {
    std::set<UserId> people;
    for (const auto& person : table.people) people.insert(row.at(person.column).get<UserId>());
    return people;
  };
  std::set<UserId> named;
  for (const auto& row : rows) named.merge(named_in(row));
  OCI_ASSIGN_OR_RETURN(const auto gone, Missing(run, std::move(named)));
  return ForEachRow(run, rows, table.orphans, [&](const Json& row) -> Outcome<int> {
    const bool is_orphan =
        std::ranges::any_of(named_in(row), [&](UserId person) { return gone.contains(person); });
    if (!is_orphan) return 0;
    OCI_RETURN_IF_ERROR(DeleteByKey(run, table, row));
    return 1;
  });
}

// One piece of one feed per call.
Outcome<Unit> RepairFeeds(ReconcileRun& run) {
  auto& batch = run.at.batch;
  if (batch.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto owners, NextRows<User>(run, "t.id"));
    run.at.done -= static_cast<std::int64_t>(owners.size());
    for (const User& owner : owners) batch.push_back(owner.id);
    if (batch.empty()) return Unit{};
  }
  FeedRepairs mended;
  OCI_ASSIGN_OR_RETURN(run.at.after, RebuildFeed(run.context, batch.front(), run.at.after, mended));
  if (mended.added > 0) run.at.mended["missing feed rows"] += mended.added;
  if (mended.removed > 0) run.at.mended["orphan feed rows"] += mended.removed;
  if (run.at.after == 0) {
    batch.erase(batch.begin());
    ++run.at.done;
  }
  return Unit{};
}

Outcome<Unit> RepairObjects(ReconcileRun& run) {
  OCI_ASSIGN_OR_RETURN(const auto page, RemoveOrphanObjectsFrom(run.context, run.at.page));
  run.at.page = page.next;
  run.at.done += page.seen;
  if (page.removed > 0) run.at.mended["orphan objects"] += page.removed;
  return Unit{};
}

std::vector<ReconcilePart> AllParts() {
  std::vector<ReconcilePart> parts = {{"survey", &Survey},
                                      {"reactions", &RepairReactions},
                                      {"comment_likes", &RepairCommentLikes},
                                      {"comments", &RepairComments},
                                      {"follows", &RepairFollows},
                                      {"images", &RepairImages},
                                      {"users", &RepairUsers}};
  for (const auto& table : schema::Tables()) {
    if (table.orphans.empty()) continue;
    const auto name = std::string_view(table.name).substr(schema::kPrefix.size());
    parts.push_back({name, [&table](ReconcileRun& run) { return DeleteOrphans(run, table); }});
  }
  parts.push_back({"feeds", &RepairFeeds});
  parts.push_back({"objects", &RepairObjects});
  return parts;
}

}  // namespace

// Edges come first, so that what is counted is at rest; feeds last, after follows.
std::span<const ReconcilePart> ReconcileParts() {
  static const std::vector<ReconcilePart> parts = AllParts();
  return parts;
}

}  // namespace fotogal
