// What a request to the NoSQL stand-in asks, over either protocol.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>

#include "local/standin/base/answers.h"

namespace tests {

struct QuerySent {
  bool absolute = false;
  nlohmann::json variables = nlohmann::json::object();  // by name, "$a"
};

// nullopt: the request is no query.
std::optional<QuerySent> QueryIn(const standin::Request& request);

}  // namespace tests
