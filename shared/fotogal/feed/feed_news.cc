#include "fotogal/feed/feed_news.h"

#include <algorithm>
#include <optional>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_row.h"
#include "fotogal/feed/feed_statements.h"
#include "fotogal/feed/feed_window.h"
#include "fotogal/images/images.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/people/mutes.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// Of pulled authors so many are asked about; fewer when the newest row has taken units.
constexpr int kMostPulled = 3;

// The feed's newest row, if it is newer than that.
Outcome<std::optional<ImageRef>> NewestRow(const Context& context, UserId owner,
                                           const ImageRef& seen) {
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<FeedRow>(kFeedRows,
                              {{"$o", owner}, {"$c", kNewestId}, {"$s", seen.image}, {"$n", 1}}));
  if (rows.empty() || !Newer(rows.front().image, seen)) return std::optional<ImageRef>();
  return std::optional(rows.front().image);
}

// By its key, which costs one unit however long the image's texts are. A block has ended the
// follows, so it need not be asked for.
Outcome<bool> IsThere(const Context& context, const ImageRef& ref) {
  const std::vector<UserId> authors{ref.author};
  const std::vector<ImageId> ids{ref.image};
  OCI_ASSIGN_OR_RETURN(const auto images,
                       context.Select<Image>(kImagesAmong, {{"$u", authors}, {"$i", ids}}));
  return !images.empty();
}

Outcome<bool> Follows(const Context& context, UserId owner, UserId author) {
  OCI_ASSIGN_OR_RETURN(const auto states, FollowStatesOf(context, owner, {author}));
  const auto state = states.find(author);
  return state != states.end() && state->second == FollowState::kFollowing;
}

// Who of these has published something newer: reads no more than the first that it finds. (LIMIT is
// refused where rows lie in several shards.)
Outcome<std::optional<UserId>> WhoHasNewer(const Context& context,
                                           const std::vector<UserId>& authors, ImageId seen) {
  if (authors.empty()) return std::optional<UserId>();
  oci::nosql::QueryOptions options;
  options.limit = 1;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto page, context.Query(kFeedNewsPulledImage,
                                                        {{"$u", authors}, {"$i", seen}}, options));
    if (!page.items.empty()) return std::optional(RowFrom<Image>(page.items.front()).ref.author);
    if (page.next.empty()) return std::optional<UserId>();
    options.page = page.next;
  }
}

// Mutes are asked for only when there is something newer.
Outcome<bool> PulledHaveNewer(const Context& context, UserId owner, int most, ImageId seen) {
  OCI_ASSIGN_OR_RETURN(auto authors, PulledBy(context, owner, most));
  OCI_ASSIGN_OR_RETURN(const auto author, WhoHasNewer(context, authors, seen));
  if (!author) return false;
  OCI_ASSIGN_OR_RETURN(const auto muted, MutedAmong(context, owner, authors));
  if (!muted.contains(*author)) return true;
  std::erase_if(authors, [&](UserId one) { return muted.contains(one); });
  OCI_ASSIGN_OR_RETURN(const auto another, WhoHasNewer(context, authors, seen));
  return another.has_value();
}

// Whether the owner's feed shows this row, which is by somebody followed or the owner's own.
Outcome<bool> IsShown(const Context& context, UserId owner, const ImageRef& row) {
  OCI_ASSIGN_OR_RETURN(const bool there, IsThere(context, row));
  if (!there || row.author == owner) return there;
  OCI_ASSIGN_OR_RETURN(const auto muted, MutedAmong(context, owner, {row.author}));
  return muted.empty();
}

}  // namespace

Outcome<bool> HasNewer(const Context& context, UserId owner, const ImageRef& seen) {
  // Older images are in no feed.
  const ImageId oldest = FirstIdAt(context.Now() - schema::kFeedWindow);
  const ImageRef after{seen.author, std::max(seen.image, oldest)};
  int most_pulled = kMostPulled;
  OCI_ASSIGN_OR_RETURN(const auto row, NewestRow(context, owner, after));
  if (row) {
    bool wanted = row->author == owner;
    if (!wanted) {
      OCI_ASSIGN_OR_RETURN(wanted, Follows(context, owner, row->author));
      --most_pulled;
    }
    if (wanted) {
      OCI_ASSIGN_OR_RETURN(const bool shown, IsShown(context, owner, *row));
      if (shown) return true;
      --most_pulled;
    }
  }
  return PulledHaveNewer(context, owner, most_pulled, after.image);
}

Outcome<Unit> WarmUpFeedNews(const Context& context) {
  auto [there, pulled, images] = oci::InParallel(
      [&] {
        return IsThere(context, {kNobody, 0});
      },
      [&] { return PulledBy(context, kNobody, 1); },
      [&] { return WhoHasNewer(context, {kNobody}, kNewestId); });
  OCI_RETURN_IF_ERROR(there);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_RETURN_IF_ERROR(images);
  return Unit{};
}

}  // namespace fotogal
