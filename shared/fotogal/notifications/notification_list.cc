// Notifications as their reader sees them: each held against what it tells of.
#include <algorithm>
#include <mutex>
#include <optional>
#include <set>

#include "fotogal/images/images.h"
#include "fotogal/notifications/mention_reads.h"
#include "fotogal/notifications/notification_row.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/notifications/notifications_statements.h"
#include "fotogal/people/block_reads.h"
#include "fotogal/people/follow_row.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using LikeOf = std::pair<ImageId, UserId>;
using CommentOn = std::pair<ImageId, CommentId>;

// One thing that a row tells of.
struct Told {
  ImageId image = 0;
  CommentId comment = 0;
  friend bool operator==(const Told&, const Told&) = default;
};

// What a row tells of, in the order in which it happened.
std::vector<Told> ToldIn(const NotificationRow& row) {
  std::vector<Told> told = {{row.image, row.comment}};
  for (size_t i = 0; i < std::min(row.images.size(), row.comments.size()); ++i)
    told.push_back({row.images[i], row.comments[i]});
  return told;
}

// When the latest happened of what stands, in milliseconds. The row's own moment is of the last
// that was added: where that was taken back, a comment's id tells when it was, and likes count as
// old as the row, so that nothing is new again for what is gone.
std::int64_t ToldAt(const NotificationRow& row, const std::vector<Told>& standing) {
  const auto begun = ToMillis(TimeOf(row.id));
  const Told& latest = standing.back();
  if (ToldIn(row).back() == latest) return std::max(begun, row.told_ts);
  return latest.comment == 0 ? begun : std::max(begun, ToMillis(TimeOf(latest.comment)));
}

MentionPlace MentionIn(const NotificationRow& row) {
  return {{row.author, row.image}, row.comment};
}

// What the rows of a page speak of.
struct Subjects {
  std::set<UserId> actors, followers;
  std::set<ImageId> images;
  std::set<LikeOf> likes;
  std::set<CommentOn> comments;
  std::vector<MentionPlace> mentions;

  explicit Subjects(const std::vector<NotificationRow>& rows) {
    for (const auto& row : rows) Add(row);
  }
  void Add(const NotificationRow& row) {
    if (!IsOfModerators(row.kind)) actors.insert(row.actor);
    if (row.kind == NotificationKind::kFollowed || row.kind == NotificationKind::kRequested)
      followers.insert(row.actor);
    if (row.kind == NotificationKind::kMentioned) mentions.push_back(MentionIn(row));
    for (const auto& [image, comment] : ToldIn(row)) {
      if (image != 0 && row.author == 0 && !IsOfModerators(row.kind)) images.insert(image);
      if (row.kind == NotificationKind::kLiked) likes.emplace(image, row.actor);
      if (row.kind == NotificationKind::kCommented) comments.emplace(image, comment);
    }
  }
};

Outcome<std::set<ImageId>> OwnImages(const Context& context, UserId user,
                                     const std::set<ImageId>& ids) {
  std::set<ImageId> images;
  if (ids.empty()) return images;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.Select<Image>(kNotificationsOwnImages, {{"$u", user}, {"$i", ids}}));
  for (const Image& image : rows) {
    if (!image.removed) images.insert(image.ref.image);
  }
  return images;
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

// Likes or comments, in parts that a statement can hold: two lists of keys are looked up as each of
// the one with each of the other.
template <class Pair>
std::vector<std::vector<Pair>> Parts(const std::set<Pair>& pairs) {
  constexpr size_t kMostTogether = 20;
  std::vector<std::vector<Pair>> parts;
  for (const auto& pair : pairs) {
    if (parts.empty() || parts.back().size() == kMostTogether) parts.emplace_back();
    parts.back().push_back(pair);
  }
  return parts;
}

// Those of the pairs that stand: the statement is asked for each part, as Rows.
template <class Row, class Pair>
Outcome<std::set<Pair>> FindPairs(const Context& context, UserId author,
                                  const std::set<Pair>& pairs, const Statement& statement) {
  constexpr size_t kAtOnce = 8;
  std::mutex mutex;
  std::set<Pair> found;
  auto parts = Parts(pairs);
  const auto asked = oci::ForEach(parts, kAtOnce, [&](const std::vector<Pair>& part) {
    std::set<ImageId> images;
    std::set<typename Pair::second_type> others;
    for (const auto& [image, other] : part) {
      images.insert(image);
      others.insert(other);
    }
    auto rows = context.Select<Row>(statement, {{"$a", author}, {"$i", images}, {"$o", others}});
    if (!rows.ok()) return oci::Status(rows.error());
    const std::lock_guard lock(mutex);
    for (const Row& row : *rows) {
      if (!row.removed) found.emplace(row.image, row.other);
    }
    return oci::Ok();
  });
  OCI_RETURN_IF_ERROR(asked);
  return found;
}

// What the two statements select.
struct LikeRow {
  ImageId image = 0;
  UserId other = 0;
  bool removed = false;

  static constexpr auto Columns() {
    return std::tuple(Column("image_id", &LikeRow::image), Column("user_id", &LikeRow::other));
  }
};
struct CommentRow {
  ImageId image = 0;
  CommentId other = 0;
  bool removed = false;

  static constexpr auto Columns() {
    return std::tuple(Column("image_id", &CommentRow::image), Column("id", &CommentRow::other),
                      Column("removed", &CommentRow::removed));
  }
};

struct NotificationChecks {
  std::map<UserId, Summary> people;
  std::set<UserId> blocked;
  std::set<ImageId> images;
  std::map<UserId, FollowState> follows;
  std::set<LikeOf> likes;
  std::set<CommentOn> comments;
  std::set<MentionPlace> mentions;

  // What is still so of what the row tells.
  std::vector<Told> Standing(const NotificationRow& row) const {
    if (IsOfModerators(row.kind)) return ToldIn(row);
    if (!people.contains(row.actor) || blocked.contains(row.actor)) return {};
    auto told = ToldIn(row);
    if (row.kind == NotificationKind::kMentioned)
      return mentions.contains(MentionIn(row)) ? told : std::vector<Told>();
    std::erase_if(told, [&](const Told& one) { return !Holds(row.kind, row.actor, one); });
    return told;
  }

 private:
  bool Holds(NotificationKind kind, UserId actor, const Told& told) const {
    if (told.image != 0 && !images.contains(told.image)) return false;
    const auto follow = follows.find(actor);
    const auto state = follow == follows.end() ? FollowState::kNone : follow->second;
    switch (kind) {
      case NotificationKind::kFollowed:
        return state == FollowState::kFollowing;
      case NotificationKind::kRequested:
        return state == FollowState::kRequested;
      case NotificationKind::kLiked:
        return likes.contains({told.image, actor});
      case NotificationKind::kCommented:
        return comments.contains({told.image, told.comment});
      case NotificationKind::kMentioned:  // see Standing
        return false;
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
  const std::vector<UserId> actors(about.actors.begin(), about.actors.end());
  NotificationChecks checks;
  OCI_RETURN_IF_ERROR(oci::AllInParallel(
      oci::Into(checks.people, [&] { return FindPeople(context, actors); }),
      oci::Into(checks.blocked, [&] { return BlockedAmong(context, user, actors); }),
      oci::Into(checks.images, [&] { return OwnImages(context, user, about.images); }),
      oci::Into(checks.mentions, [&] { return StandingMentions(context, user, about.mentions); }),
      oci::Into(checks.follows, [&] { return FollowsOf(context, user, about.followers); }),
      oci::Into(
          checks.likes,
          [&] { return FindPairs<LikeRow>(context, user, about.likes, kNotificationsLikes); }),
      oci::Into(checks.comments, [&] {
        return FindPairs<CommentRow>(context, user, about.comments, kNotificationsComments);
      })));
  return checks;
}

Notification ToNotification(const NotificationRow& row, const NotificationChecks& checks,
                            const std::vector<Told>& standing) {
  Notification notification;
  notification.id = row.id;
  notification.kind = row.kind;
  notification.image = {row.author == 0 ? row.user : row.author, standing.back().image};
  notification.count = static_cast<int>(standing.size());
  notification.told_ts = ToldAt(row, standing);
  notification.reason = row.reason;
  if (IsOfModerators(row.kind)) {
    notification.image = {};  // it is there no more
  } else {
    notification.actor = checks.people.at(row.actor);
  }
  return notification;
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
  std::ranges::stable_sort(page.items, std::greater(), &Notification::told_ts);
  return page;
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
