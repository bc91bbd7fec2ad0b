#include "fotogal/notifications.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/idempotency.h"
#include "fotogal/schema.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::array kNames = {"followed", "requested", "approved", "liked", "commented"};
constexpr int kDays = static_cast<int>(schema::kFeedWindow.count());
constexpr int kMostInOneInstant = 20;

std::string KeyOf(const NewNotice& notice) {
  return std::string("notice:") + NameOf(notice.notice) + ":" + ToBase36(notice.actor_id) + ":" +
         ToBase36(notice.image_id) + ":" + ToBase36(notice.comment_id);
}

bool IsOf(const Json& row, const NewNotice& notice) {
  return row.at("kind") == NameOf(notice.notice) && row.at("actor_id") == notice.actor_id &&
         row.at("image_id") == notice.image_id && row.at("comment_id") == notice.comment_id;
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
