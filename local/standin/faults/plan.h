// What goes wrong in the local cloud on purpose: a list of rules in a JSON file
// (docs/running.md#bad-days).
//
//   {"seed": 7, "faults": [
//     {"fault": "error", "status": 503, "service": "nosql", "operation": "query", "percent": 10},
//     {"fault": "throttled", "table": "fotogal_ntable_users", "operation": "write", "count": 20}]}
#pragma once

#include <string>
#include <vector>

#include "oci/result.h"

namespace standin {

enum class FaultKind {
  kError,         // the service answers with `status`
  kSlow,          // the answer takes `delay_ms` longer
  kHalfBody,      // the connection ends after half of the answer's body
  kReset,         // the connection is reset instead of an answer
  kExpiredToken,  // 401: the session token has expired
  kClockOff,      // 401: the date is too far from the service's time
  kThrottled,     // a NoSQL table has no units left
  kStaleList,     // Object Storage lists what was there before
  kKilled,        // a function's process is killed in a call
};

struct FaultRule {
  FaultKind kind = FaultKind::kError;
  // Which requests; "any" is all.
  std::string service = "any";
  std::string operation = "any";  // read, write, query, list, table or invoke
  std::string table = {};         // kThrottled; "": all
  std::string function = {};      // kKilled, and invocations; "": all
  // How often.
  int percent = 100;
  int skip = 0;   // so many requests pass first
  int count = 0;  // so many fail at most; 0: no end
  // What happens.
  int status = 503;
  int retry_after_s = 0;    // 0: without Retry-After
  bool after_work = false;  // the request takes effect before it fails
  int delay_ms = 1000;      // kSlow, and kKilled: after the call has begun
  int stale_s = 60;         // kStaleList: how old a list may be
};

struct FaultPlan {
  int seed = 1;  // the same requests in the same order fail in the same way
  std::vector<FaultRule> rules = {};
};

// The name by which files call it: "half-body".
std::string NameOf(FaultKind kind);

// Every error names the file, the member, what was found and what would be right. `file`: its name
// for these.
oci::Result<FaultPlan> ParseFaultPlan(const std::string& text, const std::string& file);

}  // namespace standin
