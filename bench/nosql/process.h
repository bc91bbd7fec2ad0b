// A client under measurement, in a process of its own (client.cc, client.cjs).
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace bench {

// Of one call, on average.
struct Measured {
  double seconds = 0;
  double cpu_seconds = 0;
};

class ClientProcess {
 public:
  explicit ClientProcess(const std::vector<std::string>& command);
  ~ClientProcess();  // ends it
  ClientProcess(const ClientProcess&) = delete;
  ClientProcess& operator=(const ClientProcess&) = delete;

  bool IsNode() const { return name_ == "node"; }
  // Waits until it has made the calls.
  Measured Run(const std::string& what, int calls);

 private:
  std::string name_;
  pid_t pid_ = -1;
  FILE* to_ = nullptr;
  FILE* from_ = nullptr;
};

}  // namespace bench
