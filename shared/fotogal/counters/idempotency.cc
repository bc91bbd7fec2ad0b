#include "fotogal/counters/idempotency.h"

#include <numeric>

#include "fotogal/base/hashes.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/shard_writes.h"
#include "fotogal/counters/counters_statements.h"
#include "oci/parallel.h"

namespace fotogal {
namespace {

constexpr size_t kKeysInFlight = 8;

Problem KeyReused() {
  return {422, "idempotency_key_reused", "This Idempotency-Key was used for another request."};
}

struct IdempotencyRow {
  static constexpr auto kTable = schema::kIdempotency;

  UserId user = 0;
  std::string key;  // SHA-256 of the client's
  Id result = 0;    // of what the first call makes, an image or a comment
  std::string body_hash;
  Op op = 0;
  std::int64_t created_ts = 0;  // ms

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &IdempotencyRow::user), Column("key", &IdempotencyRow::key),
                      Column("result_id", &IdempotencyRow::result),
                      Column("body_hash", &IdempotencyRow::body_hash),
                      Column("op", &IdempotencyRow::op),
                      Column("created_ts", &IdempotencyRow::created_ts));
  }
};

Outcome<std::optional<IdempotencyRow>> FindRow(const Context& context, UserId user,
                                               const std::string& key) {
  OCI_ASSIGN_OR_RETURN(
      auto row, context.Find<IdempotencyRow>({{"user_id", user}, {"key", Sha256Base64Url(key)}}));
  return row;
}

IdempotencyRow NewRow(const Context& context, UserId user, const std::string& key,
                      const std::string& content) {
  const auto now = context.Now();
  const Identity identity = NewIdentity(context.services, now);
  return {.user = user,
          .key = Sha256Base64Url(key),
          .result = identity.id,
          .body_hash = Sha256Base64Url(content),
          .op = identity.op,
          .created_ts = ToMillis(now)};
}

// The identity of the row that was inserted, or of the one that stands there.
Outcome<Identity> FirstOf(const IdempotencyRow& row, const Inserted<IdempotencyRow>& inserted) {
  if (inserted.written) return Identity{row.result, row.op};
  const auto& first = inserted.existing;
  if (!first) return TryAgain("The same request is under way.");
  if (first->body_hash != row.body_hash) return KeyReused();
  return Identity{first->result, first->op};
}

}  // namespace

Identity NewIdentity(Services& services, oci::TimePoint now) {
  return {NewId(now, services.random), NewOp(now, services.random)};
}

Outcome<Identity> IdentityFor(const Context& context, UserId user, const std::string& key,
                              const std::string& content, int days) {
  if (key.empty()) return NewIdentity(context.services, context.Now());
  const IdempotencyRow row = NewRow(context, user, key, content);
  OCI_ASSIGN_OR_RETURN(const auto inserted, context.Insert(row, days));
  return FirstOf(row, inserted);
}

Outcome<std::pair<Identity, Identity>> IdentitiesFor(
    const Context& context, UserId user, const std::pair<std::string, std::string>& keys,
    int days) {
  const IdempotencyRow rows[] = {NewRow(context, user, keys.first, ""),
                                 NewRow(context, user, keys.second, "")};
  std::vector<oci::nosql::RowWrite> writes;
  for (const auto& row : rows) writes.push_back({.row = JsonOf(row), .put = IfAbsent(days)});
  OCI_ASSIGN_OR_RETURN(const auto put,
                       WriteRows(context, schema::TableOf(schema::kIdempotency), writes));
  OCI_ASSIGN_OR_RETURN(const Identity first,
                       FirstOf(rows[0], InsertedOf<IdempotencyRow>(put.at(0))));
  OCI_ASSIGN_OR_RETURN(const Identity second,
                       FirstOf(rows[1], InsertedOf<IdempotencyRow>(put.at(1))));
  return std::pair(first, second);
}

Outcome<std::vector<bool>> FixContents(const Context& context, UserId user,
                                       const std::vector<std::string>& keys,
                                       const std::string& content, int days) {
  std::vector<oci::nosql::RowWrite> writes;
  for (const auto& key : keys)
    writes.push_back({.row = JsonOf(NewRow(context, user, key, content)), .put = IfAbsent(days)});
  OCI_ASSIGN_OR_RETURN(const auto puts,
                       WriteRows(context, schema::TableOf(schema::kIdempotency), writes));
  std::vector<bool> same;
  for (const auto& put : puts) {
    const auto inserted = InsertedOf<IdempotencyRow>(put);
    if (!inserted.written && !inserted.existing) return TryAgain("The same request is under way.");
    same.push_back(inserted.written || inserted.existing->body_hash == Sha256Base64Url(content));
  }
  return same;
}

Outcome<std::vector<std::optional<bool>>> FindContents(const Context& context, UserId user,
                                                       const std::vector<std::string>& keys,
                                                       const std::string& content) {
  std::vector<std::optional<bool>> found(keys.size());
  std::vector<size_t> places(keys.size());
  std::iota(places.begin(), places.end(), size_t{0});
  OCI_RETURN_IF_ERROR(oci::ForEach(places, kKeysInFlight, [&](size_t place) -> oci::Status {
    const auto row = FindRow(context, user, keys[place]);
    if (!row.ok()) return StatusOf(row.error());
    if (*row) found[place] = (*row)->body_hash == Sha256Base64Url(content);
    return oci::Ok();
  }));
  return found;
}

Outcome<Unit> Redraw(const Context& context, UserId user, const std::string& key,
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

Outcome<Unit> MarkMade(const Context& context, UserId user, const std::string& key,
                       const Identity& identity) {
  if (key.empty() || identity.IsMade()) return Unit{};
  OCI_RETURN_IF_ERROR(context.Execute(
      kIdempotencyMarkMade, {{"$u", user}, {"$k", Sha256Base64Url(key)}, {"$op", identity.op}},
      Repeated::kSame));
  return Unit{};
}

Outcome<bool> IsMade(const Context& context, UserId user, const std::string& key) {
  if (key.empty()) return false;
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(context, user, key));
  return row && row->op == 0;
}

Outcome<std::optional<Identity>> FindIdentity(const Context& context, UserId user,
                                              const std::string& key, const std::string& content) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindRow(context, user, key));
  if (!row) return std::optional<Identity>();
  if (row->body_hash != Sha256Base64Url(content)) return KeyReused();
  return std::optional<Identity>(Identity{row->result, row->op});
}

}  // namespace fotogal
