#include "local/standin/nosql/time_functions.h"

#include <chrono>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/lexer.h"

namespace standin::nosql {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr int64_t kSecondsOfDay = 86400;

// The calendar's side of a timestamp.
struct Moment {
  explicit Moment(const Value& timestamp)
      : at(std::chrono::seconds(timestamp.integer)),
        day(std::chrono::floor<days>(at)),
        date(day),
        second(static_cast<int>((at - day).count())) {}

  int DayOfYear() const {
    return static_cast<int>((day - std::chrono::sys_days(date.year() / 1 / 1)).count()) + 1;
  }
  // Week 1 is the one with the first Thursday.
  int IsoWeek() const {
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    const Moment thursday(Value::Timestamp(
        (day.time_since_epoch() + days(4 - static_cast<int>(weekday))).count() * kSecondsOfDay, 0,
        0));
    return (thursday.DayOfYear() - 1) / 7 + 1;
  }

  std::chrono::sys_seconds at;
  std::chrono::sys_days day;
  year_month_day date;
  int second;
};

int PartOf(std::string_view name, const Value& timestamp) {
  const Moment moment(timestamp);
  const auto month = static_cast<int>(static_cast<unsigned>(moment.date.month()));
  if (name == "year") return static_cast<int>(moment.date.year());
  if (name == "month") return month;
  if (name == "day" || name == "day_of_month")
    return static_cast<int>(static_cast<unsigned>(moment.date.day()));
  if (name == "hour") return moment.second / 3600;
  if (name == "minute") return moment.second / 60 % 60;
  if (name == "second") return moment.second % 60;
  if (name == "millisecond") return static_cast<int>(timestamp.nanos / 1000000);
  if (name == "microsecond") return static_cast<int>(timestamp.nanos / 1000);
  if (name == "nanosecond") return static_cast<int>(timestamp.nanos);
  if (name == "quarter") return (month + 2) / 3;
  return name == "isoweek" ? moment.IsoWeek() : moment.DayOfYear();
}

}  // namespace

Status TimePart(const Expr& call, const Scope&, const std::vector<Sequence>& arguments,
                Sequence& out) {
  const Sequence& argument = arguments[0];
  if (argument.empty()) return oci::Ok();
  if (argument.size() > 1)
    return ErrorAt(call.line, call.column,
                   "Result set with more than one item cannot be promoted to type Any?");
  Type type;
  type.kind = Kind::kTimestamp;
  type.precision = 9;
  const auto timestamp = CastTo(argument[0], type);
  out.push_back(timestamp.ok() && timestamp->kind == Kind::kTimestamp
                    ? Value::Integer(PartOf(call.name, *timestamp))
                    : Value::Null());
  return oci::Ok();
}

}  // namespace standin::nosql
