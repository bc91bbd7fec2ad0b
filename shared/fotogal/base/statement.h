// A SQL statement with a name. Statements are literals, written out, in one file per topic:
// R"(DECLARE ... SELECT ...)". A test prepares each one in the sources and checks its plan
// (tests/statements); the log of a slow call names its slowest statement.
#pragma once

#include <string_view>

namespace fotogal {

struct Statement {
  std::string_view name;  // "follows.states_of": the topic, and what the statement returns or does
  std::string_view text;
};

}  // namespace fotogal
