#include "fotogal/counters/idempotency.h"

#include <nlohmann/json.hpp>

#include "fotogal/base/hashes.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/schema.h"
#include "fotogal/counters/counters_statements.h"

namespace fotogal {
namespace {

Problem KeyReused() {
  return {422, "idempotency_key_reused", "This Idempotency-Key was used for another request."};
}

Outcome<std::optional<oci::nosql::Row>> FindRow(const Context& context, Id user,
                                                const std::string& key) {
  OCI_ASSIGN_OR_RETURN(auto row, context.Get(schema::kIdempotency,
                                             {{"user_id", user}, {"key", Sha256Base64Url(key)}},
                                             oci::nosql::Consistency::kAbsolute));
  return row;
}

}  // namespace

Identity NewIdentity(Services& services, oci::TimePoint now) {
  return {NewId(now, services.random), NewOp(now, services.random)};
}

Outcome<Identity> IdentityFor(const Context& context, Id user, const std::string& key,
                              const std::string& content, int days) {
  const auto now = context.Now();
  const Identity identity = NewIdentity(context.services, now);
  if (key.empty()) return identity;
  const std::string content_hash = Sha256Base64Url(content);
  const auto if_absent = IfAbsent(days);
  OCI_ASSIGN_OR_RETURN(const auto put, context.Put(schema::kIdempotency,
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

Outcome<Unit> Redraw(const Context& context, Id user, const std::string& key,
                     const Identity& taken) {
  if (key.empty()) return Unit{};
  const Identity drawn = NewIdentity(context.services, context.Now());
  OCI_RETURN_IF_ERROR(context.Execute(kIdempotencyRedraw,
                                      {{"$u", user},
                                       {"$k", Sha256Base64Url(key)},
                                       {"$old", taken.id},
                                       {"$was", taken.op},
                                       {"$new", drawn.id},
                                       {"$op", drawn.op}},
                                      Repeated::kSame));
  return Unit{};
}

Outcome<Unit> MarkMade(const Context& context, Id user, const std::string& key,
                       const Identity& identity) {
  if (key.empty() || identity.IsMade()) return Unit{};
  OCI_RETURN_IF_ERROR(context.Execute(
      kIdempotencyMarkMade, {{"$u", user}, {"$k", Sha256Base64Url(key)}, {"$op", identity.op}},
      Repeated::kSame));
  return Unit{};
}

Outcome<bool> IsMade(const Context& context, Id user, const std::string& key) {
  if (key.empty()) return false;
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(context, user, key));
  return row && row->value.at("op") == 0;
}

Outcome<std::optional<Identity>> FindIdentity(const Context& context, Id user,
                                              const std::string& key, const std::string& content) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(context, user, key));
  if (!row) return std::optional<Identity>();
  if (row->value.at("body_hash") != Sha256Base64Url(content)) return KeyReused();
  return std::optional<Identity>(
      Identity{row->value.at("result_id").get<Id>(), row->value.at("op").get<Id>()});
}

}  // namespace fotogal
