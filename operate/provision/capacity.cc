#include "operate/provision/capacity.h"

#include <algorithm>
#include <cstdio>

#include "fotogal/base/schema.h"

namespace operate::provision {
namespace {

constexpr int kMostTables = 30;  // per tenancy and region

// Reserved units for about a hundred people, the same for every table.
constexpr oci::nosql::TableLimits kSmallest{false, 50, 25, 1};

// USD per month for a reserved unit, and for a GB (Oracle's public price list, 2025).
constexpr double kReadUnitPrice = 0.0064, kWriteUnitPrice = 0.1254, kStoragePrice = 0.066;

double MonthlyCost(const oci::nosql::TableLimits& limits, size_t tables) {
  return static_cast<double>(tables) *
         (limits.read_units * kReadUnitPrice + limits.write_units * kWriteUnitPrice +
          limits.storage_gb * kStoragePrice);
}

std::string WaysOut(size_t tables) {
  char text[512];
  std::snprintf(
      text, sizeof(text),
      "Either reserve units instead, in the settings: \"table_limits\": {\"read_units\": %d, "
      "\"write_units\": %d, \"storage_gb\": %d}, about %.0f USD a month for %zu tables by the "
      "public prices of 2025; or ask Oracle for more (Console: Governance, Limits, Quotas and "
      "Usage, NoSQL; or another compartment's tables may go)",
      kSmallest.read_units, kSmallest.write_units, kSmallest.storage_gb,
      MonthlyCost(kSmallest, tables), tables);
  return text;
}

struct Count {
  int missing = 0;        // tables of FotoGal that do not exist yet
  int not_on_demand = 0;  // tables of FotoGal that do not exist or have reserved units
};

Count CountOurs(const oci::nosql::TableList& list) {
  Count count;
  for (const auto& ours : fotogal::schema::Tables()) {
    const auto found = std::find_if(list.tables.begin(), list.tables.end(),
                                    [&](const auto& table) { return table.name == ours.name; });
    const bool is_missing = found == list.tables.end();
    count.missing += is_missing ? 1 : 0;
    count.not_on_demand += is_missing || !found->limits.on_demand ? 1 : 0;
  }
  return count;
}

// A lower limit: the list has the tables of one compartment and the number of on-demand tables of
// the whole tenancy; tables with reserved units in other compartments are not seen.
int TablesThere(const oci::nosql::TableList& list) {
  const auto reserved = std::count_if(list.tables.begin(), list.tables.end(),
                                      [](const auto& table) { return !table.limits.on_demand; });
  return std::max(static_cast<int>(list.tables.size()),
                  list.on_demand_tables + static_cast<int>(reserved));
}

}  // namespace

oci::Result<std::vector<std::string>> MissingCapacity(oci::Call& call, const Access& access,
                                                      const Settings& settings) {
  oci::nosql::Client nosql(access.requester, {access.endpoints.nosql, settings.compartment_id});
  OCI_ASSIGN_OR_RETURN(const auto list, nosql.ListTables(call));
  const Count count = CountOurs(list);
  std::vector<std::string> lines;
  const int there = TablesThere(list);
  if (count.missing > 0 && there + count.missing > kMostTables)
    lines.push_back(
        "tables: a tenancy may have " + std::to_string(kMostTables) + " in a region; at least " +
        std::to_string(there) + " are there, and " + std::to_string(count.missing) +
        " are to be made. Remove others, choose another region, or ask Oracle for more");
  const int on_demand = list.on_demand_tables + count.not_on_demand;
  if (settings.limits.on_demand && count.not_on_demand > 0 &&
      on_demand > list.most_on_demand_tables)
    lines.push_back("tables with on-demand capacity: this tenancy may have " +
                    std::to_string(list.most_on_demand_tables) + ", has " +
                    std::to_string(list.on_demand_tables) + ", and FotoGal wants " +
                    std::to_string(count.not_on_demand) + " more. " +
                    WaysOut(fotogal::schema::Tables().size()));
  return lines;
}

}  // namespace operate::provision
