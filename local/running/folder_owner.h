// Which process a data folder belongs to, told by its lock file: never mistaken for another one
// that has the same number.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "oci/result.h"

namespace local {

// A process of this machine: no other one since it was started has the same.
struct ProcessMark {
  pid_t pid = 0;
  std::string started;  // clock ticks since boot, and the boot's id
  bool operator==(const ProcessMark&) const = default;
};

// nullopt: there is no such process, or it has ended and waits to be reaped.
std::optional<ProcessMark> MarkOf(pid_t pid);

// "PID STARTED\n"; what is no mark is nobody's.
std::string ToText(const ProcessMark& mark);
std::optional<ProcessMark> ParseMark(const std::string& text);

enum class Ended { kYes, kNotYet, kNobody };
// Asks exactly that process to end (SIGTERM) and waits until it is gone; never one that has got its
// number since. kNobody: it was gone already.
oci::Result<Ended> EndProcess(const ProcessMark& mark, std::chrono::milliseconds patience);

}  // namespace local
