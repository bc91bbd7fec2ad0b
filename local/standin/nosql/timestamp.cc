#include "local/standin/nosql/timestamp.h"

#include <cstdio>

namespace standin::nosql {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int64_t kDay = 86400;

int64_t PowerOfTen(int exponent) {
  int64_t power = 1;
  while (exponent-- > 0) power *= 10;
  return power;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  bool AtEnd() const { return text_.empty(); }
  bool Take(char c) {
    if (text_.empty() || text_[0] != c) return false;
    text_.remove_prefix(1);
    return true;
  }
  // Reads exactly `digits` digits.
  bool Number(int digits, int64_t low, int64_t high, int64_t& value) {
    value = 0;
    for (int i = 0; i < digits; ++i) {
      if (text_.empty() || text_[0] < '0' || text_[0] > '9') return false;
      value = value * 10 + (text_[0] - '0');
      text_.remove_prefix(1);
    }
    return value >= low && value <= high;
  }
  bool Fraction(int64_t& nanos) {
    int digits = 0;
    nanos = 0;
    for (; !text_.empty() && text_[0] >= '0' && text_[0] <= '9'; text_.remove_prefix(1)) {
      if (digits++ < 9) nanos = nanos * 10 + (text_[0] - '0');
    }
    if (digits == 0) return false;
    nanos *= PowerOfTen(9 - std::min(digits, 9));
    return true;
  }

 private:
  std::string_view text_;
};

bool ScanTime(Scanner& scan, int64_t& seconds, int64_t& nanos) {
  int64_t hour = 0, minute = 0, second = 0;
  if (!scan.Number(2, 0, 23, hour)) return false;
  if (scan.Take(':')) {
    if (!scan.Number(2, 0, 59, minute)) return false;
    if (scan.Take(':')) {
      if (!scan.Number(2, 0, 59, second)) return false;
      if (scan.Take('.') && !scan.Fraction(nanos)) return false;
    }
  }
  seconds = hour * 3600 + minute * 60 + second;
  return true;
}

bool ScanZone(Scanner& scan, int64_t& seconds) {
  if (scan.AtEnd() || scan.Take('Z')) return true;
  const bool minus = scan.Take('-');
  if (!minus && !scan.Take('+')) return false;
  int64_t hours = 0, minutes = 0;
  if (!scan.Number(2, 0, 18, hours) || !scan.Take(':') || !scan.Number(2, 0, 59, minutes))
    return false;
  seconds += (minus ? 1 : -1) * (hours * 3600 + minutes * 60);
  return true;
}

}  // namespace

std::optional<Value> ParseTimestamp(std::string_view text, int precision) {
  Scanner scan(text);
  int64_t year = 0, month = 1, day = 1, time = 0, nanos = 0;
  if (!scan.Number(4, 0, 9999, year)) return std::nullopt;
  if (scan.Take('-')) {
    if (!scan.Number(2, 1, 12, month)) return std::nullopt;
    if (scan.Take('-') && !scan.Number(2, 1, 31, day)) return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(year)),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return std::nullopt;
  if (scan.Take('T') && !ScanTime(scan, time, nanos)) return std::nullopt;
  if (!ScanZone(scan, time) || !scan.AtEnd()) return std::nullopt;
  const int64_t unit = PowerOfTen(9 - precision);
  return Value::Timestamp(sys_days(date).time_since_epoch().count() * kDay + time,
                          nanos / unit * unit, precision);
}

std::string FormatTimestamp(const Value& timestamp) {
  const int64_t seconds = timestamp.integer;
  const int64_t day = seconds >= 0 ? seconds / kDay : -((-seconds + kDay - 1) / kDay);
  const int64_t time = seconds - day * kDay;
  const std::chrono::year_month_day date{sys_days(days(day))};
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time / 3600), static_cast<int>(time / 60 % 60),
                static_cast<int>(time % 60));
  std::string formatted = text;
  if (timestamp.precision > 0) {
    std::snprintf(text, sizeof text, "%09lld", static_cast<long long>(timestamp.nanos));
    formatted += "." + std::string(text).substr(0, static_cast<size_t>(timestamp.precision));
  }
  return formatted + "Z";
}

Value TimestampOf(std::chrono::system_clock::time_point time, int precision) {
  const auto since = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  const auto nanos = std::chrono::duration_cast<std::chrono::nanoseconds>(since - seconds).count();
  const int64_t unit = PowerOfTen(9 - precision);
  return Value::Timestamp(seconds.count(), nanos / unit * unit, precision);
}

}  // namespace standin::nosql
