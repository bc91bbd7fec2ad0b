#include "fotogal/feed/feed_news.h"

#include <algorithm>
#include <optional>

#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_row.h"
#include "fotogal/feed/feed_statements.h"
#include "fotogal/feed/feed_window.h"
#include "fotogal/images/images.h"
#include "fotogal/images/images_statements.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr int kUnits = 5;

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

// Reads no more than the first that it finds. (LIMIT is refused where rows lie in several shards.)
Outcome<bool> PulledHaveNewer(const Context& context, const std::vector<UserId>& authors,
                              ImageId seen) {
  oci::nosql::QueryOptions options;
  options.limit = 1;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const auto page, context.Query(kFeedNewsPulledImage,
                                                        {{"$u", authors}, {"$i", seen}}, options));
    if (!page.items.empty()) return true;
    if (page.next.empty()) return false;
    options.page = page.next;
  }
}

}  // namespace

Outcome<bool> HasNewer(const Context& context, UserId owner, const ImageRef& seen) {
  // Older images are in no feed.
  const ImageId oldest = FirstIdAt(context.Now() - schema::kFeedWindow);
  const ImageRef after{seen.author, std::max(seen.image, oldest)};
  int units = kUnits;
  OCI_ASSIGN_OR_RETURN(const auto row, NewestRow(context, owner, after));
  --units;
  if (row) {
    bool wanted = row->author == owner;
    if (!wanted) {
      OCI_ASSIGN_OR_RETURN(wanted, Follows(context, owner, row->author));
      --units;
    }
    if (wanted) {
      OCI_ASSIGN_OR_RETURN(const bool there, IsThere(context, *row));
      if (there) return true;
      --units;
    }
  }
  // The last unit is for their images.
  OCI_ASSIGN_OR_RETURN(const auto pulled, PulledBy(context, owner, units - 1));
  if (pulled.empty()) return false;
  return PulledHaveNewer(context, pulled, after.image);
}

Outcome<Unit> WarmUpFeedNews(const Context& context) {
  auto [there, pulled, images] = oci::InParallel(
      [&] {
        return IsThere(context, {kNobody, 0});
      },
      [&] { return PulledBy(context, kNobody, 1); },
      [&] { return PulledHaveNewer(context, {kNobody}, kNewestId); });
  OCI_RETURN_IF_ERROR(there);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_RETURN_IF_ERROR(images);
  return Unit{};
}

}  // namespace fotogal
