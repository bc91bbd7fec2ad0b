#include "fotogal/social/bookmarks.h"

#include <utility>

#include "fotogal/images/ref_parts.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/social/bookmark_statements.h"
#include "fotogal/social/follows.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

oci::nosql::Key KeyOfBookmark(UserId user, const ImageRef& image) {
  return {{"user_id", user}, {"image_id", image.image}, {"author_id", image.author}};
}

Outcome<std::set<ImageRef>> BookmarkedAmong(const Context& context, UserId user,
                                            const std::vector<ImageRef>& images) {
  std::set<ImageRef> bookmarked;
  if (images.empty()) return bookmarked;
  const auto [authors, ids] = PartsOf(images);
  OCI_ASSIGN_OR_RETURN(
      const auto rows,
      context.Select<BookmarkRow>(kBookmarksAmong, {{"$u", user}, {"$i", ids}, {"$a", authors}}));
  for (const BookmarkRow& row : rows) bookmarked.insert(row.image);
  return bookmarked;
}

// What decides whether the bookmarks of a page are shown.
struct BookmarkChecks {
  std::map<ImageRef, Image> images;
  std::map<ImageRef, Reaction> reactions;
  std::map<UserId, Summary> people;
  std::map<UserId, FollowState> follows;
  std::set<UserId> blocked;

  bool Sees(UserId user, const Summary& author) const {
    if (author.id == user) return true;
    if (blocked.contains(author.id)) return false;
    const auto follow = follows.find(author.id);
    const bool is_following = follow != follows.end() && follow->second == FollowState::kFollowing;
    return !author.is_private || is_following;
  }
};

Outcome<BookmarkChecks> LoadBookmarkChecks(const Context& context, UserId user,
                                           const std::vector<ImageRef>& refs) {
  const auto parts = PartsOf(refs);
  const std::vector<UserId> authors(parts.authors.begin(), parts.authors.end());
  BookmarkChecks checks;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(checks.images, [&] { return ShownImages(context, refs); }),
      oci::Into(checks.reactions, [&] { return ReactionsTo(context, user, refs); }),
      oci::Into(checks.people, [&] { return FindPeople(context, authors); }),
      oci::Into(checks.follows, [&] { return FollowStatesOf(context, user, authors); }),
      oci::Into(checks.blocked, [&] { return BlockedAmong(context, user, authors); })));
  return checks;
}

}  // namespace

Outcome<Unit> AddBookmark(const Context& context, UserId user, const ImageRef& image) {
  OCI_RETURN_IF_ERROR(
      context.Insert(BookmarkRow{.user = user, .image = image, .id = context.NewId()}));
  return Unit{};
}

Outcome<Unit> RemoveBookmark(const Context& context, UserId user, const ImageRef& image) {
  OCI_RETURN_IF_ERROR(context.Delete(schema::kBookmarks, KeyOfBookmark(user, image)));
  return Unit{};
}

Outcome<Mine> FindMine(const Context& context, UserId user, const ImageRef& image) {
  auto [reaction, bookmark] = oci::InParallel(
      [&] { return FindReaction(context, user, image); },
      [&]() -> Outcome<bool> {
        OCI_ASSIGN_OR_RETURN(const auto row, context.Find<BookmarkRow>(KeyOfBookmark(user, image)));
        return row.has_value();
      });
  OCI_RETURN_IF_ERROR(reaction);
  OCI_RETURN_IF_ERROR(bookmark);
  return Mine{*reaction ? (*reaction)->reaction : Reaction::kNone, *bookmark};
}

Outcome<std::map<ImageRef, Mine>> MineAmong(const Context& context, UserId user,
                                            const std::vector<ImageRef>& images) {
  auto [reactions, bookmarked] =
      oci::InParallel([&] { return ReactionsTo(context, user, images); },
                      [&] { return BookmarkedAmong(context, user, images); });
  OCI_RETURN_IF_ERROR(reactions);
  OCI_RETURN_IF_ERROR(bookmarked);
  std::map<ImageRef, Mine> mine;
  for (const auto& [image, reaction] : *reactions) mine[image].reaction = reaction;
  for (const auto& image : *bookmarked) mine[image].bookmarked = true;
  return mine;
}

Outcome<BookmarkPage> ReadBookmarks(const Context& context, UserId user, Id before, int limit) {
  OCI_ASSIGN_OR_RETURN(
      auto rows, context.Select<BookmarkRow>(
                     kBookmarksPage,
                     {{"$u", user}, {"$c", before == 0 ? kNewestId : before}, {"$n", limit + 1}}));
  BookmarkPage page;
  page.more = rows.size() > static_cast<size_t>(limit);
  if (page.more) rows.resize(static_cast<size_t>(limit));
  if (rows.empty()) return page;
  page.last = rows.back().id;
  std::vector<ImageRef> refs;
  for (const BookmarkRow& row : rows) refs.push_back(row.image);
  OCI_ASSIGN_OR_RETURN(auto checks, LoadBookmarkChecks(context, user, refs));
  for (const auto& ref : refs) {
    const auto image = checks.images.find(ref);
    const auto author = checks.people.find(ref.author);
    if (image == checks.images.end() || author == checks.people.end()) continue;
    if (!checks.Sees(user, author->second)) continue;
    const auto reaction = checks.reactions.find(ref);
    const Mine mine{reaction == checks.reactions.end() ? Reaction::kNone : reaction->second, true};
    page.items.push_back({std::move(image->second), author->second, mine});
  }
  return page;
}

}  // namespace fotogal
