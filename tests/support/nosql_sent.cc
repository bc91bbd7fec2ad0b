#include "tests/support/nosql_sent.h"

#include "nosql/json_values.h"
#include "nosql/protocol.h"

namespace tests {
namespace {

using Json = nlohmann::json;
namespace protocol = nosql::protocol;
using protocol::Operation;

QuerySent OverRest(const std::string& body) {
  const Json json = Json::parse(body);
  return {json.value("consistency", "") == "ABSOLUTE", json.value("variables", Json::object())};
}

Json DriverRequest(std::string_view body) {
  nosql::nson::Reader reader(body.substr(protocol::kVersionBytes.size()));
  return nosql::ReadJson(reader, reader.Next());
}

Operation OperationOf(const Json& driver_request) {
  return static_cast<Operation>(driver_request.at("h").at("o").get<int>());
}

bool IsPut(Operation operation) {
  return operation == Operation::kPut || operation == Operation::kPutIfAbsent ||
         operation == Operation::kPutIfPresent || operation == Operation::kPutIfVersion;
}

// All writes of one request are of one table.
std::string TableOfPutAmong(const Json& payload) {
  for (const Json& write : payload.at("os")) {
    if (IsPut(static_cast<Operation>(write.at("o").get<int>()))) return write.at("n");
  }
  return "";
}

QuerySent OverDriver(const Json& payload) {
  QuerySent query{payload.at("co").at("y") == 0};
  for (const Json& variable : payload.value("bv", Json::array())) {
    query.variables[variable.at("m").get<std::string>()] = variable.at("l");
  }
  return query;
}

}  // namespace

std::optional<QuerySent> QueryIn(const standin::Request& request) {
  if (request.path.ends_with("/query")) return OverRest(request.body);
  if (request.path != protocol::kPath) return std::nullopt;
  const Json sent = DriverRequest(request.body);
  if (OperationOf(sent) != Operation::kQuery) return std::nullopt;
  return OverDriver(sent.at("p"));
}

bool IsPrepare(const standin::Request& request) {
  if (request.path != protocol::kPath) return request.path.ends_with("/query/prepare");
  return OperationOf(DriverRequest(request.body)) == Operation::kPrepare;
}

std::string TableOfPut(const standin::Request& request) {
  constexpr std::string_view kBefore = "/20190828/tables/", kBehind = "/rows";
  if (request.path == protocol::kPath) {
    const Json sent = DriverRequest(request.body);
    if (OperationOf(sent) == Operation::kWriteMultiple) return TableOfPutAmong(sent.at("p"));
    return IsPut(OperationOf(sent)) ? sent.at("h").at("n").get<std::string>() : "";
  }
  const bool rows = request.path.starts_with(kBefore) && request.path.ends_with(kBehind);
  if (request.method != "PUT" || !rows) return "";
  return request.path.substr(kBefore.size(), request.path.size() - kBefore.size() - kBehind.size());
}

std::string KindOfDriverRequest(std::string_view body) {
  Json kind = DriverRequest(body);
  kind.at("h").erase("t");  // the time left
  // keys, rows, variables, versions, positions in a result
  for (const char* name : {"k", "l", "bv", "rv", "rg", "ck"}) kind.at("p").erase(name);
  if (kind.at("p").contains("os")) {
    for (Json& write : kind.at("p").at("os")) {
      for (const char* name : {"k", "l", "rv"}) write.erase(name);
    }
  }
  return kind.dump();
}

bool IsGet(std::string_view method, std::string_view target, std::string_view body) {
  if (!target.ends_with(protocol::kPath)) return method == "GET";
  return OperationOf(DriverRequest(body)) == Operation::kGet;
}

}  // namespace tests
