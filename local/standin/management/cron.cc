#include "local/standin/management/cron.h"

#include <charconv>
#include <ctime>
#include <optional>
#include <sstream>
#include <vector>

namespace standin {
namespace {

struct Field {
  const char* name;
  int lowest, highest;
};

std::optional<int> NumberOf(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// Parses one item of a list: "*", "*/15", "3", "1-5", "1-30/10". False: it is none of these.
template <size_t N>
bool AddItem(const Field& field, std::string_view item, std::bitset<N>& set) {
  const auto slash = item.find('/');
  const auto step =
      slash == std::string_view::npos ? std::optional(1) : NumberOf(item.substr(slash + 1));
  const auto range = item.substr(0, slash);
  std::optional<int> from = field.lowest, to = field.highest;
  if (range != "*") {
    const auto dash = range.find('-');
    from = NumberOf(range.substr(0, dash));
    // "5/10": from 5 to the end in steps of 10.
    if (dash != std::string_view::npos)
      to = NumberOf(range.substr(dash + 1));
    else if (slash == std::string_view::npos)
      to = from;
  }
  if (!step || !from || !to || *step < 1 || *step > field.highest || *from < field.lowest ||
      *to > field.highest || *from > *to)
    return false;
  for (int value = *from; value <= *to; value += *step) set.set(static_cast<size_t>(value));
  return true;
}

template <size_t N>
oci::Status AddField(const Field& field, const std::string& text, std::bitset<N>& set) {
  std::stringstream items(text + ",");  // with the comma, an empty last item is found too
  std::string item;
  while (std::getline(items, item, ',')) {
    if (!AddItem(field, item, set))
      return oci::InvalidRequest(std::string("cron: ") + field.name + " is \"" + text +
                                 "\": a number from " + std::to_string(field.lowest) + " to " +
                                 std::to_string(field.highest) + ", *, a list, range or step");
  }
  return oci::Ok();
}

}  // namespace

oci::Result<Cron> Cron::Parse(const std::string& text) {
  std::stringstream words(text);
  std::vector<std::string> fields;
  for (std::string word; words >> word;) fields.push_back(word);
  if (fields.size() != 5)
    return oci::InvalidRequest("cron: \"" + text + "\" has " + std::to_string(fields.size()) +
                               " fields; it takes minute, hour, day, month and day of week");
  Cron cron;
  OCI_RETURN_IF_ERROR(AddField({"the minute", 0, 59}, fields[0], cron.minutes_));
  OCI_RETURN_IF_ERROR(AddField({"the hour", 0, 23}, fields[1], cron.hours_));
  OCI_RETURN_IF_ERROR(AddField({"the day", 1, 31}, fields[2], cron.days_));
  OCI_RETURN_IF_ERROR(AddField({"the month", 1, 12}, fields[3], cron.months_));
  OCI_RETURN_IF_ERROR(AddField({"the day of week", 0, 7}, fields[4], cron.weekdays_));
  if (cron.weekdays_.test(7)) cron.weekdays_.set(0);
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');
  return cron;
}

bool Cron::DueIn(oci::TimePoint moment) const {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(moment);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  const bool day = days_.test(static_cast<size_t>(utc.tm_mday));
  const bool weekday = weekdays_.test(static_cast<size_t>(utc.tm_wday));
  const bool either = !any_day_ && !any_weekday_ ? day || weekday : day && weekday;
  return minutes_.test(static_cast<size_t>(utc.tm_min)) &&
         hours_.test(static_cast<size_t>(utc.tm_hour)) &&
         months_.test(static_cast<size_t>(utc.tm_mon + 1)) && either;
}

}  // namespace standin
