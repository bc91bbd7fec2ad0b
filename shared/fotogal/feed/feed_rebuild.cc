#include "fotogal/feed/feed_rebuild.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/feed/feed.h"
#include "fotogal/feed/feed_statements.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kFeedRowsPerPage = 200;
constexpr int kFolloweesPerPiece = 100;
constexpr size_t kIdsPerQuery = 200;

Outcome<std::vector<ImageRef>> RowsBelow(const Context& context, UserId owner, ImageId below) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<FeedRow>(
                           kFeedRebuildRowsBelow,
                           {{"$o", owner}, {"$c", below}, {"$n", kFeedRowsPerPage}}, Absolute()));
  std::vector<ImageRef> refs;
  for (const FeedRow& row : rows) refs.push_back(row.image);
  return refs;
}

// Those of the rows whose image does not exist any more. It will not come: an image's own row is
// written before its feed rows are, and no id is used again.
Outcome<std::vector<ImageRef>> WithoutImage(const Context& context,
                                            const std::vector<ImageRef>& refs) {
  OCI_ASSIGN_OR_RETURN(const auto there, ImagesAmong(context, refs));
  std::vector<ImageRef> missing;
  for (const auto& ref : refs) {
    if (!there.contains(ref)) missing.push_back(ref);
  }
  return missing;
}

// Those of the rows' authors whom the owner does not follow.
Outcome<std::set<UserId>> Unfollowed(const Context& context, UserId owner,
                                     const std::vector<ImageRef>& refs) {
  std::set<UserId> authors;
  for (const auto& ref : refs) {
    if (ref.author != owner) authors.insert(ref.author);
  }
  if (authors.empty()) return authors;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<FollowRow>(kFeedRebuildFollowsAmong,
                                                 {{"$a", owner}, {"$b", authors}}, Absolute()));
  for (const auto& row : rows) authors.erase(row.followee);
  return authors;
}

Outcome<Unit> DeleteRows(const Context& context, UserId owner, const std::set<ImageRef>& refs) {
  const schema::Table& feed = schema::TableOf(schema::kFeed);
  std::vector<oci::nosql::RowWrite> removals;
  for (const ImageRef& ref : refs) removals.push_back(Removal(feed, JsonOf(FeedRow{owner, ref})));
  OCI_RETURN_IF_ERROR(WriteRows(context, feed, removals));
  return Unit{};
}

// Somebody may have been followed again while the rows were being deleted, and have lost rows that
// had just been delivered. So their images are delivered once more.
Outcome<Unit> DeliverAgain(const Context& context, UserId owner, const std::set<UserId>& authors) {
  for (const UserId author : authors) {
    OCI_ASSIGN_OR_RETURN(const auto follow, RepairFollow(context, owner, author));
    if (follow.state != FollowState::kFollowing || follow.is_pulled) continue;
    OCI_ASSIGN_OR_RETURN(const auto job, QueueDelivery(context, context.NewOp(), author, owner));
    StartJob(context, job);
  }
  return Unit{};
}

// Deletes the rows whose image has gone or whose author is not followed.
Outcome<Unit> Prune(const Context& context, UserId owner, FeedRepairs& mended) {
  for (ImageId below = kNewestId;;) {
    OCI_ASSIGN_OR_RETURN(const auto refs, RowsBelow(context, owner, below));
    if (refs.empty()) return Unit{};
    auto [missing, unfollowed] = oci::InParallel([&] { return WithoutImage(context, refs); },
                                                 [&] { return Unfollowed(context, owner, refs); });
    OCI_RETURN_IF_ERROR(missing);
    OCI_RETURN_IF_ERROR(unfollowed);
    std::set<ImageRef> dead(missing->begin(), missing->end());
    std::set<UserId> emptied;
    for (const auto& ref : refs) {
      if (!unfollowed->contains(ref.author)) continue;
      dead.insert(ref);
      emptied.insert(ref.author);
    }
    OCI_RETURN_IF_ERROR(DeleteRows(context, owner, dead));
    OCI_RETURN_IF_ERROR(DeliverAgain(context, owner, emptied));
    mended.removed += static_cast<int>(dead.size());
    if (refs.size() < static_cast<size_t>(kFeedRowsPerPage)) return Unit{};
    // Rows with the very image id of the last one are left to the next rebuild.
    below = refs.back().image;
  }
}

// What these people have published within the feed's window, but for the last minute.
Outcome<std::vector<ImageRef>> ImagesBy(const Context& context,
                                        const std::vector<UserId>& authors) {
  std::vector<ImageRef> refs;
  if (authors.empty()) return refs;
  const auto now = context.Now();
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<Image>(kFeedRebuildImagesBy,
                                             {{"$u", authors},
                                              {"$s", FirstIdAt(now - schema::kFeedWindow)},
                                              {"$e", FirstIdAt(now - kLongestCall)}},
                                             Absolute()));
  for (const auto& row : rows) refs.push_back(row.ref);
  return refs;
}

// Those of the images of which the owner has feed rows.
Outcome<std::set<ImageRef>> RowsOf(const Context& context, UserId owner,
                                   const std::vector<ImageId>& images) {
  std::set<ImageRef> refs;
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<FeedRow>(kFeedRebuildRowsAmong, {{"$o", owner}, {"$i", images}}, Absolute()));
  for (const FeedRow& row : rows) refs.insert(row.image);
  return refs;
}

// Adds the rows that are missing for images by these people.
Outcome<Unit> Add(const Context& context, UserId owner, const std::vector<UserId>& authors,
                  FeedRepairs& mended) {
  OCI_ASSIGN_OR_RETURN(const auto refs, ImagesBy(context, authors));
  for (size_t start = 0; start < refs.size(); start += kIdsPerQuery) {
    const size_t end = std::min(refs.size(), start + kIdsPerQuery);
    std::vector<ImageId> ids;
    for (size_t i = start; i < end; ++i) ids.push_back(refs[i].image);
    OCI_ASSIGN_OR_RETURN(const auto there, RowsOf(context, owner, ids));
    std::vector<FeedRow> missing;
    for (size_t i = start; i < end; ++i) {
      if (!there.contains(refs[i])) missing.push_back({owner, refs[i]});
    }
    OCI_RETURN_IF_ERROR(WriteFeedRows(context, missing));
    mended.added += static_cast<int>(missing.size());
  }
  return Unit{};
}

}  // namespace

Outcome<UserId> RebuildFeed(const Context& context, UserId owner, UserId after,
                            FeedRepairs& mended) {
  std::vector<UserId> authors;
  if (after == 0) {
    OCI_RETURN_IF_ERROR(Prune(context, owner, mended));
    authors.push_back(owner);
  }
  OCI_ASSIGN_OR_RETURN(const auto followed, FollowedBy(context, owner, FollowState::kFollowing,
                                                       after, kFolloweesPerPiece));
  OCI_ASSIGN_OR_RETURN(const auto pulled, PulledBy(context, owner));
  for (const UserId author : followed) {
    if (std::ranges::find(pulled, author) == pulled.end()) authors.push_back(author);
  }
  OCI_RETURN_IF_ERROR(Add(context, owner, authors, mended));
  return followed.size() < static_cast<size_t>(kFolloweesPerPiece) ? UserId() : followed.back();
}

}  // namespace fotogal
