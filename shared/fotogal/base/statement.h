// A statement of SQL and its name. Statements are literals, written out whole, in the file of their
// topic: R"(DECLARE ... SELECT ...)". A test prepares each one that stands in the sources, holds
// its plan (tests/statements), and the log of a slow call names the one that took longest.
#pragma once

#include <string_view>

namespace fotogal {

struct Statement {
  std::string_view name;  // "follows.states_of": the room's topic and what it answers or does
  std::string_view text;
};

}  // namespace fotogal
