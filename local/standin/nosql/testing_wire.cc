#include "local/standin/nosql/testing_wire.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"

namespace standin::nosql {
namespace {

namespace wire_nson = ::nosql::nson;
using wire_nson::Type;

// The value of an object like {"$long": 5}; nullopt: it is an ordinary object.
std::optional<wire_nson::Value> Tagged(const Json& json) {
  if (!json.is_object() || json.size() != 1) return std::nullopt;
  const std::string& tag = json.begin().key();
  const Json& content = json.begin().value();
  wire_nson::Value value;
  if (tag == "$long") {
    value.type = Type::kLong;
    value.integer = content;
  } else if (tag == "$double") {
    value.type = Type::kDouble;
    value.number = content;
  } else if (tag == "$number" || tag == "$timestamp") {
    value.type = tag == "$number" ? Type::kNumber : Type::kTimestamp;
    value.text = content;
  } else if (tag == "$binary") {
    value.type = Type::kBinary;
    value.text = common::Base64Decode(content.get<std::string>()).value_or("");
  } else if (tag == "$jsonnull" || tag == "$null" || tag == "$empty") {
    value.type = tag == "$jsonnull" ? Type::kJsonNull : tag == "$null" ? Type::kNull : Type::kEmpty;
  } else {
    return std::nullopt;
  }
  return value;
}

Json TagOf(const char* tag, Json content) { return {{tag, std::move(content)}}; }

}  // namespace

wire_nson::Value NsonOf(const Json& json) {
  if (auto tagged = Tagged(json)) return *std::move(tagged);
  wire_nson::Value value;
  if (json.is_object()) {
    value.type = Type::kMap;
    for (const auto& [name, item] : json.items()) value.fields.emplace_back(name, NsonOf(item));
  } else if (json.is_array()) {
    value.type = Type::kArray;
    for (const Json& item : json) value.items.push_back(NsonOf(item));
  } else if (json.is_boolean()) {
    value.type = Type::kBoolean;
    value.boolean = json;
  } else if (json.is_number_integer()) {
    value.type = Type::kInteger;
    value.integer = json;
  } else if (json.is_string()) {
    value.type = Type::kString;
    value.text = json;
  }
  return value;
}

Json JsonOfNson(const wire_nson::Value& value) {
  switch (value.type) {
    case Type::kMap: {
      Json object = Json::object();
      for (const auto& [name, item] : value.fields) object[name] = JsonOfNson(item);
      return object;
    }
    case Type::kArray: {
      Json array = Json::array();
      for (const auto& item : value.items) array.push_back(JsonOfNson(item));
      return array;
    }
    case Type::kBoolean:
      return value.boolean;
    case Type::kInteger:
      return value.integer;
    case Type::kString:
      return value.text;
    case Type::kLong:
      return TagOf("$long", value.integer);
    case Type::kDouble:
      return TagOf("$double", value.number);
    case Type::kNumber:
      return TagOf("$number", value.text);
    case Type::kTimestamp:
      return TagOf("$timestamp", value.text);
    case Type::kBinary:
      return TagOf("$binary", common::Base64(value.text));
    case Type::kJsonNull:
      return TagOf("$jsonnull", 1);
    case Type::kEmpty:
      return TagOf("$empty", 1);
    default:
      return TagOf("$null", 1);
  }
}

std::string WireBody(int operation, const std::string& table, const Json& payload, int topology) {
  Json header = {{"v", 4}, {"o", operation}, {"t", 5000}, {"ts", topology}};
  if (!table.empty()) header["n"] = table;
  return std::string(::nosql::protocol::kVersionBytes) +
         wire_nson::Encode(NsonOf({{"h", header}, {"p", payload}}));
}

Response WireBench::SendWire(const std::string& body) {
  return service->Handle({"POST",
                          "/V2/nosql/data",
                          "",
                          {{"x-nosql-compartment-id", kCompartment},
                           {"x-nosql-request-id", "7"},
                           {"user-agent", user_agent}},
                          body});
}

Json WireBench::WireAny(int operation, const std::string& table, const Json& payload) {
  const Response response = SendWire(WireBody(operation, table, payload, topology));
  REQUIRE(response.status == 200);
  const auto decoded = wire_nson::Decode(response.body);
  REQUIRE(decoded.ok());
  return JsonOfNson(*decoded);
}

Json WireBench::Wire(Op operation, const std::string& table, const Json& payload) {
  Json answer = WireAny(static_cast<int>(operation), table, payload);
  INFO(answer.dump());
  REQUIRE(answer.value("e", 0) == 0);
  return answer;
}

Json WireBench::WirePut(const std::string& table, const Json& row, const Json& more) {
  Json payload = {{"du", 0}, {"rr", false}, {"l", row}};
  payload.update(more);
  return Wire(Op::kPut, table, payload);
}

Json WireBench::WireGet(const std::string& table, const Json& key) {
  return Wire(Op::kGet, table, {{"co", {{"y", 1}}}, {"k", key}});
}

Json WireBench::WireQuery(const std::string& statement, const Json& more) {
  Json payload = {{"co", {{"y", 1}}}, {"qv", 4}, {"mc", 2}};
  if (!statement.empty()) payload["st"] = statement;
  payload.update(more);
  return Wire(Op::kQuery, "", payload);
}

Json WireBench::WireDdl(const std::string& statement) {
  Json payload = {{"st", statement}};
  if (statement.starts_with("CREATE TABLE"))
    payload["lm"] = {{"ru", 1000}, {"wu", 1000}, {"sg", 1}, {"mo", 1}};
  const Json begun = Wire(Op::kTableRequest, "", payload);
  return Wire(Op::kGetTable, begun["n"], {{"od", begun["od"]}});
}

}  // namespace standin::nosql
