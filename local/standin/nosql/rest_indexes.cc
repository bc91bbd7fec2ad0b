// /tables/{table}/indexes and /tables/{table}/indexes/{index}
#include "common/base64.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/table_changes.h"

namespace standin::nosql {
namespace {

Value KeysOf(const Index& index) {
  Items keys;
  for (const IndexField& field : index.fields) {
    Fields key;
    if (field.json) {
      std::string path;
      for (const auto& step : field.path.steps) path += (path.empty() ? "" : ".") + step;
      key = {{"columnName", Text(field.path.column)},
             {"jsonPath", Text(path + (field.path.multi_key ? "[]" : ""))},
             {"jsonFieldType", Text(TypeText(*field.type))}};
    } else {
      key = {{"columnName", Text(IndexPathText(field.path))}};
    }
    keys.push_back(Value::Record(std::move(key)));
  }
  return Value::Array(std::move(keys));
}

Result<std::vector<IndexPath>> ParseKeys(const Value* keys) {
  if (!keys || keys->kind != Kind::kArray || keys->items->empty())
    return InvalidParameter("Invalid keys: keys should not be null or empty");
  std::vector<IndexPath> paths;
  for (const Value& item : *keys->items) {
    if (item.kind != Kind::kMap) return InvalidParameter("Invalid keys: not an object");
    for (const auto& [name, value] : *item.fields) {
      if (!SameName(name, "columnName") && !SameName(name, "jsonPath") &&
          !SameName(name, "jsonFieldType"))
        return InvalidParameter("Invalid keys: unknown field " + name);
    }
    const Body key(item);
    OCI_ASSIGN_OR_RETURN(std::string text, key.RequiredText("columnName"));
    OCI_ASSIGN_OR_RETURN(const auto json_path, key.Text("jsonPath"));
    OCI_ASSIGN_OR_RETURN(const auto json_type, key.Text("jsonFieldType"));
    if (json_path.has_value() != json_type.has_value())
      return InvalidParameter("Invalid keys: jsonPath and jsonFieldType go together");
    if (json_path) text += "." + *json_path + " AS " + *json_type;
    OCI_ASSIGN_OR_RETURN(IndexPath path, nosql::ParseIndexPath(text));
    paths.push_back(std::move(path));
  }
  return paths;
}

Fields SummaryOf(const Index& index) {
  return {{"name", Text(index.name)},
          {"lifecycleState", Text("ACTIVE")},
          {"lifecycleDetails", Text("The resource is ACTIVE")},
          {"keys", KeysOf(index)}};
}

}  // namespace

Result<Response> CreateIndex(Engine& engine, const Request& request, const PathValues& at) {
  OCI_RETURN_IF_ERROR(CheckRetryToken(request));
  OCI_ASSIGN_OR_RETURN(const Value json, ParseJson(request.body));
  const Body body(json);
  OCI_ASSIGN_OR_RETURN(const auto compartment, body.Text("compartmentId"));
  OCI_ASSIGN_OR_RETURN(const std::string index_name, body.RequiredText("name"));
  OCI_ASSIGN_OR_RETURN(const bool if_not_exists, body.Flag("isIfNotExists"));
  OCI_ASSIGN_OR_RETURN(auto paths, ParseKeys(body.Find("keys")));
  OCI_ASSIGN_OR_RETURN(const Table* found, engine.FindTable(compartment.value_or(""), at["table"]));
  OCI_ASSIGN_OR_RETURN(const std::string id,
                       AddIndex(engine, *found, index_name, std::move(paths), if_not_exists));
  return Accepted(id);
}

Result<Response> ListIndexes(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  OCI_ASSIGN_OR_RETURN(const auto name, TextParameter(request, "name"));
  OCI_RETURN_IF_ERROR(CheckListParameters(request));
  std::vector<const Index*> indexes;
  for (const Index& index : table->indexes) {
    if (!name || SameName(*name, index.name)) indexes.push_back(&index);
  }
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, indexes.size()));
  Items items;
  for (size_t i = page.first; i < page.last; ++i)
    items.push_back(Value::Record(SummaryOf(*indexes[i])));
  Response response = JsonResponse(Value::Record({{"items", Value::Array(std::move(items))}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
}

Result<Response> GetIndex(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* found, TableOf(engine, request, at));
  const Table& table = *found;
  const std::string name = at["index"];
  const Index* index = table.FindIndex(name);
  if (!index) return IndexNotFound(name, table);
  Fields fields = SummaryOf(*index);
  fields.insert(fields.begin() + 1, {{"compartmentId", Text(table.compartment)},
                                     {"tableName", Text(table.name)},
                                     {"tableId", Text(table.ocid)}});
  Response response = JsonResponse(Value::Record(std::move(fields)));
  std::string bytes(8, '\0');
  bytes[7] = static_cast<char>(index->id);
  response.headers.emplace_back("etag", common::Base64(bytes));
  return response;
}

Result<Response> DeleteIndex(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* found, TableOf(engine, request, at));
  const std::string index_name = at["index"];
  OCI_ASSIGN_OR_RETURN(const bool if_exists, FlagParameter(request, "isIfExists"));
  OCI_ASSIGN_OR_RETURN(const std::string id, RemoveIndex(engine, *found, index_name, if_exists));
  return Accepted(id);
}

Result<Response> RefuseIndexMethod(Engine&, const Request& request, const PathValues&) {
  OCI_RETURN_IF_ERROR(TextParameter(request, "compartmentId"));
  return Unsupported(request);
}

}  // namespace standin::nosql
