// Tables and indexes: their definition, their list, and what they use.
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/table_changes.h"
#include "local/standin/nosql/timestamp.h"
#include "local/standin/nosql/wire.h"
#include "local/standin/nosql/wire_schema.h"
#include "oci/json_text.h"

namespace standin::nosql {
namespace {

// The states of tables, as numbers.
constexpr int kActive = 0, kCreating = 1, kDropped = 2, kDropping = 3, kUpdating = 4;
constexpr int kProvisionedMode = 1, kOnDemandMode = 2;
constexpr int64_t kMostTables = INT32_MAX, kMostUsage = 10080;

void WriteLimits(const TableLimits& limits, WireAnswer& answer) {
  answer.writer.Name(field::kLimits);
  answer.writer.BeginMap();
  answer.Integer(field::kReadUnits, limits.read_units);
  answer.Integer(field::kWriteUnits, limits.write_units);
  answer.Integer(field::kStorageGb, limits.storage_gb);
  answer.Integer(field::kLimitsMode, limits.on_demand ? kOnDemandMode : kProvisionedMode);
  answer.writer.EndMap();
}

struct TableName {
  std::string_view compartment, ocid, name;
};

void WriteName(const TableName& table, int state, WireAnswer& answer) {
  answer.Text(field::kCompartment, table.compartment);
  if (!table.ocid.empty()) answer.Text(field::kTableId, table.ocid);
  answer.Text(field::kNamespace, table.compartment);
  answer.Text(field::kTable, table.name);
  answer.Integer(field::kTableState, state);
}

void WriteTags(const Table& table, WireAnswer& answer) {
  if (!table.freeform_tags.empty())
    answer.Text(field::kFreeFormTags, oci::JsonText(table.freeform_tags));
  if (!table.defined_tags.empty())
    answer.Text(field::kDefinedTags, oci::JsonText(table.defined_tags));
}

// operation: the id of the work request; "" where there is none.
std::string TableAnswer(const Table& table, int state, const std::string& operation) {
  WireAnswer answer;
  WriteName({table.compartment, table.ocid, table.name}, state, answer);
  WriteLimits(table.limits, answer);
  if (state != kCreating) {
    answer.Text(field::kTableSchema, SchemaText(table));
    answer.Text(field::kTableDdl, TableDdl(table));
  }
  if (!operation.empty()) answer.Text(field::kOperationId, operation);
  WriteTags(table, answer);
  answer.Text(field::kEtag, EtagOf(table));
  return answer.Take();
}

std::string DroppedAnswer(const TableName& table, int state, const std::string& operation) {
  WireAnswer answer;
  WriteName(table, state, answer);
  answer.Text(field::kOperationId, operation);
  return answer.Take();
}

Result<TableLimits> LimitsOf(const nson::Value* given) {
  if (!given || given->type != nson::Type::kMap)
    return InvalidParameter("Invalid tableLimits: tableLimits should not be null");
  const WireFields fields(*given);
  TableLimits limits;
  OCI_ASSIGN_OR_RETURN(const int64_t mode, fields.Integer(field::kLimitsMode, kProvisionedMode));
  if (mode != kProvisionedMode && mode != kOnDemandMode)
    return BadProtocol("Unknown mode of TableLimits: " + std::to_string(mode));
  limits.on_demand = mode == kOnDemandMode;
  OCI_ASSIGN_OR_RETURN(limits.read_units, fields.Integer(field::kReadUnits, 0));
  OCI_ASSIGN_OR_RETURN(limits.write_units, fields.Integer(field::kWriteUnits, 0));
  OCI_ASSIGN_OR_RETURN(limits.storage_gb, fields.Integer(field::kStorageGb, 0));
  OCI_RETURN_IF_ERROR(CheckLimits(limits));
  return limits;
}

Result<nlohmann::json> TagsFrom(const WireFields& payload, std::string_view name) {
  OCI_ASSIGN_OR_RETURN(const auto text, payload.Text(name));
  if (!text) return nlohmann::json::object();
  auto tags = oci::JsonOf(*text);
  if (!tags.is_object()) return InvalidParameter("Invalid tags: not a JSON object");
  return tags;
}

// A table request: its statement, or the change of limits or tags of the table in the header.
class TableRequest {
 public:
  TableRequest(Engine& engine, const WireRequest& request)
      : engine_(engine), request_(request), payload_(*request.payload) {}

  Result<std::string> Run() {
    OCI_ASSIGN_OR_RETURN(const auto statement, payload_.Text(field::kStatement));
    OCI_ASSIGN_OR_RETURN(const auto etag, payload_.Text(field::kEtag));
    etag_ = etag.value_or("");
    if (!statement) return ChangeSettings();
    OCI_ASSIGN_OR_RETURN(const ParsedStatement parsed, Parse(*statement));
    if (!IsDdl(parsed.body))
      return InvalidParameter("The statement is not a DDL statement: " + *statement);
    return std::visit([this](const auto& body) { return Run(body); }, parsed.body);
  }

 private:
  Result<const Table*> Find(const std::string& name) {
    OCI_ASSIGN_OR_RETURN(const Table* table, engine_.FindTable(request_.compartment, name));
    OCI_RETURN_IF_ERROR(CheckTableEtag(etag_, *table));
    return table;
  }
  // Answers as the service does, which has only begun: drivers then ask until the table is active.
  Result<std::string> Begun(const std::string& name, int state, const std::string& operation) {
    OCI_ASSIGN_OR_RETURN(const Table* table, engine_.FindTable(request_.compartment, name));
    return TableAnswer(*table, state, operation);
  }

  Result<std::string> ChangeSettings() {
    if (request_.table.empty())
      return InvalidParameter("Table Request must have either statement or limits plus table name");
    OCI_ASSIGN_OR_RETURN(const Table* table, Find(request_.table));
    const std::string name = table->name;
    if (payload_.Find(field::kLimits)) {
      OCI_ASSIGN_OR_RETURN(const TableLimits limits, LimitsOf(payload_.Find(field::kLimits)));
      OCI_ASSIGN_OR_RETURN(const std::string id, SetLimits(engine_, *table, limits));
      return Begun(name, kUpdating, id);
    }
    OCI_ASSIGN_OR_RETURN(const auto freeform, TagsFrom(payload_, field::kFreeFormTags));
    OCI_ASSIGN_OR_RETURN(const auto defined, TagsFrom(payload_, field::kDefinedTags));
    OCI_ASSIGN_OR_RETURN(const std::string id, SetTags(engine_, *table, freeform, defined));
    return Begun(name, kUpdating, id);
  }

  Result<std::string> Run(const CreateTableStatement& create) {
    TableSettings settings;
    OCI_ASSIGN_OR_RETURN(settings.limits, LimitsOf(payload_.Find(field::kLimits)));
    OCI_ASSIGN_OR_RETURN(settings.freeform_tags, TagsFrom(payload_, field::kFreeFormTags));
    OCI_ASSIGN_OR_RETURN(settings.defined_tags, TagsFrom(payload_, field::kDefinedTags));
    OCI_ASSIGN_OR_RETURN(const std::string id,
                         AddTable(engine_, request_.compartment, create, settings));
    return Begun(create.name, kCreating, id);
  }

  Result<std::string> Run(const AlterTableStatement& alter) {
    OCI_ASSIGN_OR_RETURN(const Table* table, Find(alter.name));
    OCI_ASSIGN_OR_RETURN(const std::string id, AlterTable(engine_, *table, alter));
    return Begun(alter.name, kUpdating, id);
  }

  Result<std::string> Run(const DropTableStatement& drop) {
    const auto table = engine_.FindTable(request_.compartment, drop.name);
    const std::string ocid = table.ok() ? (*table)->ocid : "";
    OCI_ASSIGN_OR_RETURN(const std::string id, DropTable(engine_, request_.compartment, drop.name,
                                                         drop.if_exists, etag_));
    return DroppedAnswer({request_.compartment, ocid, drop.name},
                         ocid.empty() ? kDropped : kDropping, id);
  }

  Result<std::string> Run(const CreateIndexStatement& create) {
    OCI_ASSIGN_OR_RETURN(const Table* table, Find(create.table));
    OCI_ASSIGN_OR_RETURN(const std::string id, AddIndex(engine_, *table, create.name, create.paths,
                                                        create.if_not_exists));
    return Begun(create.table, kUpdating, id);
  }

  Result<std::string> Run(const DropIndexStatement& drop) {
    OCI_ASSIGN_OR_RETURN(const Table* table, Find(drop.table));
    OCI_ASSIGN_OR_RETURN(const std::string id,
                         RemoveIndex(engine_, *table, drop.name, drop.if_exists));
    return Begun(drop.table, kUpdating, id);
  }

  template <class Other>
  Result<std::string> Run(const Other&) {
    return InvalidParameter("The statement is not a DDL statement");
  }

  Engine& engine_;
  const WireRequest& request_;
  const WireFields payload_;
  std::string etag_;
};

// The table of an operation, which is finished.
Result<std::string> FinishedOperation(Engine& engine, const std::string& id) {
  OCI_ASSIGN_OR_RETURN(const WorkRequest work, FindWorkRequest(engine, id));
  const auto table = engine.FindTable(work.compartment,
                                      work.table_ocid.empty() ? work.table_name : work.table_ocid);
  if (work.action == "DELETED" || !table.ok())
    return DroppedAnswer({work.compartment, work.table_ocid, work.table_name}, kDropped, id);
  return TableAnswer(**table, kActive, id);
}

void WriteIndex(const Index& index, WireAnswer& answer) {
  answer.writer.BeginMap();
  answer.Text(field::kName, index.name);
  answer.writer.Name(field::kFields);
  answer.writer.BeginArray();
  for (const IndexField& part : index.fields) {
    answer.writer.BeginMap();
    answer.Text(field::kPath, IndexPathText(part.path));
    if (part.json) answer.Text(field::kType, TypeText(*part.type));
    answer.writer.EndMap();
  }
  answer.writer.EndArray();
  answer.writer.EndMap();
}

Result<std::optional<int64_t>> TimeOf(const WireFields& payload, std::string_view name) {
  OCI_ASSIGN_OR_RETURN(const auto text, payload.Text(name));
  if (!text) return std::optional<int64_t>();
  const auto time = ParseTimestamp(*text, 3);
  if (!time) return InvalidParameter("Invalid time: " + *text);
  return std::optional(time->integer * 1000 + time->nanos / 1000000);
}

void WriteUsage(const UsageMinute& minute, WireAnswer& answer) {
  const Value start = Value::Timestamp(minute.start_ms / 1000, minute.start_ms % 1000 * 1000000, 3);
  answer.writer.BeginMap();
  answer.Text(field::kStart, FormatTimestamp(start));
  answer.Integer(field::kUsagePeriod, kUsagePeriodMs / 1000);
  answer.Integer(field::kReadUnits, minute.units.read);
  answer.Integer(field::kWriteUnits, minute.units.write);
  answer.Integer(field::kStorageGb, 0);
  answer.Integer(field::kReadThrottleCount, minute.reads_throttled);
  answer.Integer(field::kWriteThrottleCount, minute.writes_throttled);
  answer.Integer(field::kStorageThrottleCount, 0);
  answer.Integer(field::kMaxShardUsagePercent, 0);
  answer.writer.EndMap();
}

// Without times the current minute alone.
Result<std::vector<UsageMinute>> UsageOf(const Engine& engine, const Table& table,
                                         const WireFields& payload) {
  OCI_ASSIGN_OR_RETURN(const auto from, TimeOf(payload, field::kStart));
  OCI_ASSIGN_OR_RETURN(const auto to, TimeOf(payload, field::kEnd));
  if (from && to && *from > *to)
    return InvalidParameter("Invalid range: startTime must not be after endTime");
  if (from || to)
    return engine.usage_history.Between(table.id, from.value_or(0), to.value_or(INT64_MAX));
  UsageMinute current;
  current.start_ms = engine.rows.NowMs() / kUsagePeriodMs * kUsagePeriodMs;
  const auto used = engine.usage_history.Between(table.id, current.start_ms, INT64_MAX);
  return std::vector<UsageMinute>{used.empty() ? current : used.front()};
}

struct Slice {
  size_t first = 0, last = 0;
};
// The part of a list that the request asks for.
Result<Slice> SliceOf(const WireFields& payload, size_t count, int64_t most) {
  OCI_ASSIGN_OR_RETURN(const int64_t start, payload.Count(field::kListStart, 0));
  OCI_ASSIGN_OR_RETURN(int64_t limit, payload.Count(field::kListMost, 0));
  if (limit > most)
    return BadProtocol("Invalid limit, it can not exceed " + std::to_string(most) + ": " +
                       std::to_string(limit));
  if (limit == 0) limit = most;
  Slice slice;
  slice.first = std::min(count, static_cast<size_t>(start));
  slice.last = std::min(count, slice.first + static_cast<size_t>(limit));
  return slice;
}

}  // namespace

Result<std::string> WireTableRequest(Engine& engine, const WireRequest& request) {
  return TableRequest(engine, request).Run();
}

Result<std::string> WireGetTable(Engine& engine, const WireRequest& request) {
  OCI_ASSIGN_OR_RETURN(const auto operation,
                       WireFields(*request.payload).Text(field::kOperationId));
  if (operation) return FinishedOperation(engine, *operation);
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  return TableAnswer(*table, kActive, "");
}

Result<std::string> WireGetIndexes(Engine& engine, const WireRequest& request) {
  OCI_ASSIGN_OR_RETURN(const auto name, WireFields(*request.payload).Text(field::kIndex));
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  if (name && !table->FindIndex(*name)) return IndexNotFound(*name, *table);
  WireAnswer answer;
  if (table->indexes.empty()) return answer.Take();
  answer.writer.Name(field::kIndexes);
  answer.writer.BeginArray();
  for (const Index& index : table->indexes) {
    if (!name || SameName(*name, index.name)) WriteIndex(index, answer);
  }
  answer.writer.EndArray();
  return answer.Take();
}

Result<std::string> WireListTables(Engine& engine, const WireRequest& request) {
  std::vector<const Table*> tables;
  for (const auto& [key, table] : engine.tables) {
    if (table.compartment == request.compartment) tables.push_back(&table);
  }
  OCI_ASSIGN_OR_RETURN(const Slice slice,
                       SliceOf(WireFields(*request.payload), tables.size(), kMostTables));
  WireAnswer answer;
  if (slice.first == slice.last) return answer.Take();
  answer.writer.Name(field::kTables);
  answer.writer.BeginArray();
  for (size_t i = slice.first; i < slice.last; ++i) answer.writer.String(tables[i]->name);
  answer.writer.EndArray();
  answer.Integer(field::kLastIndex, static_cast<int64_t>(slice.last));
  return answer.Take();
}

Result<std::string> WireTableUsage(Engine& engine, const WireRequest& request) {
  const WireFields payload(*request.payload);
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  OCI_ASSIGN_OR_RETURN(const auto usage, UsageOf(engine, *table, payload));
  OCI_ASSIGN_OR_RETURN(const Slice slice, SliceOf(payload, usage.size(), kMostUsage));
  WireAnswer answer;
  answer.Text(field::kTable, table->name);
  if (slice.first == slice.last) return answer.Take();
  answer.writer.Name(field::kUsage);
  answer.writer.BeginArray();
  for (size_t i = slice.first; i < slice.last; ++i) WriteUsage(usage[i], answer);
  answer.writer.EndArray();
  answer.Integer(field::kLastIndex, static_cast<int64_t>(slice.last));
  return answer.Take();
}

}  // namespace standin::nosql
