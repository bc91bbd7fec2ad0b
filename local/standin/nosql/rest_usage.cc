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

Value PeriodValue(const UsagePeriod& period, int64_t began) {
  return Value::Record({{"secondsInPeriod", Value::Long(kUsageSeconds)},
                        {"readUnits", Value::Long(period.units.read)},
                        {"writeUnits", Value::Long(period.units.write)},
                        {"storageInGBs", Value::Long(0)},
                        {"readThrottleCount", Value::Long(period.read_throttles)},
                        {"writeThrottleCount", Value::Long(period.write_throttles)},
                        {"storageThrottleCount", Value::Long(0)},
                        {"maxShardSizeUsageInPercent", Value::Long(0)},
                        {"timeStarted", TimeValue(began * 1000)}});
}

}  // namespace

// Complete minutes since the table was made; without times, the last one.
Result<Response> ListTableUsage(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOf(engine, request, at));
  OCI_ASSIGN_OR_RETURN(const auto start, SecondParameter(request, "timeStart"));
  OCI_ASSIGN_OR_RETURN(const auto end, SecondParameter(request, "timeEnd"));
  if (start && end && *end < *start)
    return InvalidParameter("Invalid timeEnd: it is before timeStart");
  const int64_t now = engine.rows.NowMs() / 1000 / kUsageSeconds;
  const int64_t made = table->created_ms / 1000 / kUsageSeconds;
  const int64_t last = std::min(end ? *end / kUsageSeconds : now, now);
  const int64_t first =
      !start && !end ? now - 1 : std::max(start.value_or(0) / kUsageSeconds, made);
  const size_t count = static_cast<size_t>(std::max<int64_t>(last - first, 0));
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, count));
  Items items;
  for (size_t i = page.first; i < page.last; ++i) {
    const int64_t began = (first + static_cast<int64_t>(i)) * kUsageSeconds;
    items.push_back(PeriodValue(engine.UsageOf(*table).At(began), began));
  }
  Response response = JsonResponse(Value::Record({{"items", Value::Array(std::move(items))}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
}

}  // namespace standin::nosql
