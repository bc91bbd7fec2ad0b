// Which process a data folder belongs to, according to its lock file. Another process that has got
// the same number later is never taken for it.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "oci/result.h"

namespace local {

// Identifies a process of this machine: since the machine was started no other process has had the
// same mark.
struct ProcessMark {
  pid_t pid = 0;
  std::string started;  // start time in clock ticks since boot, and the id of the boot
  bool operator==(const ProcessMark&) const = default;
};

// nullopt: there is no such process, or it has ended and was not reaped yet.
std::optional<ProcessMark> MarkOf(pid_t pid);

// "PID STARTED
// ". A text of another form belongs to no process.
std::string ToText(const ProcessMark& mark);
std::optional<ProcessMark> ParseMark(const std::string& text);

enum class Ended { kYes, kNotYet, kNobody };
// Sends SIGTERM to exactly that process, never to another one with the same number, and waits until
// it has ended. kNobody: it had ended already.
oci::Result<Ended> EndProcess(const ProcessMark& mark, std::chrono::milliseconds patience);

}  // namespace local
