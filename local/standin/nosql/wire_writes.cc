#include "local/standin/nosql/wire_writes.h"

#include <charconv>

#include "local/standin/nosql/key.h"

namespace standin::nosql {
namespace {

using Op = protocol::Operation;
constexpr int64_t kLongestTtlDays = 100000;

// "7 DAYS" or "3 HOURS"
Result<TtlSetting> TtlFrom(const std::string& text) {
  const auto space = text.find(' ');
  int64_t amount = -1;
  const char* end = text.data() + std::min(space, text.size());
  const auto [stop, error] = std::from_chars(text.data(), end, amount);
  const std::string unit = space == std::string::npos ? "" : Lower(text.substr(space + 1));
  const bool hours = unit == "hours";
  if (error != std::errc() || stop != end || amount < 0 || (!hours && unit != "days"))
    return InvalidParameter("Invalid TTL: " + text);
  if (amount > kLongestTtlDays * (hours ? 24 : 1)) return InvalidParameter("Invalid ttl: too long");
  return TtlSetting{amount, hours};
}

Result<std::optional<TtlSetting>> TtlOf(const Table& table, const WireFields& fields) {
  OCI_ASSIGN_OR_RETURN(const auto text, fields.Text(field::kTtl));
  OCI_ASSIGN_OR_RETURN(const bool update, fields.Flag(field::kUpdateTtl));
  if (text) {
    OCI_ASSIGN_OR_RETURN(const TtlSetting ttl, TtlFrom(*text));
    return std::optional(ttl);
  }
  if (update) return std::optional(TtlSetting{table.ttl_amount, table.ttl_in_hours});
  return std::optional<TtlSetting>();
}

Result<WriteCondition> ConditionOf(const Engine& engine, Op operation, const WireFields& fields) {
  WriteCondition condition;
  OCI_ASSIGN_OR_RETURN(condition.read_existing, fields.Flag(field::kReturnRow));
  if (operation == Op::kPutIfAbsent) condition.kind = WriteCondition::Kind::kIfAbsent;
  if (operation == Op::kPutIfPresent) condition.kind = WriteCondition::Kind::kIfPresent;
  if (operation != Op::kPutIfVersion && operation != Op::kDeleteIfVersion) return condition;
  condition.kind = WriteCondition::Kind::kIfVersion;
  OCI_ASSIGN_OR_RETURN(auto version, fields.Bytes(field::kRowVersion));
  if (!version) {
    OCI_ASSIGN_OR_RETURN(version, fields.Bytes(field::kMatchVersion));
  }
  if (!version) return BadProtocol("The version to compare with is missing");
  condition.version = VersionOf(engine, *version);
  return condition;
}

const nson::Value& Required(const WireFields& fields, std::string_view name) {
  static const nson::Value kNone;
  const nson::Value* value = fields.Find(name);
  return value ? *value : kNone;
}

std::optional<Value> GeneratedValue(const Table& table, const NewRow& row) {
  if (!row.generated) return std::nullopt;
  if (table.identity) return row.values[table.identity->column];
  for (size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].generated_uuid) return row.values[i];
  }
  return std::nullopt;
}

}  // namespace

Result<WireWrite> ReadWrite(Engine& engine, const Table& table, Op operation,
                            const WireFields& fields) {
  WireWrite write;
  OCI_ASSIGN_OR_RETURN(write.condition, ConditionOf(engine, operation, fields));
  write.removes = operation == Op::kDelete || operation == Op::kDeleteIfVersion;
  if (write.removes) {
    OCI_ASSIGN_OR_RETURN(
        NsonKey key, KeyFromNson(table, Required(fields, field::kKey), table.primary_key.size()));
    write.row = std::move(key.row);
    return write;
  }
  OCI_ASSIGN_OR_RETURN(write.ttl, TtlOf(table, fields));
  OCI_ASSIGN_OR_RETURN(const bool exact, fields.Flag(field::kExactMatch));
  OCI_ASSIGN_OR_RETURN(NewRow row,
                       RowFromNson(engine, table, Required(fields, field::kValue), exact));
  write.generated = GeneratedValue(table, row);
  write.row = std::move(row.values);
  return write;
}

Result<WriteOutcome> RunWrite(Engine& engine, const Table& table, const WireWrite& write) {
  if (write.removes)
    return RemoveOneRow(engine, table, EncodePrimaryKey(table, write.row), write.condition);
  return WriteOneRow(engine, table, write.row, write.condition, write.ttl);
}

void WriteVersions(Engine& engine, const WireWrite& write, const WriteOutcome& outcome,
                   WireAnswer& answer) {
  if (!outcome.version) return;
  answer.Bytes(field::kRowVersion, VersionBytes(engine, *outcome.version));
  if (!write.generated) return;
  answer.writer.Name(field::kGenerated);
  WriteNson(answer.writer, *write.generated);
}

// With a condition on absence or version the row is told when the condition fails, otherwise when
// the write succeeds.
void WriteExisting(Engine& engine, const Table& table, const WireWrite& write,
                   const WriteOutcome& outcome, WireAnswer& answer) {
  const auto kind = write.condition.kind;
  const bool on_failure =
      kind == WriteCondition::Kind::kIfAbsent || kind == WriteCondition::Kind::kIfVersion;
  if (!write.condition.read_existing || !outcome.existing || outcome.done == on_failure) return;
  const StoredRow& existing = *outcome.existing;
  answer.writer.Name(field::kReturnInfo);
  answer.writer.BeginMap();
  answer.writer.Name(field::kExistingValue);
  WriteNsonRow(answer.writer, table, existing.values);
  answer.Long(kCreationTime, 0);
  answer.Long(field::kExistingModified, existing.modified_ms);
  answer.Bytes(field::kExistingVersion, VersionBytes(engine, existing.version));
  answer.writer.EndMap();
}

}  // namespace standin::nosql
