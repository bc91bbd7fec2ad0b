// The recurrenceDetails of a schedule with recurrenceType CRON: five fields (minute, hour, day of
// month, month, day of week) in UTC, as in crontab(5): numbers, *, lists, ranges and steps.
#pragma once

#include <bitset>
#include <string>

#include "oci/call.h"
#include "oci/result.h"

namespace standin {

class Cron {
 public:
  // The error names the field and what was found.
  static oci::Result<Cron> Parse(const std::string& text);

  // True when it is due in the minute of that moment. When both kinds of days are limited, one
  // match is enough.
  bool DueIn(oci::TimePoint moment) const;
  // How often it is due within one hour at most.
  size_t TimesAnHour() const { return minutes_.count(); }

 private:
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_;
  std::bitset<13> months_;
  std::bitset<8> weekdays_;  // Sunday is 0 and 7
  bool any_day_ = true, any_weekday_ = true;
};

}  // namespace standin
