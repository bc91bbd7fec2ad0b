// Oracle NoSQL Database Cloud's REST API 20190828 over embedded SQLite, as FotoGal uses it: tables,
// indexes, work requests, rows, queries. Statuses, codes, units and refusals are those that
// Oracle's own service was seen to answer; what it does not serve it refuses with 400
// InvalidParameter "... is not supported by the FotoGal stand-in".
//
// What a request acknowledged is in the database file when Handle returns and survives the death of
// the process.
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
    bool enforce_limits = false;  // answer 429 when a table's units of this second are used up
    // How many tables with on-demand capacity the tenancy may have; nullopt: any number, and the
    // numbers of ListTables are 0, as Oracle's simulator has them.
    std::optional<int> most_on_demand_tables = std::nullopt;
  };
  // An error names the file that could not be opened.
  static oci::Result<std::unique_ptr<Service>> Open(Options options);
  ~Service();

  // Paths "/20190828/...". The caller has verified the request's signature. Safe from several
  // threads at once.
  Response Handle(const Request& request);

 private:
  explicit Service(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace standin::nosql
