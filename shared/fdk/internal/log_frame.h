// Fn's log framing: a line that tells whose call the log lines after it belong to, where the
// platform asks for it.
#pragma once

#include <optional>
#include <string>

#include "fdk/fdk.h"

namespace fdk {

struct LogFrame {
  std::string name;    // FN_LOGFRAME_NAME
  std::string header;  // FN_LOGFRAME_HDR

  // "\n<name>=<value of the header>\n", or nullopt when framing is off or the call does not carry
  // the header.
  std::optional<std::string> Line(const Headers& request_headers) const;
};

// Writes to stdout and stderr, after what was printed before, and at once.
void PrintFrame(const std::string& line);

// What a handler printed must not wait in a buffer: the container is frozen between calls.
void FlushLogs();

// One line on stderr, "2026-11-21T14:41:46.250Z fdk: <text>"; line breaks in the text become
// spaces.
void LogLine(std::string text);

}  // namespace fdk
