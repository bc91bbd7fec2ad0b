#include "fotogal/notifications.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/blocks.h"
#include "fotogal/idempotency.h"
#include "fotogal/images.h"
#include "fotogal/schema.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::array kNames = {"followed", "requested", "approved", "liked", "commented"};
constexpr int kDays = static_cast<int>(schema::kFeedWindow.count());
constexpr int kMostInOneInstant = 20;
constexpr Id kNewest = (Id{1} << 53) - 1;

std::string KeyOf(const NewNotice& notice) {
  return std::string("notice:") + NameOf(notice.notice) + ":" + ToBase36(notice.actor_id) + ":" +
         ToBase36(notice.image_id) + ":" + ToBase36(notice.comment_id);
}

bool IsOf(const Json& row, const NewNotice& notice) {
  return row.at("kind") == NameOf(notice.notice) && row.at("actor_id") == notice.actor_id &&
         row.at("image_id") == notice.image_id && row.at("comment_id") == notice.comment_id;
}

Notice FromName(const std::string& name) {
  const auto found = std::ranges::find(kNames, name);
  return static_cast<Notice>(found - kNames.begin());
}

struct Checks {
  std::map<Id, Summary> people;
  std::set<Id> blocked, images, asking;
};

Outcome<std::set<Id>> OwnImages(Services& services, oci::Call& call, Id user,
                                const std::vector<Id>& ids) {
  std::set<Id> images;
  if (ids.empty()) return images;
  static const std::string kStatement =
      "DECLARE $u LONG; $i ARRAY(LONG); SELECT i.id, i.removed FROM " +
      std::string(schema::kImages) + " i WHERE i.user_id = $u AND i.id IN $i[]";
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(call, kStatement, {{"$u", user}, {"$i", ids}}));
  for (const auto& row : rows) {
    if (row.at("removed") != true) images.insert(row.at("id").get<Id>());
  }
  return images;
}

Outcome<std::set<Id>> Asking(Services& services, oci::Call& call, Id user,
                             const std::vector<Id>& people) {
  std::set<Id> asking;
  if (people.empty()) return asking;
  static const std::string kStatement =
      "DECLARE $a ARRAY(LONG); $b LONG; SELECT /*+ FORCE_PRIMARY_INDEX(" +
      std::string(schema::kFollows) + ") */ f.follower_id FROM " + std::string(schema::kFollows) +
      " f WHERE f.follower_id IN $a[] AND f.followee_id = $b AND f.state = \"pending\"";
  OCI_ASSIGN_OR_RETURN(const auto rows,
                       services.nosql->QueryAll(call, kStatement, {{"$a", people}, {"$b", user}}));
  for (const auto& row : rows) asking.insert(row.at("follower_id").get<Id>());
  return asking;
}

Outcome<Checks> LoadChecks(Services& services, oci::Call& call, Id user,
                           const std::vector<Json>& rows) {
  std::set<Id> actors, requesters, images;
  for (const auto& row : rows) {
    const Id actor = row.at("actor_id").get<Id>();
    actors.insert(actor);
    if (row.at("kind") == NameOf(Notice::kRequested)) requesters.insert(actor);
    if (const Id image = row.at("image_id").get<Id>(); image != 0) images.insert(image);
  }
  const auto list = [](const std::set<Id>& ids) { return std::vector<Id>(ids.begin(), ids.end()); };
  auto [people, blocked, own, asking] =
      oci::InParallel([&] { return FindPeople(services, call, list(actors)); },
                      [&] { return BlockedAmong(services, call, user, list(actors)); },
                      [&] { return OwnImages(services, call, user, list(images)); },
                      [&] { return Asking(services, call, user, list(requesters)); });
  OCI_RETURN_IF_ERROR(people);
  OCI_RETURN_IF_ERROR(blocked);
  OCI_RETURN_IF_ERROR(own);
  OCI_RETURN_IF_ERROR(asking);
  return Checks{std::move(*people), std::move(*blocked), std::move(*own), std::move(*asking)};
}

// Nothing, when there is no more to be told.
std::optional<Notification> ToNotification(const Json& row, const Checks& checks) {
  Notification notification;
  notification.id = row.at("id").get<Id>();
  notification.notice = FromName(row.at("kind").get<std::string>());
  notification.image_id = row.at("image_id").get<Id>();
  const auto actor = checks.people.find(row.at("actor_id").get<Id>());
  if (actor == checks.people.end() || checks.blocked.contains(actor->first)) return std::nullopt;
  if (notification.image_id != 0 && !checks.images.contains(notification.image_id))
    return std::nullopt;
  if (notification.notice == Notice::kRequested && !checks.asking.contains(actor->first))
    return std::nullopt;
  notification.actor = actor->second;
  return notification;
}

}  // namespace

const char* NameOf(Notice notice) { return kNames[static_cast<size_t>(notice)]; }

Outcome<Id> ReserveNotice(Services& services, oci::Call& call, const NewNotice& notice) {
  if (notice.user_id == notice.actor_id) return Id{0};
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       IdentityFor(services, call, notice.user_id, KeyOf(notice), "", kDays));
  return identity.id;
}

Outcome<Unit> TellReserved(Services& services, oci::Call& call, const NewNotice& notice, Id id) {
  const auto age = std::chrono::duration_cast<std::chrono::days>(call.Now() - TimeOf(id)).count();
  if (id == 0 || age >= kDays) return Unit{};
  oci::nosql::PutOptions if_absent;
  if_absent.when = oci::nosql::PutOptions::When::kIfAbsent;
  if_absent.ttl_days = kDays - static_cast<int>(age);
  // Several things may happen to one person in one instant.
  for (Id free = id; free < id + kMostInOneInstant; ++free) {
    OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kNotifications,
                                                             {{"user_id", notice.user_id},
                                                              {"id", free},
                                                              {"kind", NameOf(notice.notice)},
                                                              {"actor_id", notice.actor_id},
                                                              {"image_id", notice.image_id},
                                                              {"comment_id", notice.comment_id},
                                                              {"created_ts", ToMillis(TimeOf(id))}},
                                                             if_absent));
    if (put.written || (put.existing && IsOf(put.existing->value, notice))) return Unit{};
  }
  return TryAgain("Too much happens in one instant.");
}

Outcome<Unit> Notify(Services& services, oci::Call& call, const NewNotice& notice) {
  OCI_ASSIGN_OR_RETURN(const Id id, ReserveNotice(services, call, notice));
  return TellReserved(services, call, notice, id);
}

Outcome<NotificationPage> ReadNotifications(Services& services, oci::Call& call, Id user_id,
                                            Id before, int limit) {
  static const std::string kStatement =
      "DECLARE $u LONG; $c LONG; $n INTEGER; SELECT * FROM " + std::string(schema::kNotifications) +
      " n WHERE n.user_id = $u AND n.id < $c ORDER BY n.id DESC LIMIT $n";
  OCI_ASSIGN_OR_RETURN(
      auto rows, services.nosql->QueryAll(
                     call, kStatement,
                     {{"$u", user_id}, {"$c", before == 0 ? kNewest : before}, {"$n", limit + 1}}));
  NotificationPage page;
  page.more = rows.size() > static_cast<size_t>(limit);
  if (page.more) rows.resize(static_cast<size_t>(limit));
  if (rows.empty()) return page;
  page.last = rows.back().at("id").get<Id>();
  OCI_ASSIGN_OR_RETURN(const auto checks, LoadChecks(services, call, user_id, rows));
  for (const auto& row : rows) {
    if (auto notification = ToNotification(row, checks))
      page.items.push_back(std::move(*notification));
  }
  return page;
}

Outcome<std::int64_t> NotificationsReadUntil(Services& services, oci::Call& call, Id user_id) {
  OCI_ASSIGN_OR_RETURN(const auto row, services.nosql->Get(call, schema::kUsers, {{"id", user_id}},
                                                           oci::nosql::Consistency::kEventual));
  if (!row || !row->value.contains("notifications_read_ts") ||
      !row->value["notifications_read_ts"].is_number()) {
    return std::int64_t{0};
  }
  return row->value["notifications_read_ts"].get<std::int64_t>();
}

Outcome<Unit> MarkNotificationsRead(Services& services, oci::Call& call, Id user_id,
                                    std::int64_t until_ms) {
  static const std::string kStatement =
      "DECLARE $u LONG; $t LONG; UPDATE " + std::string(schema::kUsers) +
      " u SET u.notifications_read_ts = $t WHERE u.id = $u AND "
      "(u.notifications_read_ts IS NULL OR u.notifications_read_ts < $t)";
  OCI_RETURN_IF_ERROR(
      services.nosql->Execute(call, kStatement, {{"$u", user_id}, {"$t", until_ms}}, true));
  return Unit{};
}

}  // namespace fotogal
