// What all code of a function uses: the clients of OCI, clock, random numbers and configuration.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "fotogal/base/config.h"
#include "fotogal/base/ids.h"
#include "fotogal/base/photo_access.h"
#include "oci/email.h"
#include "oci/functions.h"
#include "oci/logging.h"
#include "oci/nosql_rows.h"
#include "oci/object_storage.h"

namespace fotogal {

// The statement of a call that took longest, for the call's log line.
class SlowestStatement {
 public:
  struct Taken {
    std::string_view name;  // "": none was sent
    std::int64_t ms = 0;
  };
  // May be called by several threads at once.
  void Note(std::string_view name, std::int64_t ms);
  // The slowest statement since the last Take.
  Taken Take();

 private:
  std::mutex mutex_;
  Taken slowest_;
};

// index.html of the web client, as this process has read it last (functions/page).
struct WebShell {
  std::string html, etag;  // "": not read yet
  oci::TimePoint read_at{};
};

// Exists once per process; used by one call at a time, which may run on several threads.
struct Services {
  std::unique_ptr<oci::nosql::Rows> nosql;
  std::unique_ptr<oci::object_storage::Client> objects;
  std::unique_ptr<oci::object_storage::Client> web;  // of the bucket with the web client
  std::unique_ptr<oci::functions::Client> functions;
  std::unique_ptr<oci::logging::IngestionClient> logging;
  std::unique_ptr<oci::email::Client> mail;             // used if config.mail.is_on()
  std::shared_ptr<oci::Transport> push_services;        // used if config.pushes.is_on()
  std::function<void(const nlohmann::json& line)> log;  // writes a line to the function's log
  oci::Clock clock;
  Random random;
  Config config;
  // How many images a day pulled authors were seen to publish: a guess, of feed/pull_window.
  std::map<UserId, double> paces;
  PhotoAccess avatar_access;  // as this process has read it last (images/photo_addresses.h)
  WebShell web_shell;
  // How many detached calls of this process could not be started; each is in the log with its code.
  int failed_starts = 0;
  std::unique_ptr<SlowestStatement> slowest = std::make_unique<SlowestStatement>();
};

// The clients of a process, which share one requester.
Services MakeServices(std::shared_ptr<oci::Requester> requester, Config config, oci::Clock clock,
                      Random random);
// Services with libcurl, the environment's credentials, and the system's clock and random numbers.
oci::Result<Services> ServicesFromEnvironment(const oci::Environment& environment);

}  // namespace fotogal
