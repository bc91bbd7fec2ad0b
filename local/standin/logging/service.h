// OCI Logging (docs/contracts/README.md, "Logging"): entries go into one file of JSON lines per
// log, in which they can be searched; log groups, and logs of one's own or of a service, can be
// created. Nothing is put into the logs of services. Work requests are finished at once.
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
#include "local/standin/base/work_requests.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

class Logging {
 public:
  struct Options {
    std::filesystem::path folder;
    oci::Clock clock;
    Random random;
    std::string tenancy_id = {};
  };
  static oci::Result<std::unique_ptr<Logging>> Open(Options options);

  // Handles paths "/20200831/...", "/20200531/..." and "/20190909/..."; the caller has verified the
  // signature. May be called from several threads at once.
  Response Handle(const Request& request);
  // The file for the entries of that log: one JSON object per line.
  std::filesystem::path LogFile(const std::string& log_id) const;

 private:
  explicit Logging(Options options);
  // The handler of a route; called with the lock held, an existing log group, and an
  // existing log of that group.
  using Handler = Response (Logging::*)(const Request& request, const PathValues& values);
  using LoggingRoute = Route<Handler>;
  static const std::vector<LoggingRoute>& Routes();
  Response Push(const Request& request, const PathValues& values);
  Response Unknown(const Request& request, const PathValues& values);
  Response ListWorkRequests(const Request& request, const PathValues& values);
  Response GetWorkRequest(const Request& request, const PathValues& values);
  Response GetWorkDetails(const Request& request, const PathValues& values);
  oci::Status Save() const;

  // resources.cc
  Response ListGroups(const Request& request, const PathValues& values);
  Response CreateGroup(const Request& request, const PathValues& values);
  Response GetGroup(const Request& request, const PathValues& values);
  Response UpdateGroup(const Request& request, const PathValues& values);
  Response RemoveGroup(const Request& request, const PathValues& values);
  Response ListLogs(const Request& request, const PathValues& values);
  Response CreateLog(const Request& request, const PathValues& values);
  Response GetLog(const Request& request, const PathValues& values);
  Response UpdateLog(const Request& request, const PathValues& values);
  Response RemoveLog(const Request& request, const PathValues& values);
  bool IsGroup(const std::string& id) const;
  bool IsLogOf(const std::string& group_id, const std::string& id) const;
  bool IsNameTaken(const nlohmann::json& resource) const;
  nlohmann::json NewResource(const char* kind, const std::string& compartment,
                             const nlohmann::json& details) const;
  Response Update(const Request& request, const std::string& id,
                  const std::vector<std::string>& changeable);
  Response Change(const std::string& verb, const nlohmann::json& resource);

  // search.cc
  Response Search(const Request& request, const PathValues& values);
  oci::Result<std::vector<nlohmann::json>> LogsOf(const std::vector<std::string>& stream) const;
  void ReadEntries(const nlohmann::json& log, oci::TimePoint from, oci::TimePoint to,
                   std::vector<nlohmann::json>& records) const;

  const Options options_;
  mutable std::mutex mutex_;
  WorkRequests work_;
  nlohmann::json resources_ = nlohmann::json::object();  // by id
};

}  // namespace standin
