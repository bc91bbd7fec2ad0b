// OCI Logging as FotoGal uses it (docs/contracts/README.md, "Logging"): entries go into one file of
// JSON lines per log; log groups and logs can be created. Work requests are finished at once.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

class Logging {
 public:
  struct Options {
    std::filesystem::path folder;
    oci::Clock clock;
    Random random;
  };
  static oci::Result<std::unique_ptr<Logging>> Open(Options options);

  // Handles paths "/20200831/..." and "/20200531/..."; the caller has verified the signature. May
  // be called from several threads at once.
  Response Handle(const Request& request);
  // The file for the entries of that log: one JSON object per line.
  std::filesystem::path LogFile(const std::string& log_id) const;

 private:
  explicit Logging(Options options) : options_(std::move(options)) {}
  // The handler of a route; called with the lock held and an existing log group.
  using Handler = Response (Logging::*)(const Request& request, const PathValues& values);
  using LoggingRoute = Route<Handler>;
  static const std::vector<LoggingRoute>& Routes();
  Response Push(const Request& request, const PathValues& values);
  Response List(const Request& request, const PathValues& values);
  Response Create(const Request& request, const PathValues& values);
  Response GetGroup(const Request& request, const PathValues& values);
  Response GetLog(const Request& request, const PathValues& values);
  Response RemoveGroup(const Request& request, const PathValues& values);
  Response RemoveLog(const Request& request, const PathValues& values);
  Response GetWorkRequest(const Request& request, const PathValues& values);
  Response Unknown(const Request& request, const PathValues& values);

  Response Show(const std::string& id) const;
  Response Remove(const std::string& id);
  oci::Status Save() const;

  const Options options_;
  mutable std::mutex mutex_;
  nlohmann::json resources_ = nlohmann::json::object();  // by id
};

}  // namespace standin
