#include "tests/support/query_sent.h"

#include "nosql/json_values.h"
#include "nosql/protocol.h"

namespace tests {
namespace {

using Json = nlohmann::json;
namespace protocol = nosql::protocol;

QuerySent OverRest(const std::string& body) {
  const Json json = Json::parse(body);
  return {json.value("consistency", "") == "ABSOLUTE", json.value("variables", Json::object())};
}

std::optional<QuerySent> OverDriver(std::string_view body) {
  nosql::nson::Reader reader(body.substr(protocol::kVersionBytes.size()));
  const Json request = nosql::ReadJson(reader, reader.Next());
  if (request.at("h").at("o") != static_cast<int>(protocol::Operation::kQuery)) return std::nullopt;
  const Json& payload = request.at("p");
  QuerySent query{payload.at("co").at("y") == 0};
  for (const Json& variable : payload.value("bv", Json::array())) {
    query.variables[variable.at("m").get<std::string>()] = variable.at("l");
  }
  return query;
}

}  // namespace

std::optional<QuerySent> QueryIn(const standin::Request& request) {
  if (request.path.ends_with("/query")) return OverRest(request.body);
  if (request.path == protocol::kPath) return OverDriver(request.body);
  return std::nullopt;
}

}  // namespace tests
