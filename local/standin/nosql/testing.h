// For tests: a service in memory with a clock that stands still, and short ways to call it.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "local/standin/nosql/service.h"

namespace standin::nosql {

using Json = nlohmann::json;

struct Answer {
  int status = 0;
  Json body;
  std::string etag, next, work_request_id;

  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  std::string message() const { return body.is_object() ? body.value("message", "") : ""; }
  Json items() const { return body.value("items", Json::array()); }
  int read() const { return body["usage"]["readUnitsConsumed"]; }
  int write() const { return body["usage"]["writeUnitsConsumed"]; }
};

class Bench {
 public:
  explicit Bench(std::string path = ":memory:", bool enforce_limits = false);

  Answer Call(const std::string& method, const std::string& target, const Json& body = nullptr,
              const oci::HeaderList& headers = {});
  // The body is sent as it is.
  Answer Send(const std::string& method, const std::string& target, const std::string& body,
              const oci::HeaderList& headers = {});

  Answer CreateTable(const std::string& ddl);
  Answer CreateIndex(const std::string& table, const std::string& index,
                     const std::vector<std::string>& columns);
  Answer Put(const std::string& table, const Json& value, const Json& options = Json::object());
  // key: "id:1" or several joined by "&key=".
  Answer Get(const std::string& table, const std::string& key);
  Answer Query(const std::string& statement, const Json& variables = Json::object(),
               const std::string& parameters = "");

  std::chrono::system_clock::time_point now;
  std::unique_ptr<Service> service;
};

inline const std::string kCompartment = "ocid1.compartment.oc1..test";

}  // namespace standin::nosql
