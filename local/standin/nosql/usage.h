// What each table has used, minute by minute, for ListTableUsage. It is not kept over a restart.
#pragma once

#include <cstdint>
#include <map>

#include "local/standin/nosql/units.h"

namespace standin::nosql {

inline constexpr int64_t kUsageSeconds = 60;  // of one period

struct UsagePeriod {
  Units units;
  int64_t read_throttles = 0, write_throttles = 0;
};

class UsageHistory {
 public:
  void Add(int64_t second, const Units& units);
  void AddThrottle(int64_t second, bool writes);
  // The period that contains that second.
  UsagePeriod At(int64_t second) const;

 private:
  UsagePeriod& PeriodOf(int64_t second);
  std::map<int64_t, UsagePeriod> periods_;  // by number of the minute
};

}  // namespace standin::nosql
