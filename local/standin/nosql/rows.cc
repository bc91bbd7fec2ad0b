#include "local/standin/nosql/rows.h"

#include "local/standin/nosql/key.h"

namespace standin::nosql {
namespace {

bool ConditionHolds(const WriteCondition& condition, const std::optional<StoredRow>& existing) {
  switch (condition.kind) {
    case WriteCondition::Kind::kIfAbsent:
      return !existing;
    case WriteCondition::Kind::kIfPresent:
      return existing.has_value();
    case WriteCondition::Kind::kIfVersion:
      return existing && existing->version == condition.version;
    default:
      return true;
  }
}

int64_t NewExpiry(const Engine& engine, const Table& table, const std::optional<TtlSetting>& ttl,
                  const std::optional<StoredRow>& existing) {
  if (ttl) return engine.rows.Expiry(ttl->amount, ttl->hours);
  if (existing) return existing->expires_ms;
  return engine.rows.Expiry(table.ttl_amount, table.ttl_in_hours);
}

// Writes read from the master, which costs twice as much.
int64_t ReadForWriting(const std::optional<StoredRow>& existing, bool whole_row) {
  return 2 * (existing && whole_row ? Kilobytes(existing->bytes) : 1);
}

}  // namespace

Result<ReadOutcome> ReadOneRow(Engine& engine, const Table& table, const std::string& key,
                               bool absolute) {
  OCI_RETURN_IF_ERROR(engine.Admit(table, false));
  ReadOutcome outcome;
  OCI_ASSIGN_OR_RETURN(outcome.row, engine.rows.Get(table, key));
  outcome.units.read = (outcome.row ? Kilobytes(outcome.row->bytes) : 1) * (absolute ? 2 : 1);
  engine.Charge(table, outcome.units);
  return outcome;
}

Result<WriteOutcome> WriteOneRow(Engine& engine, const Table& table, const Row& row,
                                 const WriteCondition& condition,
                                 const std::optional<TtlSetting>& ttl) {
  OCI_RETURN_IF_ERROR(engine.Admit(table, true));
  WriteOutcome outcome;
  OCI_ASSIGN_OR_RETURN(outcome.existing, engine.rows.Get(table, EncodePrimaryKey(table, row)));
  if (condition.kind != WriteCondition::Kind::kNone || condition.read_existing)
    outcome.units.read = ReadForWriting(outcome.existing, condition.read_existing);
  outcome.done = ConditionHolds(condition, outcome.existing);
  if (!outcome.done) return outcome;
  OCI_ASSIGN_OR_RETURN(
      outcome.version,
      engine.rows.Put(table, row, outcome.existing ? &*outcome.existing : nullptr,
                      NewExpiry(engine, table, ttl, outcome.existing), outcome.units));
  return outcome;
}

Result<WriteOutcome> RemoveOneRow(Engine& engine, const Table& table, const std::string& key,
                                  const WriteCondition& condition) {
  OCI_RETURN_IF_ERROR(engine.Admit(table, true));
  WriteOutcome outcome;
  OCI_ASSIGN_OR_RETURN(outcome.existing, engine.rows.Get(table, key));
  outcome.units.read = ReadForWriting(outcome.existing, condition.read_existing);
  outcome.done = outcome.existing && ConditionHolds(condition, outcome.existing);
  if (outcome.done)
    OCI_RETURN_IF_ERROR(engine.rows.Delete(table, *outcome.existing, outcome.units));
  return outcome;
}

}  // namespace standin::nosql
