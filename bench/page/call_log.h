// What functions cost, from the lines that they log.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace bench {

struct FunctionCost {
  long calls = 0, read_units = 0, write_units = 0;
  long signatures = 0;  // made for requests to OCI

  FunctionCost& operator+=(const FunctionCost& other);
  friend bool operator==(const FunctionCost&, const FunctionCost&) = default;
};

// Adds what the lines tell; others than those of calls are left out.
void AddCalls(std::string_view lines, std::map<std::string, FunctionCost>& costs);

// The log files of a data folder, from now on.
class CallLog {
 public:
  explicit CallLog(std::string folder);

  // What was called since the last time, by function. Waits until nothing more is written.
  std::map<std::string, FunctionCost> Take();

 private:
  // The complete lines since the last time.
  std::string NewLines();

  std::string folder_;
  std::map<std::string, size_t> read_;  // bytes, by file
};

}  // namespace bench
