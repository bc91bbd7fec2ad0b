#include "fotogal/feed/feed.h"

#include <map>
#include <set>
#include <utility>

#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/feed/feed_news.h"
#include "fotogal/feed/feed_statements.h"
#include "fotogal/feed/pulled_images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/mutes.h"
#include "fotogal/people/user.h"
#include "fotogal/social/delivery_state.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

// Feed rows behind `after`: `limit` of them, and one more if there are so many. (`limit` + 1 rows
// are read; one of them may be the row of `after` itself.)
Outcome<FeedRows> ScanRows(const Context& context, UserId owner, const ImageRef& after, int limit) {
  const Id oldest = FirstIdAt(context.Now() - schema::kFeedWindow);
  FeedRows rows;
  // The query's bounds are image ids, so rows with the very id of `after` come again and are
  // dropped. When there are so many that nothing else came, twice as many rows are read.
  for (int most = limit + 1;; most *= 2) {
    OCI_ASSIGN_OR_RETURN(
        const auto items,
        context.Select<FeedRow>(
            kFeedRows, {{"$o", owner}, {"$c", after.image}, {"$s", oldest}, {"$n", most}}));
    rows.units += items.size();
    rows.more = items.size() == static_cast<size_t>(most);
    for (const FeedRow& item : items) {
      if (Newer(after, item.image)) rows.refs.push_back(item.image);
    }
    if (!rows.refs.empty() || !rows.more) return rows;
  }
}

// What a page may show, before it is checked.
struct Unchecked {
  Candidates found;
  std::vector<UserId> pulled;
  std::map<ImageRef, Image> images;  // by pulled authors: their rows have been read already
};

// The feed rows behind the place, and what pulled authors have published in the same time.
Outcome<Unchecked> Find(const Context& context, UserId owner, const FeedPlace& after, int limit) {
  auto [rows, pulled] =
      oci::InParallel([&] { return ScanRows(context, owner, after.Start(), limit); },
                      [&] { return PulledBy(context, owner); });
  OCI_RETURN_IF_ERROR(rows);
  OCI_RETURN_IF_ERROR(pulled);
  FeedRequest request;
  request.after = after;
  request.limit = static_cast<size_t>(limit);
  request.now = context.Now();
  const FeedWindow window(request, std::move(*rows), *pulled);
  OCI_ASSIGN_OR_RETURN(auto read, ReadPulledImages(context, *pulled, window.Range()));

  std::set<ImageRef> showable;
  for (const auto& [ref, image] : read.images) showable.insert(ref);
  return Unchecked{window.Merge(read.known, showable), std::move(*pulled), std::move(read.images)};
}

std::vector<UserId> AuthorsOf(const std::vector<ImageRef>& refs) {
  std::set<UserId> authors;
  for (const auto& ref : refs) authors.insert(ref.author);
  return {authors.begin(), authors.end()};
}

std::vector<ImageId> ImageIdsOf(const std::vector<ImageRef>& refs) {
  std::vector<ImageId> ids;
  for (const auto& ref : refs) ids.push_back(ref.image);
  return ids;
}

Outcome<std::vector<Image>> ImageRows(const Context& context, const std::vector<ImageRef>& refs) {
  if (refs.empty()) return std::vector<Image>();
  OCI_ASSIGN_OR_RETURN(auto images, context.Select<Image>(kFeedImages, {{"$u", AuthorsOf(refs)},
                                                                        {"$i", ImageIdsOf(refs)}}));
  return images;
}

// The images of a page that are there, and what the owner has done with them.
struct PageImages {
  std::map<ImageRef, Image> images;
  std::map<ImageRef, Mine> mine;
};

// Takes over the images by pulled authors, which are not read again.
Outcome<PageImages> ReadImages(const Context& context, UserId owner, Unchecked& page) {
  const auto& refs = page.found.refs;
  std::vector<ImageRef> unread;
  for (const auto& ref : refs) {
    if (!page.images.contains(ref)) unread.push_back(ref);
  }
  auto [images, mine] = oci::InParallel([&] { return ImageRows(context, unread); },
                                        [&] { return MineAmong(context, owner, refs); });
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(mine);

  PageImages read;
  read.images = std::move(page.images);
  for (Image& image : *images) {
    if (!image.removed && !image.is_archived()) read.images.emplace(image.ref, std::move(image));
  }
  read.mine = std::move(*mine);
  return read;
}

// The authors of a page and what its owner has to do with them.
struct PageAuthors {
  std::map<UserId, Summary> people;
  std::set<UserId> followed;
  std::set<UserId> hidden;  // blocked in either direction, or muted by the owner
};

// The owner follows the pulled authors: PulledBy lists accepted follows only. So only the others
// are asked for.
Outcome<PageAuthors> ReadAuthors(const Context& context, UserId owner, const Unchecked& page) {
  const auto authors = AuthorsOf(page.found.refs);
  PageAuthors read;
  read.followed = {page.pulled.begin(), page.pulled.end()};
  std::vector<UserId> asked;
  for (const UserId author : authors) {
    if (author != owner && !read.followed.contains(author)) asked.push_back(author);
  }
  auto [people, follows, blocks, mutes] =
      oci::InParallel([&] { return FindPeople(context, authors); },
                      [&] { return FollowStatesOf(context, owner, asked); },
                      [&] { return BlockedAmong(context, owner, authors); },
                      [&] { return MutedAmong(context, owner, authors); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(follows);
  OCI_RETURN_IF_ERROR(blocks);
  OCI_RETURN_IF_ERROR(mutes);

  read.people = std::move(*people);
  for (const auto& [author, state] : *follows) {
    if (state == FollowState::kFollowing) read.followed.insert(author);
  }
  read.hidden = std::move(*blocks);
  read.hidden.merge(*mutes);
  return read;
}

// Feed rows are hints: an image is shown if it is there still, its author too, and the owner
// follows the author and does not mute them, or is the author, and neither has blocked the other.
Outcome<std::vector<FeedItem>> Check(const Context& context, UserId owner, Unchecked& page) {
  auto [images, authors] = oci::InParallel([&] { return ReadImages(context, owner, page); },
                                           [&] { return ReadAuthors(context, owner, page); });
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(authors);
  std::vector<FeedItem> items;
  for (const auto& ref : page.found.refs) {
    const auto image = images->images.find(ref);
    const auto author = authors->people.find(ref.author);
    if (image == images->images.end() || author == authors->people.end()) continue;
    const bool wanted = ref.author == owner || authors->followed.contains(ref.author);
    if (!wanted || authors->hidden.contains(ref.author)) continue;
    items.push_back({std::move(image->second), author->second, images->mine[ref]});
  }
  return items;
}

// Looks up whom the captions mention and who wrote the latest comments, of as many people as one
// page may name. A comment is shown with its author's name or not at all, and not of somebody whom
// the owner mutes.
Outcome<Unit> NamePeople(const Context& context, UserId owner, FeedPage& page) {
  std::vector<UserId> mentioned, commenting;
  for (const FeedItem& item : page.items) {
    mentioned.insert(mentioned.end(), item.image.mentions.begin(), item.image.mentions.end());
    commenting.push_back(item.image.latest_comment.user_id);
  }
  mentioned.insert(mentioned.end(), commenting.begin(), commenting.end());
  auto [named, muted] =
      oci::InParallel([&] { return NamedTo(context, owner, mentioned); },
                      [&] { return MutedAmong(context, owner, DifferentPeople(commenting)); });
  OCI_RETURN_IF_ERROR(named);
  OCI_RETURN_IF_ERROR(muted);
  page.named = std::move(*named);
  for (FeedItem& item : page.items) {
    const UserId writer = item.image.latest_comment.user_id;
    item.shows_comment = page.named.contains(writer) && !muted->contains(writer);
  }
  return Unit{};
}

}  // namespace

Outcome<Unit> WriteFeedRows(const Context& context, const std::vector<FeedRow>& rows) {
  std::vector<oci::nosql::RowWrite> writes;
  for (const FeedRow& row : rows) {
    const auto age =
        std::chrono::duration_cast<std::chrono::days>(context.Now() - TimeOf(row.image.image));
    if (age >= schema::kFeedWindow) continue;
    const auto days_left = static_cast<int>((schema::kFeedWindow - age).count());
    writes.push_back({.row = JsonOf(row), .put = {.ttl_days = days_left}});
  }
  OCI_RETURN_IF_ERROR(WriteRows(context, schema::TableOf(schema::kFeed), writes));
  return Unit{};
}

Outcome<FeedPage> ReadFeed(const Context& context, UserId owner, const FeedPlace& after,
                           int limit) {
  OCI_ASSIGN_OR_RETURN(auto unchecked, Find(context, owner, after, limit));
  FeedPage page;
  page.more = unchecked.found.more;
  page.next = unchecked.found.next;
  if (unchecked.found.refs.empty()) return page;
  OCI_ASSIGN_OR_RETURN(page.items, Check(context, owner, unchecked));
  OCI_RETURN_IF_ERROR(NamePeople(context, owner, page));
  return page;
}

Outcome<Unit> WarmUpFeed(const Context& context) {
  constexpr UserId kNobodyElse = 1;
  const ImageRef nothing{kNobodyElse, 0};
  Unchecked page;
  page.found.refs = {nothing};
  const auto find = [&]() -> Outcome<Unit> {
    auto [rows, pulled, images, news] = oci::InParallel(
        [&] { return ScanRows(context, kNobody, nothing, 1); },
        [&] { return PulledBy(context, kNobody); }, [&] { return WarmUpPulledImages(context); },
        [&] { return WarmUpFeedNews(context); });
    OCI_RETURN_IF_ERROR(rows);
    OCI_RETURN_IF_ERROR(pulled);
    OCI_RETURN_IF_ERROR(images);
    OCI_RETURN_IF_ERROR(news);
    return Unit{};
  };
  // The access to all avatars, which a process reads once.
  const auto avatars = [&] { return PhotoAddresses(context); };
  auto [found, checked, addresses] = oci::InParallel(
      find, [&] { return Check(context, kNobody, page); }, avatars);
  OCI_RETURN_IF_ERROR(found);
  OCI_RETURN_IF_ERROR(checked);
  return Unit{};
}

}  // namespace fotogal
