#include "fotogal/feed/feed.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/feed/feed_statements.h"
#include "fotogal/feed/pulled_images.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "fotogal/social/social_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr int kDeliveriesInFlight = 8;

constexpr int kMostScale = 4;  // from a day to years

// What a page may cost, in read units: of each item its row, image, author, follow and reaction;
// the row behind the page and what pulled authors cost more than others (rows under 1 KB).
constexpr size_t kUnitsAnItem = 5;
constexpr size_t kUnitsAPage = 10;

// What the rows of a page are checked against.
struct FeedChecks {
  std::map<ImageRef, Image> images;
  std::map<ImageRef, Reaction> reactions;
  std::map<UserId, Summary> authors;
  std::set<UserId> followed;
  std::set<UserId> blocked;  // either way
};

struct Ids {
  std::vector<UserId> authors;
  std::vector<ImageId> images;
};

Ids IdsOf(const std::vector<ImageRef>& refs) {
  std::set<UserId> authors;
  Ids ids;
  for (const auto& ref : refs) {
    authors.insert(ref.author);
    ids.images.push_back(ref.image);
  }
  ids.authors.assign(authors.begin(), authors.end());
  return ids;
}

// In the order of a feed: newest first.
bool Newer(const ImageRef& a, const ImageRef& b) {
  return std::tie(a.image, a.author) > std::tie(b.image, b.author);
}

struct Rows {
  std::vector<ImageRef> refs;
  size_t scanned = 0;
  bool more = false;
};

// Rows after `after`, `limit` and one more at most.
Outcome<Rows> ScanRows(const Context& context, UserId owner, const ImageRef& after, int limit) {
  const ImageId oldest = FirstIdAt(context.Now() - schema::kFeedWindow);
  Rows rows;
  // Rows of the cursor's own millisecond are scanned again and dropped: a key range has one bound.
  for (int most = limit + 1;; most *= 2) {
    OCI_ASSIGN_OR_RETURN(
        const auto items,
        context.Select<FeedRow>(
            kFeedRows, {{"$o", owner}, {"$c", after.image}, {"$s", oldest}, {"$n", most}}));
    rows.scanned += items.size();
    rows.more = items.size() == static_cast<size_t>(most);
    for (const FeedRow& item : items) {
      if (Newer(after, item.image)) rows.refs.push_back(item.image);
    }
    if (!rows.refs.empty() || !rows.more) return rows;
  }
}

// What is to be shown, not yet checked.
struct Candidates {
  std::vector<ImageRef> refs;
  std::map<ImageRef, Image> images;  // of pulled authors: read already
  FeedPlace next;                    // everything down to there, itself too, has been looked at
  bool more = false;
};

// What lies between `after` and found.next.
void Gather(Candidates& found, const Rows& rows, const ImageRef& after) {
  std::set<ImageRef> refs(rows.refs.begin(), rows.refs.end());
  for (const auto& [ref, image] : found.images) refs.insert(ref);
  for (const auto& ref : refs) {
    if (Newer(after, ref) && !Newer(found.next.last, ref)) found.refs.push_back(ref);
  }
  std::ranges::sort(found.refs, Newer);
}

// How many of them can be checked with that many read units: of each its reaction, of each author
// the person; of what was pushed the image itself, too, and the follow.
size_t Affordable(const Candidates& found, const std::set<UserId>& pulled, size_t units) {
  std::set<UserId> authors;
  size_t needed = 0;
  for (size_t n = 0; n < found.refs.size(); ++n) {
    const ImageRef& ref = found.refs[n];
    needed += found.images.contains(ref) ? 1 : 2;
    if (authors.insert(ref.author).second) needed += pulled.contains(ref.author) ? 1 : 2;
    if (needed > units) return n;
  }
  return found.refs.size();
}

// A page ends early where it would cost too much, for much has been read: amid bursts pages
// are shorter, not dearer. Where that would leave hardly anything (small pages; a thousand images
// of one millisecond) it does not: many short pages are dearer still.
size_t LengthOf(const Candidates& found, const std::vector<UserId>& pulled, size_t units_read,
                size_t limit) {
  const size_t most = kUnitsAnItem * limit + kUnitsAPage;
  // More of them: a unit each. Two for the blocks.
  const size_t spent = units_read + std::clamp<size_t>(pulled.size(), 1, limit) + 2;
  const size_t length =
      Affordable(found, {pulled.begin(), pulled.end()}, most - std::min(spent, most));
  return length < std::max<size_t>(limit / 4, 1) ? limit : std::min(length, limit);
}

// Merges the rows with the images of pulled authors.
Outcome<Candidates> Merge(const Context& context, const Rows& rows,
                          const std::vector<UserId>& pulled, const FeedPlace& after, size_t limit) {
  const ImageId oldest = FirstIdAt(context.Now() - schema::kFeedWindow);
  const ImageRef bottom = rows.more ? rows.refs.back() : ImageRef{0, oldest};
  OCI_ASSIGN_OR_RETURN(auto images,
                       ReadPulledImages(context, pulled,
                                        {after.last.image.value(), bottom.image.value(), limit,
                                         rows.refs, after.scale, after.near}));
  Candidates found;
  found.images = std::move(images.images);
  found.next.last = bottom;
  if (!images.oldest) {
    found.next.last = after.last;
  } else if (*images.oldest > bottom.image) {
    found.next.last = {0, *images.oldest};
  }
  found.more = rows.more || found.next.last.image > oldest;
  Gather(found, rows, after.last);
  const bool too_short = images.whole && found.refs.size() * 2 < limit;
  const int longer = too_short ? (found.refs.empty() ? 5 : 1) : 0;
  found.next.scale = pulled.empty() ? 0 : std::min(images.scale + longer, kMostScale);
  const size_t length = LengthOf(found, pulled, rows.scanned + images.units, limit);
  if (found.refs.size() > length) {
    found.refs.resize(length);
    found.next.last = found.refs.back();
    found.more = true;
  }
  found.next.near = images.near < found.next.last.image ? images.near : 0;
  return found;
}

Outcome<std::vector<Image>> ImageRows(const Context& context, const std::vector<ImageRef>& refs) {
  if (refs.empty()) return std::vector<Image>();
  const Ids ids = IdsOf(refs);
  OCI_ASSIGN_OR_RETURN(
      auto rows, context.Select<Image>(kFeedImages, {{"$u", ids.authors}, {"$i", ids.images}}));
  return rows;
}

Outcome<std::vector<ReactionRow>> ReactionRows(const Context& context, UserId owner,
                                               const std::vector<ImageRef>& refs) {
  const Ids ids = IdsOf(refs);
  OCI_ASSIGN_OR_RETURN(
      auto rows, context.Select<ReactionRow>(
                     kReactionsOfUser, {{"$a", ids.authors}, {"$i", ids.images}, {"$u", owner}}));
  return rows;
}

// Reads what a page's images are checked against, at once. Images that came by the query of pulled
// authors are not read again, nor is it asked whether those authors are followed.
Outcome<FeedChecks> LoadFeedChecks(const Context& context, UserId owner,
                                   const std::vector<UserId>& pulled, Candidates& found) {
  const std::set<UserId> known(pulled.begin(), pulled.end());
  const Ids ids = IdsOf(found.refs);
  std::vector<ImageRef> unread;
  for (const auto& ref : found.refs) {
    if (!found.images.contains(ref)) unread.push_back(ref);
  }
  std::vector<UserId> asked;
  for (const UserId author : ids.authors) {
    if (author != owner && !known.contains(author)) asked.push_back(author);
  }
  auto [people, images, reactions, follows, blocks] = oci::InParallel(
      [&] { return FindPeople(context, ids.authors); }, [&] { return ImageRows(context, unread); },
      [&] { return ReactionRows(context, owner, found.refs); },
      [&] { return FollowStatesOf(context, owner, asked); },
      [&] { return BlockedAmong(context, owner, ids.authors); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(reactions);
  OCI_RETURN_IF_ERROR(follows);
  OCI_RETURN_IF_ERROR(blocks);

  FeedChecks checks;
  checks.authors = std::move(*people);
  checks.images = std::move(found.images);
  for (const auto& row : *images) {
    if (!row.removed) checks.images.emplace(row.ref, row);
  }
  for (const auto& row : *reactions) {
    checks.reactions[row.image] = row.reaction;
  }
  checks.followed = known;
  for (const auto& [author, state] : *follows) {
    if (state == FollowState::kFollowing) checks.followed.insert(author);
  }
  checks.blocked = std::move(*blocks);
  return checks;
}

}  // namespace

Outcome<Unit> WriteFeedRows(const Context& context, const std::vector<FeedRow>& rows) {
  OCI_RETURN_IF_ERROR(
      oci::ForEach(rows, kDeliveriesInFlight, [&](const FeedRow& row) -> oci::Status {
        const auto age =
            std::chrono::duration_cast<std::chrono::days>(context.Now() - TimeOf(row.image.image));
        if (age >= schema::kFeedWindow) return oci::Ok();
        oci::nosql::PutOptions options;
        options.ttl_days = static_cast<int>((schema::kFeedWindow - age).count());
        OCI_RETURN_IF_ERROR(context.Put(schema::kFeed, JsonOf(row), options));
        return oci::Ok();
      }));
  return Unit{};
}

Outcome<FeedPage> ReadFeed(const Context& context, UserId owner, const FeedPlace& after,
                           int limit) {
  FeedPlace from = after;
  if (after.last.image == 0) from.last = {kNewestId, kNewestId};
  auto [rows, pulled] = oci::InParallel([&] { return ScanRows(context, owner, from.last, limit); },
                                        [&] { return PulledBy(context, owner); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_ASSIGN_OR_RETURN(auto found,
                       Merge(context, *rows, *pulled, from, static_cast<size_t>(limit)));
  FeedPage page;
  page.more = found.more;
  page.next = found.next;
  if (found.refs.empty()) return page;

  OCI_ASSIGN_OR_RETURN(auto checks, LoadFeedChecks(context, owner, *pulled, found));
  for (const auto& ref : found.refs) {
    const auto image = checks.images.find(ref);
    const auto author = checks.authors.find(ref.author);
    const bool wanted = ref.author == owner || checks.followed.contains(ref.author);
    if (image == checks.images.end() || author == checks.authors.end() || !wanted ||
        checks.blocked.contains(ref.author)) {
      continue;
    }
    const auto reaction = checks.reactions.find(ref);
    page.items.push_back({std::move(image->second), author->second,
                          reaction == checks.reactions.end() ? Reaction::kNone : reaction->second});
  }
  return page;
}

Outcome<Unit> WarmUpFeed(const Context& context) {
  constexpr UserId kNobodyElse = 1;
  const ImageRef nothing{kNobodyElse, 0};
  Candidates found;
  found.refs = {nothing};
  auto [rows, pulled, images, checks] =
      oci::InParallel([&] { return ScanRows(context, kNobody, nothing, 1); },
                      [&] { return PulledBy(context, kNobody); },
                      [&] {
                        return ReadPulledImages(context, {kNobody}, {1, 0, 1, {}, 0, 0});
                      },
                      [&] { return LoadFeedChecks(context, kNobody, {}, found); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(checks);
  return Unit{};
}

}  // namespace fotogal
