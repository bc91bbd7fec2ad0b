// What a request to the NoSQL stand-in asks, over either protocol.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "local/standin/base/answers.h"

namespace tests {

struct QuerySent {
  bool absolute = false;
  nlohmann::json variables = nlohmann::json::object();  // by name, "$a"
};

// nullopt: the request is no query.
std::optional<QuerySent> QueryIn(const standin::Request& request);
// True: the request prepares a statement.
bool IsPrepare(const standin::Request& request);
// The table into which the request puts a row, or several; "": it puts none.
std::string TableOfPut(const standin::Request& request);
// True for a read of one row. `target`: path, or URL.
bool IsGet(std::string_view method, std::string_view target, std::string_view body);

// Everything of a request of the driver except whose rows it concerns: operation, table or
// statement, consistency.
std::string KindOfDriverRequest(std::string_view body);

}  // namespace tests
