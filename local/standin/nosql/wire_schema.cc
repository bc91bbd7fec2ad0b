#include "local/standin/nosql/wire_schema.h"

#include "local/standin/nosql/json.h"
#include "oci/json_text.h"

namespace standin::nosql {
namespace {

using SchemaJson = nlohmann::ordered_json;

std::string SchemaTypeName(const Type& type) {
  if (type.kind == Kind::kTimestamp) return "TIMESTAMP";
  if (type.kind == Kind::kBinary) return type.length > 0 ? "FIXED_BINARY" : "BINARY";
  return TypeText(*MakeType(type.kind));
}

void DescribeType(const Type& type, SchemaJson& to) {
  to["type"] = SchemaTypeName(type);
  if (type.kind == Kind::kTimestamp) to["precision"] = type.precision;
  if (type.length > 0) to["size"] = type.length;
  if (!type.symbols.empty()) to["symbols"] = type.symbols;
  if (type.element) {
    SchemaJson element;
    DescribeType(*type.element, element);
    to["collection"] = std::move(element);
  }
  for (const auto& [name, member] : type.members) {
    SchemaJson field = {{"name", name}};
    DescribeType(*member, field);
    field["nullable"] = true;
    to["fields"].push_back(std::move(field));
  }
}

SchemaJson DescribeColumn(const Table& table, size_t at) {
  const Column& column = table.columns[at];
  SchemaJson field = {{"name", column.name}};
  DescribeType(*column.type, field);
  field["nullable"] = column.nullable && table.KeyPosition(at) < 0;
  if (!column.default_value.IsNull()) field["default"] = oci::JsonOf(ToJson(column.default_value));
  if (column.as_uuid) field["asUuid"] = true;
  if (column.generated_uuid) field["generated"] = true;
  return field;
}

SchemaJson DescribeIndex(const Index& index) {
  SchemaJson fields = SchemaJson::array();
  for (const IndexField& field : index.fields) {
    SchemaJson entry = {{"path", IndexPathText(field.path)}};
    if (field.json) entry["type"] = TypeText(*field.type);
    fields.push_back(std::move(entry));
  }
  return {{"name", index.name},
          {"type", "secondary"},
          {"fields", std::move(fields)},
          {"withNoNulls", false},
          {"withUniqueKeysPerRow", false}};
}

}  // namespace

std::string SchemaText(const Table& table) {
  SchemaJson schema = {{"json_version", 2},
                       {"type", "table"},
                       {"namespace", table.compartment},
                       {"name", table.name}};
  if (table.ttl_amount > 0)
    schema["ttl"] = std::to_string(table.ttl_amount) + (table.ttl_in_hours ? " HOURS" : " DAYS");
  schema["id"] = std::to_string(table.id);
  schema["limits"] = {{"readLimit", table.limits.read_units},
                      {"writeLimit", table.limits.write_units},
                      {"sizeLimit", table.limits.storage_gb}};
  for (size_t i = 0; i < table.columns.size(); ++i)
    schema["fields"].push_back(DescribeColumn(table, i));
  for (size_t i = 0; i < table.primary_key.size(); ++i) {
    const std::string& name = table.columns[table.primary_key[i]].name;
    schema["primaryKey"].push_back(name);
    if (i < table.shard_key_size) schema["shardKey"].push_back(name);
  }
  for (const Index& index : table.indexes) schema["indexes"].push_back(DescribeIndex(index));
  if (table.identity)
    schema["identity"] = {{"name", table.columns[table.identity->column].name},
                          {"always", table.identity->always},
                          {"null", table.identity->on_null}};
  return schema.dump(2);
}

}  // namespace standin::nosql
