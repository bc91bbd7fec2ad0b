#include "local/standin/nosql/testing.h"

#include <catch2/catch_test_macros.hpp>

namespace standin::nosql {

Bench::Bench(std::string path, bool enforce_limits) {
  // 2026-11-21T12:00:00Z
  now = std::chrono::system_clock::time_point(std::chrono::seconds(1795262400));
  auto opened = Service::Open({std::move(path), [this] { return now; }, enforce_limits});
  if (!opened.ok()) FAIL(opened.error().message);
  service = std::move(*opened);
}

Answer Bench::Send(const std::string& method, const std::string& target, const std::string& body,
                   const oci::HeaderList& headers) {
  const auto question = target.find('?');
  Request request{method, target.substr(0, question),
                  question == std::string::npos ? "" : target.substr(question + 1), headers, body};
  const Response response = service->Handle(request);
  Answer answer;
  answer.status = response.status;
  // Control characters are sent unescaped, so the body may be no valid JSON; tests about that look
  // at the bytes.
  if (!response.body.empty()) answer.body = Json::parse(response.body, nullptr, false);
  for (const auto& [name, value] : response.headers) {
    if (name == "etag") answer.etag = value;
    if (name == "opc-next-page") answer.next = value;
    if (name == "opc-work-request-id") answer.work_request_id = value;
  }
  return answer;
}

Answer Bench::Call(const std::string& method, const std::string& target, const Json& body,
                   const oci::HeaderList& headers) {
  return Send(method, "/20190828" + target, body.is_null() ? "" : body.dump(), headers);
}

Answer Bench::CreateTable(const std::string& ddl) {
  const auto open = ddl.find('(');
  std::string name = ddl.substr(0, open);
  name.erase(name.find_last_not_of(' ') + 1);
  name = name.substr(name.rfind(' ') + 1);
  return Call(
      "POST", "/tables",
      {{"name", name},
       {"compartmentId", kCompartment},
       {"ddlStatement", ddl},
       {"tableLimits", {{"maxReadUnits", 1000}, {"maxWriteUnits", 1000}, {"maxStorageInGBs", 1}}}});
}

Answer Bench::CreateIndex(const std::string& table, const std::string& index,
                          const std::vector<std::string>& columns) {
  Json keys = Json::array();
  for (const auto& column : columns) keys.push_back({{"columnName", column}});
  return Call("POST", "/tables/" + table + "/indexes",
              {{"name", index}, {"compartmentId", kCompartment}, {"keys", keys}});
}

Answer Bench::Put(const std::string& table, const Json& value, const Json& options) {
  Json body = {{"compartmentId", kCompartment}, {"value", value}};
  body.update(options);
  return Call("PUT", "/tables/" + table + "/rows", body);
}

Answer Bench::Get(const std::string& table, const std::string& key) {
  return Call("GET", "/tables/" + table + "/rows?compartmentId=" + kCompartment + "&key=" + key);
}

Answer Bench::Query(const std::string& statement, const Json& variables,
                    const std::string& parameters) {
  Json body = {{"compartmentId", kCompartment}, {"statement", statement}};
  if (!variables.empty()) body["variables"] = variables;
  return Call("POST", "/query" + (parameters.empty() ? "" : "?" + parameters), body);
}

}  // namespace standin::nosql
