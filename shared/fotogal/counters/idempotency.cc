#include "fotogal/counters/idempotency.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"

namespace fotogal {
namespace {

Problem KeyReused() {
  return {422, "idempotency_key_reused", "This Idempotency-Key was used for another request."};
}

Outcome<std::optional<oci::nosql::Row>> FindRow(Services& services, oci::Call& call, Id user,
                                                const std::string& key) {
  OCI_ASSIGN_OR_RETURN(auto row,
                       services.nosql->Get(call, schema::kIdempotency,
                                           {{"user_id", user}, {"key", Sha256Base64Url(key)}},
                                           oci::nosql::Consistency::kAbsolute));
  return row;
}

}  // namespace

Identity NewIdentity(Services& services, oci::TimePoint now) {
  return {NewId(now, services.random), NewOp(now, services.random)};
}

Outcome<Identity> IdentityFor(Services& services, oci::Call& call, Id user, const std::string& key,
                              const std::string& content, int days) {
  const auto now = call.Now();
  const Identity identity = NewIdentity(services, now);
  if (key.empty()) return identity;
  const std::string content_hash = Sha256Base64Url(content);
  const auto if_absent = IfAbsent(days);
  OCI_ASSIGN_OR_RETURN(const auto put, services.nosql->Put(call, schema::kIdempotency,
                                                           {{"user_id", user},
                                                            {"key", Sha256Base64Url(key)},
                                                            {"result_id", identity.id},
                                                            {"body_hash", content_hash},
                                                            {"op", identity.op},
                                                            {"created_ts", ToMillis(now)}},
                                                           if_absent));
  if (put.written) return identity;
  if (!put.existing) return TryAgain("The same request is under way.");
  const auto& first = put.existing->value;
  if (first.at("body_hash") != content_hash) return KeyReused();
  return Identity{first.at("result_id").get<Id>(), first.at("op").get<Id>()};
}

Outcome<Unit> Redraw(Services& services, oci::Call& call, Id user, const std::string& key,
                     const Identity& taken) {
  if (key.empty()) return Unit{};
  static const std::string kStatement =
      "DECLARE $u LONG; $k STRING; $old LONG; $was LONG; $new LONG; $op LONG; UPDATE " +
      std::string(schema::kIdempotency) +
      " i SET i.result_id = $new, SET i.op = $op WHERE i.user_id = $u AND i.key = $k AND "
      "i.result_id = $old AND i.op = $was";
  const Identity drawn = NewIdentity(services, call.Now());
  OCI_RETURN_IF_ERROR(services.nosql->Execute(call, kStatement,
                                              {{"$u", user},
                                               {"$k", Sha256Base64Url(key)},
                                               {"$old", taken.id},
                                               {"$was", taken.op},
                                               {"$new", drawn.id},
                                               {"$op", drawn.op}},
                                              true));
  return Unit{};
}

Outcome<Unit> MarkMade(Services& services, oci::Call& call, Id user, const std::string& key,
                       const Identity& identity) {
  if (key.empty() || identity.IsMade()) return Unit{};
  static const std::string kStatement =
      "DECLARE $u LONG; $k STRING; $op LONG; UPDATE " + std::string(schema::kIdempotency) +
      " i SET i.op = 0 WHERE i.user_id = $u AND i.key = $k AND i.op = $op";
  OCI_RETURN_IF_ERROR(services.nosql->Execute(
      call, kStatement, {{"$u", user}, {"$k", Sha256Base64Url(key)}, {"$op", identity.op}}, true));
  return Unit{};
}

Outcome<bool> IsMade(Services& services, oci::Call& call, Id user, const std::string& key) {
  if (key.empty()) return false;
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(services, call, user, key));
  return row && row->value.at("op") == 0;
}

Outcome<std::optional<Identity>> FindIdentity(Services& services, oci::Call& call, Id user,
                                              const std::string& key, const std::string& content) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(services, call, user, key));
  if (!row) return std::optional<Identity>();
  if (row->value.at("body_hash") != Sha256Base64Url(content)) return KeyReused();
  return std::optional<Identity>(
      Identity{row->value.at("result_id").get<Id>(), row->value.at("op").get<Id>()});
}

}  // namespace fotogal
