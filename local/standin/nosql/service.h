// Oracle NoSQL Database Cloud on embedded SQLite, by its REST API 20190828 and by the protocol of
// Oracle's own drivers (wire.h), as far as FotoGal and those drivers use it: tables, indexes, work
// requests, rows, queries. Statuses, codes, units and refusals are those seen from Oracle's own
// service; other features are refused with 400 InvalidParameter "... is not
// supported by the FotoGal stand-in".
//
// What Handle returns, written or read, is on the disk then, and survives the death of the process
// and a power cut.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "local/standin/base/answers.h"
#include "oci/result.h"

namespace standin::nosql {

struct Engine;

class Service {
 public:
  struct Options {
    std::string database_path;  // ":memory:" for tests
    std::function<std::chrono::system_clock::time_point()> clock;
    // answer 429 when a table's units for the current second are used up
    bool enforce_limits = false;
    // The tenancy's limit of tables with on-demand capacity; nullopt: no limit, and both numbers in
    // ListTables are 0, as in Oracle's simulator.
    std::optional<int> most_on_demand_tables = std::nullopt;
    // Whether a table has no units left, whatever its limits are; for faults on purpose.
    std::function<bool(const std::string& table, bool writes)> throttles = {};
  };
  // The error names the file that could not be opened.
  static oci::Result<std::unique_ptr<Service>> Open(Options options);
  ~Service();

  // Handles paths "/20190828/..." and POST /V2/nosql/data. The caller has verified the signature.
  // May be called from several threads at once.
  Response Handle(const Request& request);

 private:
  Response Answer(const Request& request);
  explicit Service(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace standin::nosql
