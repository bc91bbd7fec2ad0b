#include "common/rfc3339.h"

#include <algorithm>
#include <cstdio>

#include "common/ascii.h"

namespace common {
namespace {

// TimePoint, which counts nanoseconds, might overflow in calculations outside of these.
constexpr int kFirstYear = 1700, kLastYear = 2200;

constexpr std::chrono::sys_seconds BeginningOf(int year) {
  return std::chrono::sys_days(std::chrono::year(year) / 1 / 1);
}

// Reads the fields of a fixed layout from left to right.
class Fields {
 public:
  explicit Fields(std::string_view text) : text_(text) {}

  // A number of exactly `digits` digits, at most `max`.
  int Number(int digits, int max) {
    int value = 0;
    for (int i = 0; i < digits; ++i) {
      if (text_.empty() || !IsDigit(text_.front())) {
        ok_ = false;
        return 0;
      }
      value = value * 10 + (text_.front() - '0');
      text_.remove_prefix(1);
    }
    if (value > max) ok_ = false;
    return value;
  }

  // One of the characters in `choices`; 0 when it is another.
  char Mark(std::string_view choices) {
    if (text_.empty() || choices.find(text_.front()) == std::string_view::npos) {
      ok_ = false;
      return 0;
    }
    const char mark = text_.front();
    text_.remove_prefix(1);
    return mark;
  }

  std::chrono::nanoseconds Fraction() {
    if (text_.empty() || text_.front() != '.') return {};
    text_.remove_prefix(1);
    if (text_.empty() || !IsDigit(text_.front())) ok_ = false;
    int64_t value = 0;
    int64_t unit = 1'000'000'000;
    for (; !text_.empty() && IsDigit(text_.front()); text_.remove_prefix(1)) {
      unit /= 10;
      value += unit * (text_.front() - '0');
    }
    return std::chrono::nanoseconds(value);
  }

  bool ok() const { return ok_; }
  bool at_end() const { return text_.empty(); }

 private:
  std::string_view text_;
  bool ok_ = true;
};

}  // namespace

std::string Rfc3339(TimePoint time) {
  using namespace std::chrono;
  const auto date = floor<days>(time);
  const year_month_day day(date);
  const hh_mm_ss clock(floor<milliseconds>(time - date));
  char text[64];
  std::snprintf(
      text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(day.year()),
      static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  return text;
}

TimePoint NearestTime(std::int64_t seconds) {
  constexpr std::int64_t kFirst = BeginningOf(kFirstYear).time_since_epoch().count(),
                         kLast = BeginningOf(kLastYear + 1).time_since_epoch().count();
  return TimePoint(std::chrono::seconds(std::clamp(seconds, kFirst, kLast)));
}

std::optional<TimePoint> ParseRfc3339(std::string_view text, FarTimes far_times) {
  using std::chrono::day, std::chrono::month, std::chrono::year;
  Fields in(text);
  const int y = in.Number(4, 9999);
  in.Mark("-");
  const int m = in.Number(2, 12);
  in.Mark("-");
  const int d = in.Number(2, 31);
  in.Mark("Tt ");
  std::chrono::nanoseconds time = std::chrono::hours(in.Number(2, 23));
  in.Mark(":");
  time += std::chrono::minutes(in.Number(2, 59));
  in.Mark(":");
  time += std::chrono::seconds(in.Number(2, 60));
  time += in.Fraction();
  if (const char zone = in.Mark("Zz+-"); zone == '+' || zone == '-') {
    std::chrono::minutes offset = std::chrono::hours(in.Number(2, 23));
    in.Mark(":");
    offset += std::chrono::minutes(in.Number(2, 59));
    time += zone == '+' ? -offset : offset;
  }
  const auto date = year(y) / month(static_cast<unsigned>(m)) / day(static_cast<unsigned>(d));
  if (!in.ok() || !in.at_end() || !date.ok()) return std::nullopt;
  if (y < kFirstYear || y > kLastYear) {
    if (far_times == FarTimes::kAreRefused) return std::nullopt;
    return TimePoint(BeginningOf(y < kFirstYear ? kFirstYear : kLastYear + 1));
  }
  return std::chrono::time_point_cast<TimePoint::duration>(std::chrono::sys_days(date) + time);
}

}  // namespace common
