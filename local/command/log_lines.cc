#include "local/command/log_lines.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace local {
namespace {

using Json = nlohmann::json;

// The call that a line tells of; null: of none.
Json CallIn(const std::string& text) {
  if (!text.starts_with('{')) return nullptr;
  auto line = oci::JsonOf(text);
  const bool is_call = line.is_object() && line.value("time", Json()).is_string() &&
                       line.value("status", Json()).is_number_integer();
  return is_call ? std::move(line) : Json();
}

std::string TimeIn(const std::string& text) {
  if (!text.starts_with('{')) return {};
  const auto line = oci::JsonOf(text);
  const auto time = line.is_object() ? line.value("time", Json()) : Json();
  return time.is_string() ? time.get<std::string>() : "";
}

long NumberIn(const Json& call, const char* name) {
  const auto value = call.value(name, Json(0));
  return value.is_number() ? value.get<long>() : 0;
}

// What a terminal would take for an order of its own is left out.
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

// Why a call failed, as far as its line tells.
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
    if (auto time = TimeIn(begun_); !time.empty()) last_time_ = std::move(time);
    lines.push_back({source_, last_time_, std::move(begun_)});
    begun_.clear();
  };
  for (std::string text; std::getline(file, text);) {
    const bool is_whole = !file.eof();
    offset_ += text.size() + (is_whole ? 1 : 0);
    begun_ += text;
    if (is_whole) take();
  }
  if (to_the_end && !begun_.empty()) take();
  return lines;
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
  const Json call = CallIn(line.text);
  return call.is_null() ? !line.text.empty() : call["status"].get<int>() >= 500;
}

std::string Readable(const LogLine& line, bool colour) {
  const Json call = CallIn(line.text);
  char head[64];
  std::snprintf(head, sizeof head, "%s %-9s ", ClockOf(line.time).c_str(), line.source.c_str());
  if (call.is_null()) return head + Printable(line.text);
  const int status = call["status"].get<int>();
  char numbers[128];
  std::snprintf(numbers, sizeof numbers, "%d %5ld ms  %ld read  %ld written  %ld requests", status,
                NumberIn(call, "duration_ms"), NumberIn(call, "read_units"),
                NumberIn(call, "write_units"), NumberIn(call, "oci_calls"));
  std::string text = head + std::string(numbers) + Printable(CauseIn(call));
  if (const auto id = call.value("call_id", Json()); id.is_string())
    text += "  call " + Printable(id.get<std::string>());
  return colour && status >= 500 ? "\x1b[31m" + text + "\x1b[0m" : text;
}

}  // namespace local
