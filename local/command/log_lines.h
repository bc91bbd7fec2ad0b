// What functions, gateway and stand-in wrote, as lines to merge, choose and read.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace local {

struct LogLine {
  std::string source;  // a function, "gateway" or "stand-in"
  std::string time;    // RFC 3339 in UTC with milliseconds; of a line that tells none, the one
                       // before it in its file, to order it by; "": none did
  std::string text;    // as written
  bool tells_time = true;
  // It was written no later: its own time, or that of the next line that tells one, or when its
  // file was last written.
  std::string latest = {};
};

// One log file. What is appended is read piece by piece; a file that became shorter is read anew.
class LogFile {
 public:
  LogFile(std::string source, std::string path)
      : source_(std::move(source)), path_(std::move(path)) {}

  // The whole lines since the last reading; with `to_the_end`, also a last one without its end.
  std::vector<LogLine> Read(bool to_the_end);

 private:
  LogLine Take(std::string text);

  std::string source_, path_, last_time_, begun_;
  std::size_t offset_ = 0;
};

// By time; lines of one time stay in their order.
void SortByTime(std::vector<LogLine>& lines);

// "90s", "10m", "2h", "1d"; nullopt: something else.
std::optional<std::chrono::seconds> ParseAge(std::string_view text);

// A call that failed on the service's side (500 and above), an event that is a failure, or a text
// that tells of one.
bool IsError(const LogLine& line);

// "23:50:09.820 feed      200   59 ms  83 read  0 written  8 requests  call 6b67..."; a line that
// is no call's behind its source; no clock before one that tells no time. colour: escape sequences
// of a terminal for errors.
std::string Readable(const LogLine& line, bool colour);

}  // namespace local
