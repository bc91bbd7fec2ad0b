// The stand-in's cloud: everything that OCI's endpoints answer, behind one door that verifies
// signatures.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "local/standin/identity/principals.h"
#include "local/standin/identity/verify.h"
#include "local/standin/logging/service.h"
#include "local/standin/management/service.h"
#include "local/standin/object_storage/service.h"
#include "oci/call.h"
#include "oci/result.h"

namespace standin {

class Cloud {
 public:
  using Handler = std::function<Response(const Request&)>;
  struct Options {
    std::filesystem::path
        folder;              // principals/, object-storage/, logging/, management/ are made in it
    Handler nosql;           // "/20190828..."; empty: refused with 501
    std::string public_url;  // begins a PAR's fullPath
    oci::Clock clock;
    Random random;
    // Where functions run: their invokeEndpoint (Management::Options); empty: nowhere.
    std::string invoke_url = {};
    // Where deployments answer: their endpoint (Management::Options); empty: nowhere.
    std::string deployments_url = {};
    size_t schedule_times_an_hour = 60;  // Management::Options
  };
  // Makes or reads what is in the folder. The error names the file.
  static oci::Result<std::unique_ptr<Cloud>> Open(Options options);

  // Any request as it came off the wire. Safe from several threads at once. Every answer carries
  // opc-request-id: the caller's, or a new one.
  Response Handle(const Request& request);

  // The refusal of a request whose signature does not hold.
  std::optional<Response> Refuse(const Request& request) {
    return RefuseUnlessSigned(request, keys_, options_.clock());
  }
  const Principals& principals() const { return principals_; }
  KeyRing& keys() { return keys_; }
  Logging& logging() { return *logging_; }

 private:
  Cloud(Options options, Principals principals, std::unique_ptr<ObjectStorage> objects,
        std::unique_ptr<Logging> logging, std::unique_ptr<Management> management);
  Response Answer(const Request& request);
  // Which service a signed request is for.
  using Service = Response (Cloud::*)(const Request& request);
  static const std::vector<Route<Service>>& Routes();
  Response AskObjectStorage(const Request& request);
  Response AskLogging(const Request& request);
  Response AskNoSql(const Request& request);
  Response AskManagement(const Request& request);

  const Options options_;
  const Principals principals_;
  KeyRing keys_;
  const std::unique_ptr<ObjectStorage> objects_;
  const std::unique_ptr<Logging> logging_;
  const std::unique_ptr<Management> management_;
};

}  // namespace standin
