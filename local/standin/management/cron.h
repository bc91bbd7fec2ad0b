// A schedule's recurrenceDetails of recurrenceType CRON: five fields (minute, hour, day of month,
// month, day of week), in UTC, as crontab(5) has them: numbers, *, lists, ranges and steps.
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

  // Whether it is due in the minute that this moment is in. Where both days are limited, either
  // will do.
  bool DueIn(oci::TimePoint moment) const;
  // The most times within one hour.
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
