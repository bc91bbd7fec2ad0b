// Reads the log lines of functions, gateway and stand-in; sorts, selects and formats them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace local {

struct LogLine {
  std::string source;  // name of a function, "gateway" or "stand-in"
  // RFC 3339 in UTC with milliseconds. A line without a time gets that of the line before it in its
  // file, for sorting; "": there is none
  std::string time;
  std::string text;  // as it was written
  bool tells_time = true;
  // The latest time at which it can have been written: its own time, or that of the next line with
  // a time, or the modification time of the file.
  std::string latest = {};
};

// One log file. Each reading continues where the last one ended; a file that has become shorter is
// read from the beginning.
class LogFile {
 public:
  LogFile(std::string source, std::string path)
      : source_(std::move(source)), path_(std::move(path)) {}

  // The complete lines since the last reading; with `to_the_end`, also a last line without a line
  // end.
  std::vector<LogLine> Read(bool to_the_end);

 private:
  LogLine Take(std::string text);

  std::string source_, path_, last_time_, begun_;
  std::size_t offset_ = 0;
};

// Sorts by time; lines with the same time keep their order.
void SortByTime(std::vector<LogLine>& lines);

// Parses "90s", "10m", "2h", "1d"; nullopt: another text.
std::optional<std::chrono::seconds> ParseAge(std::string_view text);

// True for a call that failed in the service (status 500 or more), an event that is a failure, or a
// text that reports one.
bool IsError(const LogLine& line);

// "23:50:09.820 feed      200   59 ms  83 read  0 written  8 requests  call 6b67...". Other lines
// are shown after the name of their source, without the clock when they have no time. colour: marks
// errors with a terminal's escape sequences.
std::string Readable(const LogLine& line, bool colour);

}  // namespace local
