// Which protocol carries rows in this run of the tests: FOTOGAL_NOSQL_PROTOCOL, as functions read
// it (ADR 0024).
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

namespace tests {

inline bool RowsOverRest() {
  const char* value = std::getenv("FOTOGAL_NOSQL_PROTOCOL");
  const std::string protocol = value == nullptr ? "driver" : value;
  if (protocol != "driver" && protocol != "rest") {
    throw std::runtime_error("FOTOGAL_NOSQL_PROTOCOL is " + protocol);
  }
  return protocol == "rest";
}

}  // namespace tests
