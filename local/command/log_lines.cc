#include "local/command/log_lines.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "common/ascii.h"
#include "common/rfc3339.h"
#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;

// null: the text is no JSON object.
Json ObjectIn(const std::string& text) {
  if (!text.starts_with('{')) return nullptr;
  auto line = oci::JsonOf(text);
  return line.is_object() ? std::move(line) : Json();
}

// True for a line about something besides a call, such as a job that could not be started; it has a
// name.
bool IsEvent(const Json& line) { return line.contains("event"); }

// The JSON of a line about a call; null: it is about none.
Json CallIn(const std::string& text) {
  auto line = ObjectIn(text);
  const bool is_call = line.is_object() && !IsEvent(line) &&
                       line.value("time", Json()).is_string() &&
                       line.value("status", Json()).is_number_integer();
  return is_call ? std::move(line) : Json();
}

// The time at the beginning of a text, in the FDK's format; "": there is none.
std::string StampOf(const std::string& text) {
  std::string stamp = text.substr(0, text.find(' '));
  return common::ParseRfc3339(stamp) ? stamp : "";
}

std::string WithoutStamp(const std::string& text) {
  const std::string stamp = StampOf(text);
  return stamp.empty() ? text : text.substr(std::min(stamp.size() + 1, text.size()));
}

// The time of a line, always in the same format so that texts can be compared; "": the line has
// none.
std::string TimeIn(const std::string& text) {
  const auto line = ObjectIn(text);
  const auto told = line.is_object() ? line.value("time", Json()) : Json(StampOf(text));
  const auto time = told.is_string() ? common::ParseRfc3339(told.get<std::string>()) : std::nullopt;
  return time ? common::Rfc3339(*time) : "";
}

std::string LastWriting(const std::string& path) {
  std::error_code error;
  const auto time = std::filesystem::last_write_time(path, error);
  if (error) return common::Rfc3339(std::chrono::system_clock::now());
  return common::Rfc3339(std::chrono::time_point_cast<oci::TimePoint::duration>(
      std::chrono::file_clock::to_sys(time)));
}

// True for texts that programs, the C library and the compiler's run-time write when something
// fails.
bool TellsOfFailure(std::string_view line) {
  const std::string text = common::Lower(line);
  if (text.starts_with("fotogal: ")) return true;
  if (text.starts_with("fdk: ")) return !text.starts_with("fdk: listening on ");
  constexpr std::array kWords = {
      "error",       "fail",      "fatal",    "fault",   "abort",       "terminate",
      "exception",   "what():",   "panic",    "assert",  "corrupt",     "invalid",
      "overflow",    "sanitizer", "smashing", "damaged", "died",        "denied",
      "cannot",      "could not", "unable",   "killed",  "not swapped", "out of memory",
      "double free", "crash"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](const char* word) { return text.find(word) != std::string::npos; });
}

// For a JSON line that is about no call.
bool IsFailedEvent(const Json& line) {
  if (IsEvent(line)) {
    const auto event = line["event"];
    return event.is_string() && (event.get<std::string>().ends_with("_failed") ||
                                 event.get<std::string>().ends_with("_not_started"));
  }
  const auto level = line.value("level", Json());
  if (level.is_string() && TellsOfFailure(level.get<std::string>())) return true;
  // a line about a call that is damaged
  return !line.value("error", Json()).is_null() || line.contains("status");
}

long NumberIn(const Json& call, const char* name) {
  const auto value = call.value(name, Json(0));
  return value.is_number() ? value.get<long>() : 0;
}

// Control characters, which a terminal could take for commands, are removed.
std::string Printable(const std::string& text) {
  std::string printable;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) printable += c;
    if (c == '\t') printable += ' ';
  }
  return printable;
}

std::string ClockOf(const std::string& time) {
  constexpr std::size_t kDate = 11, kClock = 12;
  return time.size() >= kDate + kClock ? time.substr(kDate, kClock) : std::string(kClock, ' ');
}

// Why a call failed, as far as its line says.
std::string CauseIn(const Json& call) {
  std::string cause;
  if (const auto code = call.value("code", Json()); code.is_string())
    cause = "  " + code.get<std::string>();
  const auto error = call.value("error", Json());
  if (!error.is_object()) return cause;
  for (const char* part : {"code", "message"}) {
    const auto text = error.value(part, Json());
    if (text.is_string()) cause += ": " + text.get<std::string>();
  }
  return cause;
}

std::string ReadableCall(const Json& call) {
  char numbers[128];
  std::snprintf(numbers, sizeof numbers, "%d %5ld ms  %ld read  %ld written  %ld requests",
                call["status"].get<int>(), NumberIn(call, "duration_ms"),
                NumberIn(call, "read_units"), NumberIn(call, "write_units"),
                NumberIn(call, "oci_calls"));
  std::string text = std::string(numbers) + Printable(CauseIn(call));
  if (const auto id = call.value("call_id", Json()); id.is_string())
    text += "  call " + Printable(id.get<std::string>());
  return text;
}

}  // namespace

std::vector<LogLine> LogFile::Read(bool to_the_end) {
  std::vector<LogLine> lines;
  std::error_code gone;
  const auto size = std::filesystem::file_size(path_, gone);
  if (gone) return lines;
  if (size < offset_) {
    offset_ = 0;
    begun_.clear();
  }
  std::ifstream file(path_, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(offset_));
  const auto take = [&] {
    lines.push_back(Take(std::move(begun_)));
    begun_.clear();
  };
  for (std::string text; std::getline(file, text);) {
    const bool is_whole = !file.eof();
    offset_ += text.size() + (is_whole ? 1 : 0);
    begun_ += text;
    if (is_whole) take();
  }
  if (to_the_end && !begun_.empty()) take();
  std::string latest = LastWriting(path_);
  for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
    if (line->tells_time) latest = line->time;
    line->latest = latest;
  }
  return lines;
}

LogLine LogFile::Take(std::string text) {
  auto time = TimeIn(text);
  const bool tells_time = !time.empty();
  if (tells_time) last_time_ = std::move(time);
  return {source_, last_time_, std::move(text), tells_time};
}

void SortByTime(std::vector<LogLine>& lines) {
  std::stable_sort(lines.begin(), lines.end(),
                   [](const LogLine& a, const LogLine& b) { return a.time < b.time; });
}

std::optional<std::chrono::seconds> ParseAge(std::string_view text) {
  long count = 0;
  const char* end = text.data() + text.size();
  const auto [unit, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc() || unit + 1 != end || count < 0 || count > 100'000) return std::nullopt;
  switch (*unit) {
    case 's':
      return std::chrono::seconds(count);
    case 'm':
      return std::chrono::minutes(count);
    case 'h':
      return std::chrono::hours(count);
    case 'd':
      return std::chrono::days(count);
    default:
      return std::nullopt;
  }
}

bool IsError(const LogLine& line) {
  if (const Json call = CallIn(line.text); !call.is_null()) return call["status"].get<int>() >= 500;
  if (const Json event = ObjectIn(line.text); !event.is_null()) return IsFailedEvent(event);
  return TellsOfFailure(WithoutStamp(line.text));
}

std::string Readable(const LogLine& line, bool colour) {
  const Json call = CallIn(line.text);
  char head[64];
  std::snprintf(head, sizeof head, "%s %-9s ", ClockOf(line.tells_time ? line.time : "").c_str(),
                line.source.c_str());
  const std::string text =
      head + (call.is_null() ? Printable(WithoutStamp(line.text)) : ReadableCall(call));
  return colour && IsError(line) ? "\x1b[31m" + text + "\x1b[0m" : text;
}

}  // namespace local
