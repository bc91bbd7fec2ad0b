// Fn's log framing: where the platform asks for it, a line is printed that says to which call the
// following log lines belong.
#pragma once

#include <optional>
#include <string>

#include "fdk/fdk.h"

namespace fdk {

struct LogFrame {
  std::string name;    // FN_LOGFRAME_NAME
  std::string header;  // FN_LOGFRAME_HDR

  // "
  // <name>=<value of the header>
  // "; nullopt when framing is off or the call has no such header.
  std::optional<std::string> Line(const Headers& request_headers) const;
};

// Writes the line to stdout and stderr at once, after everything that was printed before.
void PrintFrame(const std::string& line);

// Flushes stdout and stderr: the container is frozen between calls, and buffered output would stay
// in it.
void FlushLogs();

// One line on stderr, "2026-11-21T14:41:46.250Z fdk: <text>"; line breaks in the text become
// spaces.
void LogLine(std::string text);

}  // namespace fdk
