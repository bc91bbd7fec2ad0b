// What each table used in each minute, and how often it was throttled. Kept in memory for a day.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "local/standin/nosql/units.h"

namespace standin::nosql {

struct UsageMinute {
  int64_t start_ms = 0;
  Units units;
  int64_t reads_throttled = 0, writes_throttled = 0;
};
constexpr int64_t kUsagePeriodMs = 60 * 1000;

class UsageHistory {
 public:
  void Add(int64_t table_id, int64_t now_ms, const Units& units);
  void AddThrottled(int64_t table_id, int64_t now_ms, bool writes);
  void Forget(int64_t table_id) { minutes_.erase(table_id); }
  // Minutes with their start in [from_ms, to_ms), the oldest first; those without any use are left
  // out.
  std::vector<UsageMinute> Between(int64_t table_id, int64_t from_ms, int64_t to_ms) const;

 private:
  UsageMinute& Now(int64_t table_id, int64_t now_ms);
  std::map<int64_t, std::deque<UsageMinute>> minutes_;
};

}  // namespace standin::nosql
