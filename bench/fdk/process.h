// A function process under measurement.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "common/unique_fd.h"

namespace bench {

struct Target {
  std::string name;
  std::vector<std::string> command;
};

class Process {
 public:
  // Starts it with FN_LISTENER in a new folder, and waits for its link as the Fn agent does
  // (inotify).
  explicit Process(const Target& target);
  ~Process();  // kills it
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  double link_ms() const { return link_ms_; }  // from exec to the link
  double SinceStartMs() const;
  int Connect() const;             // a connected socket
  double CpuMicroseconds() const;  // of all its threads so far
  double PeakRssMb() const;
  double ResidentMb() const;
  int Threads() const;

 private:
  std::string StatusField(const std::string& name) const;

  // Closed with the process: closing it waits for the kernel, which would be counted as the start.
  common::UniqueFd watch_;
  std::string folder_;
  pid_t pid_ = -1;
  double started_ms_ = 0;
  double link_ms_ = 0;
};

double NowMs();

}  // namespace bench
