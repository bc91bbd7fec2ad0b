#include "fdk/internal/log_frame.h"

#include <algorithm>
#include <cstdio>

#include "common/rfc3339.h"

namespace fdk {

std::optional<std::string> LogFrame::Line(const Headers& request_headers) const {
  if (name.empty() || header.empty()) return std::nullopt;
  const auto value = request_headers.Get(header);
  if (!value || value->empty()) return std::nullopt;
  return "\n" + name + "=" + std::string(*value) + "\n";
}

void PrintFrame(const std::string& line) {
  for (std::FILE* stream : {stdout, stderr}) {
    std::fwrite(line.data(), 1, line.size(), stream);
    std::fflush(stream);
  }
}

void FlushLogs() {
  std::fflush(stdout);
  std::fflush(stderr);
}

void LogLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  text = common::Rfc3339(std::chrono::system_clock::now()) + " fdk: " + text + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);  // unbuffered: one write
}

}  // namespace fdk
