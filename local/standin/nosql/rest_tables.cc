// /tables and /tables/{table}
#include <limits>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/table_changes.h"
#include "oci/json_text.h"

namespace standin::nosql {
namespace {

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
  OCI_RETURN_IF_ERROR(CheckLimits(limits));
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
  TableSettings settings;
  OCI_ASSIGN_OR_RETURN(settings.limits, ParseLimits(limits_json ? *limits_json : Value::Null()));
  OCI_ASSIGN_OR_RETURN(settings.auto_reclaimable, body.Flag("isAutoReclaimable"));
  settings.freeform_tags = TagsOf(body, "freeformTags");
  settings.defined_tags = TagsOf(body, "definedTags");
  OCI_ASSIGN_OR_RETURN(const std::string id, AddTable(engine, compartment, *create, settings));
  return Accepted(id);
}

Result<std::string> Alter(Engine& engine, const Table& table, const std::string& ddl) {
  OCI_ASSIGN_OR_RETURN(const ParsedStatement parsed, Parse(ddl));
  const auto* alter = std::get_if<AlterTableStatement>(&parsed.body);
  if (!alter) return InvalidParameter("The statement is not an ALTER TABLE: " + ddl);
  if (!SameName(alter->name, table.name))
    return InvalidParameter("The table name '" + table.name +
                            "' does not match the table name in statement:" + ddl);
  return AlterTable(engine, table, *alter);
}

// The one change that the body asks for.
Result<std::string> ChangeBy(Engine& engine, const Table& table, const Body& body) {
  OCI_ASSIGN_OR_RETURN(const auto ddl, body.Text("ddlStatement"));
  const Value* limits_json = body.Find("tableLimits");
  const bool tags = body.Has("freeformTags") || body.Has("definedTags");
  if ((ddl ? 1 : 0) + (limits_json ? 1 : 0) + (tags ? 1 : 0) != 1)
    return InvalidParameter("Exactly one of ddlStatement, tableLimits and tags must be given");
  if (ddl) return Alter(engine, table, *ddl);
  if (tags)
    return SetTags(engine, table, TagsOf(body, "freeformTags"), TagsOf(body, "definedTags"));
  OCI_ASSIGN_OR_RETURN(const TableLimits limits, ParseLimits(*limits_json));
  return SetLimits(engine, table, limits);
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
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(compartment.value_or(""), at["table"]));
  OCI_RETURN_IF_ERROR(CheckTableEtag(HeaderOf(request, "if-match"), *table));
  OCI_ASSIGN_OR_RETURN(const std::string id, ChangeBy(engine, *table, body));
  return Accepted(id);
}

Result<Response> DeleteTable(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  OCI_ASSIGN_OR_RETURN(const bool if_exists, FlagParameter(request, "isIfExists"));
  OCI_ASSIGN_OR_RETURN(const std::string id,
                       DropTable(engine, compartment.value_or(""), at["table"], if_exists,
                                 HeaderOf(request, "if-match")));
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
