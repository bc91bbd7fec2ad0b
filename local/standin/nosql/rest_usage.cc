// /tables/{table}/usage
#include <algorithm>

#include "common/rfc3339.h"
#include "local/standin/nosql/rest.h"

namespace standin::nosql {
namespace {

Result<std::optional<int64_t>> SecondParameter(const Request& request, std::string_view name) {
  OCI_ASSIGN_OR_RETURN(const auto text, TextParameter(request, name));
  if (!text) return std::optional<int64_t>();
  const auto time = common::ParseRfc3339(*text);
  if (!time) return InvalidParameter("Invalid " + std::string(name) + ": " + *text);
  return std::optional<int64_t>(
      std::chrono::duration_cast<std::chrono::seconds>(time->time_since_epoch()).count());
}

Value PeriodValue(const UsageMinute& minute) {
  return Value::Record({{"secondsInPeriod", Value::Long(kUsagePeriodMs / 1000)},
                        {"readUnits", Value::Long(minute.units.read)},
                        {"writeUnits", Value::Long(minute.units.write)},
                        {"storageInGBs", Value::Long(0)},
                        {"readThrottleCount", Value::Long(minute.reads_throttled)},
                        {"writeThrottleCount", Value::Long(minute.writes_throttled)},
                        {"storageThrottleCount", Value::Long(0)},
                        {"maxShardSizeUsageInPercent", Value::Long(0)},
                        {"timeStarted", TimeValue(minute.start_ms)}});
}

// What was used in the minute, which may be nothing.
UsageMinute MinuteOf(const Engine& engine, const Table& table, int64_t start_ms) {
  UsageMinute unused;
  unused.start_ms = start_ms;
  const auto used = engine.usage_history.Between(table.id, start_ms, start_ms + kUsagePeriodMs);
  return used.empty() ? unused : used.front();
}

}  // namespace

// Complete minutes since the table was made; without times, the last one.
Result<Response> ListTableUsage(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  OCI_ASSIGN_OR_RETURN(const auto start, SecondParameter(request, "timeStart"));
  OCI_ASSIGN_OR_RETURN(const auto end, SecondParameter(request, "timeEnd"));
  if (start && end && *end < *start)
    return InvalidParameter("Invalid timeEnd: it is before timeStart");
  const int64_t now = engine.rows.NowMs() / kUsagePeriodMs;
  const int64_t made = table->created_ms / kUsagePeriodMs;
  const int64_t last = std::min(end ? *end * 1000 / kUsagePeriodMs : now, now);
  const int64_t first =
      !start && !end ? now - 1 : std::max(start.value_or(0) * 1000 / kUsagePeriodMs, made);
  const size_t count = static_cast<size_t>(std::max<int64_t>(last - first, 0));
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, count));
  Items items;
  for (size_t i = page.first; i < page.last; ++i) {
    const int64_t start_ms = (first + static_cast<int64_t>(i)) * kUsagePeriodMs;
    items.push_back(PeriodValue(MinuteOf(engine, *table, start_ms)));
  }
  Response response = JsonResponse(Value::Record({{"items", Value::Array(std::move(items))}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
}

}  // namespace standin::nosql
