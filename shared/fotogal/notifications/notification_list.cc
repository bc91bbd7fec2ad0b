// Notifications as their reader sees them: each held against what it tells of.
#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>

#include "fotogal/images/images.h"
#include "fotogal/images/ref_parts.h"
#include "fotogal/notifications/notification_row.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/notifications/notifications_statements.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/follow_row.h"
#include "fotogal/people/user.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using LikeOf = std::pair<ImageRef, UserId>;
using CommentOn = std::pair<ImageRef, CommentId>;
using LikeOfComment = std::tuple<ImageRef, CommentId, UserId>;

// One thing that a row tells of.
struct Told {
  ImageRef image;  // image 0: none
  CommentId comment = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

UserId AuthorOf(const NotificationRow& row) { return row.author == 0 ? row.user : row.author; }

// What a row tells of, in the order in which it happened.
std::vector<Told> ToldIn(const NotificationRow& row) {
  const UserId author = AuthorOf(row);
  std::vector<Told> told = {{{author, row.image}, row.comment}};
  for (size_t i = 0; i < std::min(row.images.size(), row.comments.size()); ++i)
    told.push_back({{author, row.images[i]}, row.comments[i]});
  return told;
}

// When the latest happened of what stands, in milliseconds. The row's own moment is of the last
// that was added: where that was taken back, a comment's id tells when it was, and likes count as
// old as the row, so that nothing is new again for what is gone.
std::int64_t ToldAt(const NotificationRow& row, const std::vector<Told>& standing) {
  const auto begun = ToMillis(TimeOf(row.id));
  const Told& latest = standing.back();
  if (ToldIn(row).back() == latest) return std::max(begun, row.told_ts);
  const bool is_like = latest.comment == 0 || row.kind == NotificationKind::kCommentLiked;
  return is_like ? begun : std::max(begun, ToMillis(TimeOf(latest.comment)));
}

// What the rows of a page speak of.
struct Subjects {
  std::set<UserId> people, followers;
  std::set<UserId> others;  // authors of images who are not the reader
  std::set<ImageRef> images;
  std::set<LikeOf> likes;
  std::set<CommentOn> comments;
  std::set<LikeOfComment> comment_likes;

  explicit Subjects(const std::vector<NotificationRow>& rows) {
    for (const auto& row : rows) {
      if (!IsOfModerators(row.kind)) Add(row);
    }
  }
  void Add(const NotificationRow& row) {
    people.insert(row.actor);
    if (AuthorOf(row) != row.user) others.insert(AuthorOf(row));
    if (row.kind == NotificationKind::kFollowed || row.kind == NotificationKind::kRequested)
      followers.insert(row.actor);
    for (const auto& [image, comment] : ToldIn(row)) {
      if (image.image != 0) images.insert(image);
      if (row.kind == NotificationKind::kLiked) likes.emplace(image, row.actor);
      if (comment != 0) comments.emplace(image, comment);
      if (row.kind == NotificationKind::kCommentLiked)
        comment_likes.emplace(image, comment, row.actor);
    }
  }
  // Everybody whose name, account or photos decide or are shown.
  std::vector<UserId> Everybody() const {
    std::set<UserId> all = people;
    all.insert(others.begin(), others.end());
    return {all.begin(), all.end()};
  }
};

Outcome<std::map<ImageRef, Image>> ImagesOfPage(const Context& context, UserId user,
                                                const std::set<ImageRef>& refs) {
  std::map<ImageRef, Image> images;
  if (refs.empty()) return images;
  const auto [authors, ids] = PartsOf(refs);
  OCI_ASSIGN_OR_RETURN(auto rows,
                       context.Select<Image>(kNotificationsImages, {{"$u", authors}, {"$i", ids}}));
  for (Image& image : rows) {
    const bool is_seen = !image.is_archived() || image.ref.author == user;
    if (!image.removed && is_seen) images.emplace(image.ref, std::move(image));
  }
  return images;
}

// Of these authors, those whom the user follows.
Outcome<std::set<UserId>> FollowedAuthors(const Context& context, UserId user,
                                          const std::set<UserId>& authors) {
  std::set<UserId> followed;
  if (authors.empty()) return followed;
  OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<FollowRow>(kNotificationsFollowed,
                                                                  {{"$u", user}, {"$o", authors}}));
  for (const FollowRow& row : rows) followed.insert(row.followee);
  return followed;
}

// The states of their following the user.
Outcome<std::map<UserId, FollowState>> FollowsOf(const Context& context, UserId user,
                                                 const std::set<UserId>& people) {
  std::map<UserId, FollowState> states;
  if (people.empty()) return states;
  OCI_ASSIGN_OR_RETURN(const auto rows, context.Select<FollowRow>(kNotificationsFollows,
                                                                  {{"$a", people}, {"$b", user}}));
  for (const FollowRow& row : rows) states[row.follower] = row.state;
  return states;
}

// What is looked up together: lists of keys are looked up as each of the one with each of the
// others, so no part has many of several.
struct LookUp {
  UserId author;
  std::set<ImageId> images{};
  std::set<CommentId> comments{};
  std::set<UserId> users{};

  size_t Keys() const {
    return images.size() * std::max<size_t>(1, comments.size()) * std::max<size_t>(1, users.size());
  }
  nlohmann::json Variables() const {
    nlohmann::json variables{{"$a", author}, {"$i", images}};
    if (!comments.empty()) variables["$c"] = comments;
    if (!users.empty()) variables["$o"] = users;
    return variables;
  }
};
void Add(LookUp& part, const LikeOf& like) {
  part.images.insert(like.first.image);
  part.users.insert(like.second);
}
void Add(LookUp& part, const CommentOn& comment) {
  part.images.insert(comment.first.image);
  part.comments.insert(comment.second);
}
void Add(LookUp& part, const LikeOfComment& like) {
  part.images.insert(std::get<0>(like).image);
  part.comments.insert(std::get<1>(like));
  part.users.insert(std::get<2>(like));
}

// Sorted by author, as the things are.
template <class Thing>
std::vector<LookUp> LookUpsOf(const std::set<Thing>& things) {
  constexpr size_t kMostKeys = 400;
  std::vector<LookUp> parts;
  for (const auto& thing : things) {
    const UserId author = std::get<0>(thing).author;
    LookUp more = parts.empty() ? LookUp{.author = author} : parts.back();
    Add(more, thing);
    if (!parts.empty() && parts.back().author == author && more.Keys() <= kMostKeys) {
      parts.back() = std::move(more);
    } else {
      Add(parts.emplace_back(LookUp{.author = author}), thing);
    }
  }
  return parts;
}

// The rows of the things that stand: the statement is asked for each part.
template <class Row, class Thing>
Outcome<std::vector<Row>> FindThings(const Context& context, const std::set<Thing>& things,
                                     const Statement& statement) {
  constexpr size_t kAtOnce = 8;
  std::mutex mutex;
  std::vector<Row> found;
  const auto parts = LookUpsOf(things);
  const auto asked = oci::ForEach(parts, kAtOnce, [&](const LookUp& part) {
    auto rows = context.Select<Row>(statement, part.Variables());
    if (!rows.ok()) return oci::Status(rows.error());
    const std::lock_guard lock(mutex);
    found.insert(found.end(), rows->begin(), rows->end());
    return oci::Ok();
  });
  OCI_RETURN_IF_ERROR(asked);
  return found;
}

// What the statements select.
struct LikeRow {
  ImageRef image;
  CommentId comment = 0;  // 0: of the image
  UserId user = 0;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &LikeRow::image, &ImageRef::author),
                      Column("image_id", &LikeRow::image, &ImageRef::image),
                      Column("comment_id", &LikeRow::comment), Column("user_id", &LikeRow::user));
  }
};
struct CommentRow {
  ImageRef image;
  CommentId id = 0;
  std::string text;
  std::vector<UserId> mentions;
  bool removed = false;

  static constexpr auto Columns() {
    return std::tuple(Column("author_id", &CommentRow::image, &ImageRef::author),
                      Column("image_id", &CommentRow::image, &ImageRef::image),
                      Column("id", &CommentRow::id), Column("text", &CommentRow::text),
                      Column("mentions", &CommentRow::mentions),
                      Column("removed", &CommentRow::removed));
  }
};

Outcome<std::set<LikeOf>> FindLikes(const Context& context, const std::set<LikeOf>& likes) {
  OCI_ASSIGN_OR_RETURN(const auto rows, FindThings<LikeRow>(context, likes, kNotificationsLikes));
  std::set<LikeOf> found;
  for (const LikeRow& row : rows) found.emplace(row.image, row.user);
  return found;
}

Outcome<std::set<LikeOfComment>> FindCommentLikes(const Context& context,
                                                  const std::set<LikeOfComment>& likes) {
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       FindThings<LikeRow>(context, likes, kNotificationsCommentLikes));
  std::set<LikeOfComment> found;
  for (const LikeRow& row : rows) found.emplace(row.image, row.comment, row.user);
  return found;
}

Outcome<std::map<CommentOn, CommentRow>> FindComments(const Context& context,
                                                      const std::set<CommentOn>& comments) {
  OCI_ASSIGN_OR_RETURN(auto rows,
                       FindThings<CommentRow>(context, comments, kNotificationsComments));
  std::map<CommentOn, CommentRow> found;
  for (CommentRow& row : rows) {
    if (!row.removed) {
      const CommentOn place(row.image, row.id);
      found.emplace(place, std::move(row));
    }
  }
  return found;
}

struct NotificationChecks {
  std::map<UserId, Summary> people;
  std::set<UserId> blocked, followed;
  std::map<ImageRef, Image> images;
  std::map<UserId, FollowState> follows;
  std::set<LikeOf> likes;
  std::map<CommentOn, CommentRow> comments;
  std::set<LikeOfComment> comment_likes;

  // What is still so of what the row tells.
  std::vector<Told> Standing(const NotificationRow& row) const {
    if (IsOfModerators(row.kind)) return ToldIn(row);
    if (!people.contains(row.actor) || blocked.contains(row.actor)) return {};
    if (AuthorOf(row) != row.user && !SeesPhotosOf(AuthorOf(row))) return {};
    auto told = ToldIn(row);
    std::erase_if(told, [&](const Told& one) { return !Holds(row, one); });
    return told;
  }

 private:
  bool SeesPhotosOf(UserId author) const {
    const auto person = people.find(author);
    if (person == people.end() || blocked.contains(author)) return false;
    return !person->second.is_private || followed.contains(author);
  }
  // In the caption or, where the row names one, in the comment.
  bool IsMentioned(UserId user, const Told& told) const {
    if (told.comment == 0) return Names(images.at(told.image).mentions, user);
    const auto comment = comments.find({told.image, told.comment});
    return comment != comments.end() && Names(comment->second.mentions, user);
  }
  static bool Names(const std::vector<UserId>& people, UserId person) {
    return std::ranges::find(people, person) != people.end();
  }
  bool Holds(const NotificationRow& row, const Told& told) const {
    const UserId actor = row.actor;
    if (told.image.image != 0 && !images.contains(told.image)) return false;
    const auto follow = follows.find(actor);
    const auto state = follow == follows.end() ? FollowState::kNone : follow->second;
    switch (row.kind) {
      case NotificationKind::kFollowed:
        return state == FollowState::kFollowing;
      case NotificationKind::kRequested:
        return state == FollowState::kRequested;
      case NotificationKind::kLiked:
        return likes.contains({told.image, actor});
      case NotificationKind::kCommented:
      case NotificationKind::kReplied:
        return comments.contains({told.image, told.comment});
      case NotificationKind::kMentioned:
        return IsMentioned(row.user, told);
      case NotificationKind::kCommentLiked:
        return comments.contains({told.image, told.comment}) &&
               comment_likes.contains({told.image, told.comment, actor});
      case NotificationKind::kApproved:
      case NotificationKind::kImageRemoved:
      case NotificationKind::kCommentRemoved:
        return true;
      case NotificationKind::kUnknown:
        break;
    }
    return false;
  }
};

Outcome<NotificationChecks> LoadNotificationChecks(const Context& context, UserId user,
                                                   const std::vector<NotificationRow>& rows) {
  const Subjects about(rows);
  const auto everybody = about.Everybody();
  NotificationChecks checks;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(checks.people, [&] { return FindPeople(context, everybody); }),
      oci::Into(checks.blocked, [&] { return BlockedAmong(context, user, everybody); }),
      oci::Into(checks.images, [&] { return ImagesOfPage(context, user, about.images); }),
      [&] {
        return oci::AllInParallel(
            oci::Into(checks.followed,
                      [&] { return FollowedAuthors(context, user, about.others); }),
            oci::Into(checks.follows, [&] { return FollowsOf(context, user, about.followers); }));
      },
      oci::Into(checks.likes, [&] { return FindLikes(context, about.likes); }),
      oci::Into(checks.comments, [&] { return FindComments(context, about.comments); }),
      oci::Into(checks.comment_likes,
                [&] { return FindCommentLikes(context, about.comment_likes); })));
  return checks;
}

Notification ToNotification(const NotificationRow& row, const NotificationChecks& checks,
                            const std::vector<Told>& standing) {
  Notification notification;
  notification.id = row.id;
  notification.kind = row.kind;
  notification.count = static_cast<int>(standing.size());
  notification.told_ts = ToldAt(row, standing);
  notification.reason = row.reason;
  if (IsOfModerators(row.kind)) return notification;  // what was removed is there no more
  notification.actor = checks.people.at(row.actor);
  const Told& latest = standing.back();
  if (latest.image.image == 0) return notification;
  notification.image = latest.image;
  notification.shown = checks.images.at(latest.image);
  const auto comment = checks.comments.find({latest.image, latest.comment});
  if (comment == checks.comments.end()) return notification;
  notification.comment_id = latest.comment;
  notification.text = comment->second.text;
  return notification;
}

// The authors of the photos on a page, but its reader.
std::vector<Summary> AuthorsShown(const NotificationPage& page, const NotificationChecks& checks) {
  std::set<UserId> authors;
  for (const auto& item : page.items) authors.insert(item.image.author);
  std::vector<Summary> shown;
  for (const UserId author : authors) {
    const auto person = checks.people.find(author);
    if (person != checks.people.end()) shown.push_back(person->second);
  }
  return shown;
}

}  // namespace

Outcome<NotificationPage> ReadNotifications(const Context& context, UserId user_id,
                                            NotificationId before, int limit) {
  const NotificationId below = before == 0 ? NotificationId(kNewestId) : before;
  OCI_ASSIGN_OR_RETURN(
      auto rows, context.Select<NotificationRow>(
                     kNotificationsPage, {{"$u", user_id}, {"$c", below}, {"$n", limit + 1}}));
  NotificationPage page;
  page.more = rows.size() > static_cast<size_t>(limit);
  if (page.more) rows.resize(static_cast<size_t>(limit));
  if (rows.empty()) return page;
  page.last = rows.back().id;
  std::erase_if(rows,
                [](const NotificationRow& row) { return row.kind == NotificationKind::kUnknown; });
  OCI_ASSIGN_OR_RETURN(const auto checks, LoadNotificationChecks(context, user_id, rows));
  for (const auto& row : rows) {
    const auto standing = checks.Standing(row);
    if (!standing.empty()) page.items.push_back(ToNotification(row, checks, standing));
  }
  page.authors = AuthorsShown(page, checks);
  std::ranges::stable_sort(page.items, std::greater(), &Notification::told_ts);
  return page;
}

Outcome<std::optional<Notification>> FindStanding(const Context& context,
                                                  const NotificationRow& row) {
  OCI_ASSIGN_OR_RETURN(const auto checks, LoadNotificationChecks(context, row.user, {row}));
  const auto standing = checks.Standing(row);
  if (standing.empty()) return std::optional<Notification>();
  return std::optional(ToNotification(row, checks, standing));
}

bool IsNewer(const NotificationPage& page, std::int64_t read_until_ms) {
  // The first has the latest of the page.
  return !page.items.empty() && page.items.front().told_ts > read_until_ms;
}

Outcome<bool> HasUnread(const Context& context, UserId user_id, NotificationId before,
                        std::int64_t read_until) {
  constexpr int kPage = 20;
  // What began as long before that moment tells of nothing after it.
  constexpr std::chrono::hours kStillGrows{2};
  for (;;) {
    if (before != 0 && ToMillis(TimeOf(before) + kStillGrows) <= read_until) return false;
    OCI_ASSIGN_OR_RETURN(const auto page, ReadNotifications(context, user_id, before, kPage));
    if (IsNewer(page, read_until)) return true;
    if (!page.more) return false;
    before = page.last;
  }
}

}  // namespace fotogal
