#include "local/standin/nosql/usage.h"

namespace standin::nosql {
namespace {

constexpr size_t kMostMinutes = 24 * 60;

}  // namespace

UsageMinute& UsageHistory::Now(int64_t table_id, int64_t now_ms) {
  std::deque<UsageMinute>& minutes = minutes_[table_id];
  const int64_t start = now_ms / kUsagePeriodMs * kUsagePeriodMs;
  if (minutes.empty() || minutes.back().start_ms != start) {
    UsageMinute minute;
    minute.start_ms = start;
    minutes.push_back(minute);
  }
  if (minutes.size() > kMostMinutes) minutes.pop_front();
  return minutes.back();
}

void UsageHistory::Add(int64_t table_id, int64_t now_ms, const Units& units) {
  UsageMinute& minute = Now(table_id, now_ms);
  minute.units.read += units.read;
  minute.units.write += units.write;
}

void UsageHistory::AddThrottled(int64_t table_id, int64_t now_ms, bool writes) {
  UsageMinute& minute = Now(table_id, now_ms);
  ++(writes ? minute.writes_throttled : minute.reads_throttled);
}

std::vector<UsageMinute> UsageHistory::Between(int64_t table_id, int64_t from_ms,
                                               int64_t to_ms) const {
  std::vector<UsageMinute> found;
  const auto minutes = minutes_.find(table_id);
  if (minutes == minutes_.end()) return found;
  for (const UsageMinute& minute : minutes->second) {
    if (minute.start_ms >= from_ms && minute.start_ms < to_ms) found.push_back(minute);
  }
  return found;
}

}  // namespace standin::nosql
