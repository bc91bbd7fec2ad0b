// Notifications as their reader sees them: each held against what it tells of.
#include <algorithm>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"
#include "fotogal/notifications/notifications.h"
#include "fotogal/notifications/notifications_statements.h"
#include "fotogal/people/block_reads.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;
using IdPair = std::pair<Id, Id>;

// nullopt: a kind that a newer release has written, before somebody went back to this one.
std::optional<NotificationKind> FindNotificationKind(const Json& row) {
  constexpr std::array kAll = {NotificationKind::kFollowed, NotificationKind::kRequested,
                               NotificationKind::kApproved, NotificationKind::kLiked,
                               NotificationKind::kCommented};
  const auto name = row.at("kind").get<std::string>();
  const auto found = std::ranges::find_if(
      kAll, [&](NotificationKind notification) { return name == NameOf(notification); });
  return found == kAll.end() ? std::nullopt : std::optional(*found);
}

// Of a row that has been found to be of a known kind.
NotificationKind NotificationOf(const Json& row) { return FindNotificationKind(row).value(); }

struct Member {
  Id image = 0, comment = 0;
};

// What a row tells of, in the order in which it happened. Rows from before there was more than one
// have no columns for more.
std::vector<Member> MembersOf(const Json& row) {
  std::vector<Member> members = {{row.at("image_id").get<Id>(), row.at("comment_id").get<Id>()}};
  const auto images = row.find("images"), comments = row.find("comments");
  if (images == row.end() || !images->is_array() || !comments->is_array()) return members;
  for (size_t i = 0; i < images->size(); ++i)
    members.push_back({images->at(i).get<Id>(), comments->at(i).get<Id>()});
  return members;
}

// When the latest happened of what stands, in milliseconds. The row's own moment is of the last
// that was added: where that was taken back, a comment's id tells when it was, and likes count as
// old as the row, so that nothing is new again for what is gone.
std::int64_t ToldAt(const Json& row, const std::vector<Member>& standing) {
  const auto begun = ToMillis(TimeOf(row.at("id").get<Id>()));
  const Member& latest = standing.back();
  const Member last = MembersOf(row).back();
  if (last.image == latest.image && last.comment == latest.comment)
    return std::max(begun, NumberOf<std::int64_t>(row, "told_ts"));
  return latest.comment == 0 ? begun : std::max(begun, ToMillis(TimeOf(latest.comment)));
}

// What the rows of a page speak of.
struct Subjects {
  std::set<Id> actors, followers, images;
  std::set<IdPair> likes, comments;  // image and liker, image and comment

  explicit Subjects(const std::vector<Json>& rows) {
    for (const auto& row : rows) Add(row);
  }
  void Add(const Json& row) {
    const Id actor = row.at("actor_id").get<Id>();
    actors.insert(actor);
    const auto notification = NotificationOf(row);
    if (notification == NotificationKind::kFollowed || notification == NotificationKind::kRequested)
      followers.insert(actor);
    for (const auto& [image, comment] : MembersOf(row)) {
      if (image != 0) images.insert(image);
      if (notification == NotificationKind::kLiked) likes.emplace(image, actor);
      if (notification == NotificationKind::kCommented) comments.emplace(image, comment);
    }
  }
};

Outcome<std::set<Id>> OwnImages(const Context& context, Id user, const std::set<Id>& ids) {
  std::set<Id> images;
  if (ids.empty()) return images;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(kNotificationsOwnImages, {{"$u", user}, {"$i", ids}}));
  for (const auto& row : rows) {
    if (row.at("removed") != true) images.insert(row.at("id").get<Id>());
  }
  return images;
}

// The states of their following the user.
Outcome<std::map<Id, std::string>> Edges(const Context& context, Id user,
                                         const std::set<Id>& people) {
  std::map<Id, std::string> states;
  if (people.empty()) return states;
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       context.QueryAll(kNotificationsFollows, {{"$a", people}, {"$b", user}}));
  for (const auto& row : rows)
    states[row.at("follower_id").get<Id>()] = row.at("state").get<std::string>();
  return states;
}

// Image and liker, or image and comment, in parts that a statement can hold: two lists of keys are
// looked up as each of the one with each of the other.
std::vector<std::vector<IdPair>> Parts(const std::set<IdPair>& pairs) {
  constexpr size_t kMostTogether = 20;
  std::vector<std::vector<IdPair>> parts;
  for (const auto& pair : pairs) {
    if (parts.empty() || parts.back().size() == kMostTogether) parts.emplace_back();
    parts.back().push_back(pair);
  }
  return parts;
}

// Those of the pairs that `take` finds in the rows of the statement, which is asked for each part.
template <class Take>
Outcome<std::set<IdPair>> FindPairs(const Context& context, Id author,
                                    const std::set<IdPair>& pairs, const Statement& statement,
                                    Take take) {
  constexpr size_t kAtOnce = 8;
  std::mutex mutex;
  std::set<IdPair> found;
  auto parts = Parts(pairs);
  const auto asked = oci::ForEach(parts, kAtOnce, [&](const std::vector<IdPair>& part) {
    std::set<Id> images, others;
    for (const auto& [image, other] : part) {
      images.insert(image);
      others.insert(other);
    }
    auto rows = context.QueryAll(statement, {{"$a", author}, {"$i", images}, {"$o", others}});
    if (!rows.ok()) return oci::Status(rows.error());
    const std::lock_guard lock(mutex);
    for (const auto& row : *rows) take(row, found);
    return oci::Ok();
  });
  OCI_RETURN_IF_ERROR(asked);
  return found;
}

Outcome<std::set<IdPair>> Likes(const Context& context, Id user, const Subjects& subjects) {
  return FindPairs(context, user, subjects.likes, kNotificationsLikes,
                   [](const Json& row, std::set<IdPair>& found) {
                     found.emplace(row.at("image_id").get<Id>(), row.at("user_id").get<Id>());
                   });
}

Outcome<std::set<IdPair>> Comments(const Context& context, Id user, const Subjects& subjects) {
  return FindPairs(context, user, subjects.comments, kNotificationsComments,
                   [](const Json& row, std::set<IdPair>& found) {
                     if (row.at("removed") != true)
                       found.emplace(row.at("image_id").get<Id>(), row.at("id").get<Id>());
                   });
}

struct NotificationChecks {
  std::map<Id, Summary> people;
  std::set<Id> blocked, images;
  std::map<Id, std::string> edges;
  std::set<IdPair> likes, comments;

  // What is still so of what the row tells.
  std::vector<Member> Standing(const Json& row) const {
    const Id actor = row.at("actor_id").get<Id>();
    if (!people.contains(actor) || blocked.contains(actor)) return {};
    auto members = MembersOf(row);
    const auto notification = NotificationOf(row);
    std::erase_if(members,
                  [&](const Member& member) { return !Holds(notification, actor, member); });
    return members;
  }

 private:
  bool Holds(NotificationKind notification, Id actor, const Member& member) const {
    const auto& [image, comment] = member;
    if (image != 0 && !images.contains(image)) return false;
    const auto edge = edges.find(actor);
    switch (notification) {
      case NotificationKind::kFollowed:
        return edge != edges.end() && edge->second == "accepted";
      case NotificationKind::kRequested:
        return edge != edges.end() && edge->second == "pending";
      case NotificationKind::kLiked:
        return likes.contains({image, actor});
      case NotificationKind::kCommented:
        return comments.contains({image, comment});
      case NotificationKind::kApproved:
        return true;
    }
    return false;
  }
};

Outcome<NotificationChecks> LoadNotificationChecks(const Context& context, Id user,
                                                   const std::vector<Json>& rows) {
  const Subjects subjects(rows);
  const std::vector<Id> actors(subjects.actors.begin(), subjects.actors.end());
  auto [people, blocked, images, edges, likes, comments] =
      oci::InParallel([&] { return FindPeople(context, actors); },
                      [&] { return BlockedAmong(context, user, actors); },
                      [&] { return OwnImages(context, user, subjects.images); },
                      [&] { return Edges(context, user, subjects.followers); },
                      [&] { return Likes(context, user, subjects); },
                      [&] { return Comments(context, user, subjects); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  OCI_RETURN_IF_ERROR(images);
  OCI_RETURN_IF_ERROR(edges);
  OCI_RETURN_IF_ERROR(likes);
  OCI_RETURN_IF_ERROR(comments);
  return NotificationChecks{std::move(*people), std::move(*blocked), std::move(*images),
                            std::move(*edges),  std::move(*likes),   std::move(*comments)};
}

Notification ToNotification(const Json& row, const NotificationChecks& checks,
                            const std::vector<Member>& standing) {
  Notification notification;
  notification.id = row.at("id").get<Id>();
  notification.kind = NotificationOf(row);
  notification.image_id = standing.back().image;
  notification.count = static_cast<int>(standing.size());
  notification.told_ts = ToldAt(row, standing);
  notification.actor = checks.people.at(row.at("actor_id").get<Id>());
  return notification;
}

}  // namespace

Outcome<NotificationPage> ReadNotifications(const Context& context, Id user_id, Id before,
                                            int limit) {
  OCI_ASSIGN_OR_RETURN(
      auto rows, context.QueryAll(kNotificationsPage, {{"$u", user_id},
                                                       {"$c", before == 0 ? kNewestId : before},
                                                       {"$n", limit + 1}}));
  NotificationPage page;
  page.more = rows.size() > static_cast<size_t>(limit);
  if (page.more) rows.resize(static_cast<size_t>(limit));
  if (rows.empty()) return page;
  page.last = rows.back().at("id").get<Id>();
  std::erase_if(rows, [](const Json& row) { return !FindNotificationKind(row); });
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

Outcome<bool> HasUnread(const Context& context, Id user_id, Id before, std::int64_t read_until) {
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
