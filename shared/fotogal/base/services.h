// What a function works with: the clients of the cloud, time, randomness and configuration.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "fotogal/base/config.h"
#include "fotogal/base/ids.h"
#include "oci/functions.h"
#include "oci/logging.h"
#include "oci/nosql.h"
#include "oci/object_storage.h"

namespace fotogal {

// Which statement of a call took longest, for its line in the log.
class SlowestStatement {
 public:
  struct Taken {
    std::string_view name;  // "": none was sent
    std::int64_t ms = 0;
  };
  // By several threads at once.
  void Note(std::string_view name, std::int64_t ms);
  // What was noted since it was asked last.
  Taken Take();

 private:
  std::mutex mutex_;
  Taken slowest_;
};

// One for the life of a process; used by one call at a time, whose helpers may run on several
// threads.
struct Services {
  std::unique_ptr<oci::nosql::Client> nosql;
  std::unique_ptr<oci::object_storage::Client> objects;
  std::unique_ptr<oci::functions::Client> functions;
  std::unique_ptr<oci::logging::IngestionClient> logging;
  std::function<void(const nlohmann::json& line)> log;  // the function's own log, a line each
  oci::Clock clock;
  Random random;
  Config config;
  // How many images a day pulled authors were seen to publish: a guess, of feed/pull_window.
  std::map<UserId, double> paces;
  // Detached calls of this process that were not taken; each is in the log with its code.
  int failed_starts = 0;
  std::unique_ptr<SlowestStatement> slowest = std::make_unique<SlowestStatement>();
};

// The clients of one process, all over one requester.
Services MakeServices(std::shared_ptr<oci::Requester> requester, Config config, oci::Clock clock,
                      Random random);
// The real thing: libcurl, the environment's credentials, the system's clock and randomness.
oci::Result<Services> ServicesFromEnvironment(const oci::Environment& environment);

}  // namespace fotogal
