#include "fotogal/notifications/notifications.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/idempotency.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

constexpr std::array kNoticeNames = {"followed", "requested", "approved", "liked", "commented"};
constexpr int kDays = static_cast<int>(schema::kFeedWindow.count());
constexpr int kMostInOneInstant = 20;

std::string KeyOf(const NewNotice& notice) {
  return std::string("notice:") + NameOf(notice.notice) + ":" + ToBase36(notice.actor_id) + ":" +
         ToBase36(notice.image_id) + ":" + ToBase36(notice.comment_id);
}

bool IsFolded(Notice notice) { return notice == Notice::kLiked || notice == Notice::kCommented; }

// What one person does of one kind within an hour of the clock has one key, and another after each
// kMostFolded.
std::string FoldKey(const NewNotice& notice, Id id, int fold) {
  const auto hour = std::chrono::floor<std::chrono::hours>(TimeOf(id)).time_since_epoch().count();
  return std::string("notices:") + NameOf(notice.notice) + ":" + ToBase36(notice.actor_id) + ":" +
         std::to_string(hour) + ":" + std::to_string(fold);
}

Outcome<ReservedNotice> ReserveFold(const Context& context, const NewNotice& notice, Id id,
                                    int fold) {
  const auto asked = std::chrono::floor<std::chrono::milliseconds>(context.Now());
  OCI_ASSIGN_OR_RETURN(const auto identity,
                       IdentityFor(context, notice.user_id, FoldKey(notice, id, fold), "", kDays));
  return ReservedNotice{id, identity.id, TimeOf(identity.id) < asked};
}

// Whether the row is of this kind and actor, and so the one that was sought.
bool IsOf(const Json& row, const NewNotice& notice) {
  if (row.at("kind") != NameOf(notice.notice) || row.at("actor_id") != notice.actor_id)
    return false;
  return IsFolded(notice.notice) || row.at("image_id") == notice.image_id;
}

// What tells one of a row's from another.
std::pair<const char*, const char*> MemberColumns(Notice notice) {
  return notice == Notice::kCommented ? std::pair("comment_id", "comments")
                                      : std::pair("image_id", "images");
}

bool Tells(const Json& row, const NewNotice& notice) {
  if (!IsFolded(notice.notice)) return true;
  const auto [first, more] = MemberColumns(notice.notice);
  const Json member = notice.notice == Notice::kCommented ? notice.comment_id : notice.image_id;
  const Json& others = row.at(more);
  return row.at(first) == member || std::ranges::find(others, member) != others.end();
}

bool IsFull(const Json& row) { return row.at("images").size() + 1 >= kMostFolded; }

// One more in a row that is there; false: it is not, is full or tells of it already.
Outcome<bool> Fold(const Context& context, const NewNotice& notice, Id row) {
  const auto [first, more] = MemberColumns(notice.notice);
  const std::string statement =
      "DECLARE $u LONG; $id LONG; $k STRING; $a LONG; $i LONG; $c LONG; $m LONG; $now LONG; $most "
      "INTEGER; UPDATE " +
      std::string(schema::kNotifications) +
      " n SET n.images = [seq_concat(n.images[], $i)], SET n.comments = [seq_concat(n.comments[], "
      "$c)], SET n.told_ts = $now WHERE n.user_id = $u AND n.id = $id AND n.kind = $k AND "
      "n.actor_id = $a AND size(n.images) < $most AND n." +
      first + " != $m AND NOT n." + more + "[] =any $m";
  const Id member = notice.notice == Notice::kCommented ? notice.comment_id : notice.image_id;
  OCI_ASSIGN_OR_RETURN(const auto items, context.Execute(statement,
                                                         {{"$u", notice.user_id},
                                                          {"$id", row},
                                                          {"$k", NameOf(notice.notice)},
                                                          {"$a", notice.actor_id},
                                                          {"$i", notice.image_id},
                                                          {"$c", notice.comment_id},
                                                          {"$m", member},
                                                          {"$now", ToMillis(context.Now())},
                                                          {"$most", kMostFolded - 1}},
                                                         true));
  return UpdatedOne(items);
}

Json RowOf(const NewNotice& notice, Id id) {
  return {{"user_id", notice.user_id},
          {"id", id},
          {"kind", NameOf(notice.notice)},
          {"actor_id", notice.actor_id},
          {"image_id", notice.image_id},
          {"comment_id", notice.comment_id},
          {"created_ts", ToMillis(TimeOf(id))},
          {"told_ts", ToMillis(TimeOf(id))},
          {"images", Json::array()},
          {"comments", Json::array()}};
}

// Tells it in that row, a new one or one that is there; false: the row is full without it.
Outcome<bool> TellIn(const Context& context, const NewNotice& notice, Id row, int days) {
  const auto if_absent = IfAbsent(days);
  constexpr int kTries = 10;  // each needs another of them to have got into the row
  // Several things may happen to one person in one instant.
  for (Id free = row; free < row + kMostInOneInstant; ++free) {
    for (int attempt = 0; attempt < kTries; ++attempt) {
      OCI_ASSIGN_OR_RETURN(const auto put,
                           context.Put(schema::kNotifications, RowOf(notice, free), if_absent));
      if (put.written) return true;
      if (!put.existing || !IsOf(put.existing->value, notice)) break;
      if (Tells(put.existing->value, notice)) return true;
      if (IsFull(put.existing->value)) return false;
      OCI_ASSIGN_OR_RETURN(const bool folded, Fold(context, notice, free));
      if (folded) return true;
    }
  }
  return TryAgain("Too much happens in one instant.");
}

}  // namespace

const char* NameOf(Notice notice) { return kNoticeNames[static_cast<size_t>(notice)]; }

Outcome<ReservedNotice> ReserveNotice(const Context& context, const NewNotice& notice) {
  if (notice.user_id == notice.actor_id) return ReservedNotice{};
  // A comment is told once by its own id; its row remembers whom it tells of.
  if (notice.notice == Notice::kCommented)
    return ReserveFold(context, notice, notice.comment_id, 0);
  const Id now = context.NewId();
  auto [identity, fold] = oci::InParallel(
      [&] { return IdentityFor(context, notice.user_id, KeyOf(notice), "", kDays); },
      [&]() -> Outcome<ReservedNotice> {
        if (!IsFolded(notice.notice)) return ReservedNotice{};
        return ReserveFold(context, notice, now, 0);
      });
  OCI_RETURN_IF_ERROR(identity);
  OCI_RETURN_IF_ERROR(fold);
  if (!IsFolded(notice.notice)) return ReservedNotice{identity->id, identity->id};
  // Of what has happened before, in another hour, the row is another.
  const bool of_now = FoldKey(notice, identity->id, 0) == FoldKey(notice, now, 0);
  // What has been told before is most likely in the row.
  const bool is_new = TimeOf(identity->id) >= TimeOf(now);
  return of_now ? ReservedNotice{identity->id, fold->row, fold->row_stands && is_new}
                : ReservedNotice{identity->id};
}

Outcome<Unit> TellReserved(const Context& context, const NewNotice& notice,
                           const ReservedNotice& reserved) {
  const Id id = reserved.id;
  const auto age =
      std::chrono::duration_cast<std::chrono::days>(context.Now() - TimeOf(id)).count();
  if (id == 0 || age >= kDays) return Unit{};
  constexpr int kMostFolds = 1000;  // of an hour: more than the budgets let anybody do
  for (int fold = 0; fold < kMostFolds; ++fold) {
    ReservedNotice place = reserved;
    if (fold > 0 || place.row == 0) {
      OCI_ASSIGN_OR_RETURN(place, ReserveFold(context, notice, id, fold));
    }
    if (place.row_stands) {
      OCI_ASSIGN_OR_RETURN(const bool folded, Fold(context, notice, place.row));
      if (folded) return Unit{};
    }
    OCI_ASSIGN_OR_RETURN(const bool told,
                         TellIn(context, notice, place.row, kDays - static_cast<int>(age)));
    if (told) return Unit{};
  }
  return TryAgain("Too much happens in one hour.");
}

Outcome<Unit> Notify(const Context& context, const NewNotice& notice) {
  OCI_ASSIGN_OR_RETURN(const auto reserved, ReserveNotice(context, notice));
  return TellReserved(context, notice, reserved);
}

Outcome<std::int64_t> NotificationsReadUntil(const Context& context, Id user_id) {
  OCI_ASSIGN_OR_RETURN(const auto row, context.Get(schema::kUsers, {{"id", user_id}},
                                                   oci::nosql::Consistency::kEventual));
  if (!row || !row->value.contains("notifications_read_ts") ||
      !row->value["notifications_read_ts"].is_number()) {
    return std::int64_t{0};
  }
  return row->value["notifications_read_ts"].get<std::int64_t>();
}

Outcome<Unit> MarkNotificationsRead(const Context& context, Id user_id, std::int64_t until_ms) {
  static const std::string kStatement =
      "DECLARE $u LONG; $t LONG; UPDATE " + std::string(schema::kUsers) +
      " u SET u.notifications_read_ts = $t WHERE u.id = $u AND "
      "(u.notifications_read_ts IS NULL OR u.notifications_read_ts < $t)";
  OCI_RETURN_IF_ERROR(context.Execute(kStatement, {{"$u", user_id}, {"$t", until_ms}}, true));
  return Unit{};
}

}  // namespace fotogal
