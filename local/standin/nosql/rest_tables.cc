// /tables and /tables/{table}
#include <limits>

#include "common/base64.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/rest.h"
#include "oci/json_text.h"

namespace standin::nosql {
namespace {

std::string EtagOf(const Table& table) {
  std::string bytes;
  for (int shift = 56; shift >= 0; shift -= 8)
    bytes += static_cast<char>((table.updated_ms + table.schema_version) >> shift);
  return common::Base64(bytes);
}

Status CheckTableEtag(const Request& request, const Table& table) {
  const auto given = HeaderOf(request, "if-match");
  if (!given.empty() && given != EtagOf(table)) return EtagMismatch();
  return oci::Ok();
}

Value LimitsValue(const TableLimits& limits) {
  return Value::Record({{"maxReadUnits", Value::Long(limits.read_units)},
                        {"maxWriteUnits", Value::Long(limits.write_units)},
                        {"maxStorageInGBs", Value::Long(limits.storage_gb)},
                        {"capacityMode", Text(limits.on_demand ? "ON_DEMAND" : "PROVISIONED")}});
}

// The description of a table in a list, which has less than that of a single table.
Fields SummaryOf(const Table& table) {
  return {{"id", Text(table.ocid)},
          {"name", Text(table.name)},
          {"compartmentId", Text(table.compartment)},
          {"timeCreated", TimeValue(table.created_ms)},
          {"timeUpdated", TimeValue(table.updated_ms)},
          {"lifecycleState", Text("ACTIVE")},
          {"lifecycleDetails", Text("The resource is ACTIVE")},
          {"schemaState", Text("MUTABLE")},
          {"isMultiRegion", Value::Boolean(false)},
          {"tableLimits", LimitsValue(table.limits)},
          {"isAutoReclaimable", Value::Boolean(table.auto_reclaimable)}};
}

Value SchemaOf(const Table& table) {
  Items columns, primary, shard;
  for (const Column& column : table.columns) {
    const bool has_default = !column.default_value.IsNull();
    columns.push_back(Value::Record(
        {{"name", Text(column.name)},
         {"type", Text(TypeText(*column.type))},
         {"isNullable", Value::Boolean(column.nullable)},
         {"defaultValue", has_default ? Text(column.default_value.kind == Kind::kString
                                                 ? column.default_value.text
                                                 : ToJson(column.default_value))
                                      : Value::Null()},
         {"isAsUuid", Value::Boolean(column.as_uuid)},
         {"isGenerated", Value::Boolean(column.generated_uuid)}}));
  }
  for (size_t i = 0; i < table.primary_key.size(); ++i) {
    const Value name = Text(table.columns[table.primary_key[i]].name);
    primary.push_back(name);
    if (i < table.shard_key_size) shard.push_back(name);
  }
  Fields schema = {{"primaryKey", Value::Array(std::move(primary))},
                   {"shardKey", Value::Array(std::move(shard))},
                   {"columns", Value::Array(std::move(columns))}};
  if (table.ttl_amount > 0) {
    schema.emplace_back("ttl",
                        Value::Long(table.ttl_in_hours ? table.ttl_amount / 24 : table.ttl_amount));
  }
  if (table.identity) {
    schema.emplace_back(
        "identity", Value::Record({{"columnName", Text(table.columns[table.identity->column].name)},
                                   {"isAlways", Value::Boolean(table.identity->always)},
                                   {"isNull", Value::Boolean(table.identity->on_null)}}));
  }
  return Value::Record(std::move(schema));
}

Response TableAnswer(const Table& table) {
  Fields fields = SummaryOf(table);
  fields.insert(fields.begin() + 7, {"ddlStatement", Text(TableDdl(table))});
  fields.emplace_back("schema", SchemaOf(table));
  Response response = JsonResponse(Value::Record(std::move(fields)));
  response.headers.emplace_back("etag", EtagOf(table));
  return response;
}

Result<TableLimits> ParseLimits(const Value& json) {
  if (json.kind != Kind::kMap)
    return InvalidParameter("Invalid tableLimits: tableLimits should not be null");
  const Body body(json);
  static constexpr std::string_view kKnown[] = {"maxReadUnits", "maxWriteUnits", "maxStorageInGBs",
                                                "capacityMode"};
  for (const auto& [name, value] : *json.fields) {
    bool known = false;
    for (const auto field : kKnown) known = known || SameName(name, field);
    if (!known) return InvalidParameter("Invalid tableLimits: unknown field " + name);
  }
  TableLimits limits;
  OCI_ASSIGN_OR_RETURN(const auto mode, body.Text("capacityMode"));
  if (mode && !SameName(*mode, "ON_DEMAND") && !SameName(*mode, "PROVISIONED"))
    return InvalidParameter("Invalid capacityMode: " + *mode);
  limits.on_demand = mode && SameName(*mode, "ON_DEMAND");
  OCI_ASSIGN_OR_RETURN(const auto read, body.Integer("maxReadUnits"));
  OCI_ASSIGN_OR_RETURN(const auto write, body.Integer("maxWriteUnits"));
  OCI_ASSIGN_OR_RETURN(const auto storage, body.Integer("maxStorageInGBs"));
  limits.read_units = read.value_or(0);
  limits.write_units = write.value_or(0);
  limits.storage_gb = storage.value_or(0);
  const bool units = limits.read_units > 0 && limits.write_units > 0;
  if (limits.storage_gb <= 0 || (!limits.on_demand && !units))
    return InvalidParameter("Invalid tableLimits: units and storage must be greater than 0");
  if (limits.read_units > 40000 || limits.write_units > 20000 || limits.storage_gb > 5120)
    return Refusal("TableDeploymentLimitExceeded", "The table limits exceed what a table may have");
  return limits;
}

Result<Value> ParseBody(const Request& request) {
  auto body = ParseJson(request.body);
  if (!body.ok()) return InvalidParameter("Invalid payload: " + body.error().message);
  if (body->kind != Kind::kMap) return InvalidParameter("Invalid payload: not an object");
  return body;
}

nlohmann::json TagsOf(const Body& body, std::string_view name) {
  const Value* tags = body.Find(name);
  if (!tags || tags->kind != Kind::kMap) return nlohmann::json::object();
  return oci::JsonOf(ToJson(*tags));
}

}  // namespace

Result<Response> FinishChange(Engine& engine, Transaction& transaction, TableAction action,
                              Table table) {
  OCI_RETURN_IF_ERROR(engine.Save(table));
  OCI_ASSIGN_OR_RETURN(const std::string id, RecordWorkRequest(engine, action, table.compartment,
                                                               table.name, table.ocid));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Publish(std::move(table));
  return Accepted(id);
}

namespace {

Result<Response> MakeTableOf(Engine& engine, const Request& request) {
  OCI_RETURN_IF_ERROR(CheckRetryToken(request));
  OCI_ASSIGN_OR_RETURN(const Value json, ParseBody(request));
  const Body body(json);
  OCI_ASSIGN_OR_RETURN(const std::string name, body.RequiredText("name"));
  OCI_ASSIGN_OR_RETURN(const std::string compartment, body.RequiredText("compartmentId"));
  OCI_ASSIGN_OR_RETURN(const std::string ddl, body.RequiredText("ddlStatement"));
  OCI_ASSIGN_OR_RETURN(const ParsedStatement parsed, Parse(ddl));
  const auto* create = std::get_if<CreateTableStatement>(&parsed.body);
  if (!create) return InvalidParameter("The statement is not a CREATE TABLE: " + ddl);
  if (!SameName(create->name, name))
    return InvalidParameter("The table name '" + name +
                            "' does not match the table name in statement:" + ddl);
  const Value* limits_json = body.Find("tableLimits");
  OCI_ASSIGN_OR_RETURN(const TableLimits limits,
                       ParseLimits(limits_json ? *limits_json : Value::Null()));
  Transaction transaction(*engine.database);
  if (auto existing = engine.FindTable(compartment, name); existing.ok()) {
    if (!create->if_not_exists)
      return Refusal("TableAlreadyExists",
                     "Error: User error in query: CREATE TABLE failed for table " + name +
                         ": Table " + name + " already exists",
                     409);
    OCI_ASSIGN_OR_RETURN(
        const std::string id,
        RecordWorkRequest(engine, TableAction::kCreated, compartment, name, (*existing)->ocid));
    OCI_RETURN_IF_ERROR(transaction.Commit());
    return Accepted(id);
  }
  if (engine.tables.size() >= kMaxTables)
    return Refusal("TableLimitExceeded", "The number of tables exceeds the limit of 30");
  if (limits.on_demand) OCI_RETURN_IF_ERROR(engine.AdmitOnDemandTable());
  OCI_ASSIGN_OR_RETURN(Table table, MakeTable(*create));
  table.compartment = compartment;
  table.limits = limits;
  OCI_ASSIGN_OR_RETURN(table.auto_reclaimable, body.Flag("isAutoReclaimable"));
  table.freeform_tags = TagsOf(body, "freeformTags");
  table.defined_tags = TagsOf(body, "definedTags");
  return FinishChange(engine, transaction, TableAction::kCreated, std::move(table));
}

Status Alter(const std::string& ddl, Table& table) {
  OCI_ASSIGN_OR_RETURN(const ParsedStatement parsed, Parse(ddl));
  const auto* alter = std::get_if<AlterTableStatement>(&parsed.body);
  if (!alter) return InvalidParameter("The statement is not an ALTER TABLE: " + ddl);
  if (!SameName(alter->name, table.name))
    return InvalidParameter("The table name '" + table.name +
                            "' does not match the table name in statement:" + ddl);
  return ApplyAlter(*alter, table);
}

}  // namespace

Result<Response> ListTables(Engine& engine, const Request& request, const PathValues&) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  if (!compartment)
    return InvalidParameter("Invalid compartmentId: compartmentId should not be null");
  OCI_ASSIGN_OR_RETURN(const auto name, TextParameter(request, "name"));
  OCI_RETURN_IF_ERROR(CheckListParameters(request));
  std::vector<const Table*> tables;
  for (const auto& [key, table] : engine.tables) {
    if (table.compartment == *compartment && (!name || SameName(*name, table.name)))
      tables.push_back(&table);
  }
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, tables.size()));
  Items items;
  for (size_t i = page.first; i < page.last; ++i)
    items.push_back(Value::Record(SummaryOf(*tables[i])));
  const bool limited = engine.most_on_demand_tables.has_value();
  const int on_demand = limited ? engine.OnDemandTables() : 0;
  Response response = JsonResponse(Value::Record(
      {{"items", Value::Array(std::move(items))},
       {"maxAutoReclaimableTables", Value::Integer(0)},
       {"autoReclaimableTables", Value::Integer(0)},
       {"maxOnDemandCapacityTables", Value::Integer(engine.most_on_demand_tables.value_or(0))},
       {"onDemandCapacityTables", Value::Integer(on_demand)}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
}

Result<Response> CreateTable(Engine& engine, const Request& request, const PathValues&) {
  auto created = MakeTableOf(engine, request);
  if (!created.ok() && created.error().message.starts_with("Invalid "))
    return InOperation("CREATE_TABLE", created.error());
  return created;
}

Result<Response> GetTable(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  return TableAnswer(*table);
}

Result<Response> UpdateTable(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Value json, ParseBody(request));
  const Body body(json);
  OCI_ASSIGN_OR_RETURN(const auto compartment, body.Text("compartmentId"));
  OCI_ASSIGN_OR_RETURN(const auto ddl, body.Text("ddlStatement"));
  OCI_ASSIGN_OR_RETURN(const Table* found, engine.FindTable(compartment.value_or(""), at["table"]));
  OCI_RETURN_IF_ERROR(CheckTableEtag(request, *found));
  const Value* limits = body.Find("tableLimits");
  const bool tags = body.Has("freeformTags") || body.Has("definedTags");
  if ((ddl ? 1 : 0) + (limits ? 1 : 0) + (tags ? 1 : 0) != 1)
    return InvalidParameter("Exactly one of ddlStatement, tableLimits and tags must be given");
  Table table = *found;
  if (ddl) OCI_RETURN_IF_ERROR(Alter(*ddl, table));
  if (limits) {
    OCI_ASSIGN_OR_RETURN(table.limits, ParseLimits(*limits));
    if (table.limits.on_demand && !found->limits.on_demand)
      OCI_RETURN_IF_ERROR(engine.AdmitOnDemandTable());
  }
  if (tags) {
    table.freeform_tags = TagsOf(body, "freeformTags");
    table.defined_tags = TagsOf(body, "definedTags");
  }
  Transaction transaction(*engine.database);
  return FinishChange(engine, transaction, TableAction::kUpdated, std::move(table));
}

Result<Response> DeleteTable(Engine& engine, const Request& request, const PathValues& at) {
  const std::string name = at["table"];
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  OCI_ASSIGN_OR_RETURN(const bool if_exists, FlagParameter(request, "isIfExists"));
  auto found = engine.FindTable(compartment.value_or(""), name);
  Transaction transaction(*engine.database);
  if (!found.ok()) {
    if (!if_exists) return found.error();
    OCI_ASSIGN_OR_RETURN(
        const std::string id,
        RecordWorkRequest(engine, TableAction::kDeleted, compartment.value_or(""), name, ""));
    OCI_RETURN_IF_ERROR(transaction.Commit());
    return Accepted(id);
  }
  const Table table = **found;
  OCI_RETURN_IF_ERROR(CheckTableEtag(request, table));
  OCI_RETURN_IF_ERROR(engine.Remove(table));
  OCI_ASSIGN_OR_RETURN(
      const std::string id,
      RecordWorkRequest(engine, TableAction::kDeleted, table.compartment, table.name, table.ocid));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Forget(table);
  return Accepted(id);
}

// Operations that Oracle's service has and the stand-in does not implement.
Result<Response> RefuseTableOperation(Engine&, const Request& request, const PathValues& at) {
  const std::string operation = at["operation"];
  for (const char* known : {"usage", "actions", "replicas"}) {
    if (operation == known) return NotSupported("The table operation " + operation);
  }
  return Unsupported(request);
}

}  // namespace standin::nosql
