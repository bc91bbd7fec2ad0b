#include "local/standin/nosql/usage.h"

namespace standin::nosql {
namespace {

constexpr size_t kMostPeriods = 24 * 60;

}  // namespace

UsagePeriod& UsageHistory::PeriodOf(int64_t second) {
  UsagePeriod& period = periods_[second / kUsageSeconds];
  if (periods_.size() > kMostPeriods) periods_.erase(periods_.begin());
  return period;
}

void UsageHistory::Add(int64_t second, const Units& units) {
  UsagePeriod& period = PeriodOf(second);
  period.units.read += units.read;
  period.units.write += units.write;
}

void UsageHistory::AddThrottle(int64_t second, bool writes) {
  UsagePeriod& period = PeriodOf(second);
  ++(writes ? period.write_throttles : period.read_throttles);
}

UsagePeriod UsageHistory::At(int64_t second) const {
  const auto found = periods_.find(second / kUsageSeconds);
  return found == periods_.end() ? UsagePeriod{} : found->second;
}

}  // namespace standin::nosql
