// What a request to the local cloud asks, as far as rules for faults tell requests apart.
#pragma once

#include <string>

#include "local/standin/base/answers.h"

namespace standin {

struct FaultTarget {
  std::string service;     // as in fault files: "nosql"
  std::string operation;   // "read"
  std::string function;    // of an invocation: its name
  bool is_driver = false;  // sent over the protocol of Oracle's NoSQL drivers
  bool is_signed = true;   // false: pre-authenticated, which neither token nor clock concerns
};

FaultTarget TargetOf(const Request& request);

}  // namespace standin
