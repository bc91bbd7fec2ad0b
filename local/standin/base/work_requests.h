// Work requests: what a service says about work that it has accepted. In the stand-in all work is
// done before it is answered, so they are finished from the start. The newest are kept in a file.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

// A member of a work request's resources: {"actionType", "entityType", "identifier", "entityUri"}.
nlohmann::json WorkResource(const std::string& action, const std::string& entity,
                            const std::string& id, const std::string& uri);

class WorkRequests {
 public:
  struct Options {
    std::filesystem::path file;
    std::string id_prefix;  // ids begin with it: "ocid1.logworkrequest.oc1.iad."
    std::string done;       // the status: "SUCCEEDED"
    oci::Clock clock;
    Random random;
  };
  explicit WorkRequests(Options options);

  // Returns the id of the new one. May be called from several threads at once, like the others.
  oci::Result<std::string> Record(const std::string& operation, const std::string& compartment,
                                  nlohmann::json resources);
  // As GetWorkRequest returns it; nullopt: there is none.
  std::optional<nlohmann::json> Find(const std::string& id) const;
  // Those of the compartment, the newest first.
  nlohmann::json List(const std::string& compartment) const;

  // The responses to GetWorkRequest, to ListWorkRequests, and to ListWorkRequestErrors and
  // ListWorkRequestLogs, of which there is never anything to list. `frame` frames a list as the
  // service does.
  Response Get(const std::string& id) const;
  using Frame = nlohmann::json (*)(nlohmann::json items);
  Response GetList(const Request& request, Frame frame) const;
  Response GetDetails(const std::string& id, Frame frame) const;
  static nlohmann::json Bare(nlohmann::json items) { return items; }
  static nlohmann::json AsItems(nlohmann::json items);

 private:
  const Options options_;
  mutable std::mutex mutex_;
  nlohmann::json kept_ = nlohmann::json::array();
};

}  // namespace standin
