// The stand-in's cloud: all of OCI's services at one address, which verifies signatures.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "local/standin/base/answers.h"
#include "local/standin/base/random.h"
#include "local/standin/base/routes.h"
#include "local/standin/email/service.h"
#include "local/standin/identity/principals.h"
#include "local/standin/identity/service.h"
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
    std::filesystem::path folder;  // subfolders: principals/, identity/, object-storage/, logging/,
                                   // management/, email/
    Handler nosql;           // handles "/20190828..." and "/V2/nosql/data"; empty: refused with 501
    std::string public_url;  // the fullPath of a PAR begins with it
    oci::Clock clock;
    Random random;
    // The address of functions, for their invokeEndpoint (Management::Options); empty: none.
    std::string invoke_url = {};
    // The address of deployments, for their endpoint (Management::Options); empty: none.
    std::string deployments_url = {};
    size_t schedule_times_an_hour = 60;  // Management::Options
  };
  // Creates or reads what is in the folder. The error names the file.
  static oci::Result<std::unique_ptr<Cloud>> Open(Options options);

  // Handles any request as it was received. May be called from several threads at once. Every
  // response has an opc-request-id: the client's, or a new one.
  Response Handle(const Request& request);

  // The refusal of a request without a valid signature.
  std::optional<Response> Refuse(const Request& request) {
    return RefuseUnlessSigned(request, keys_, options_.clock());
  }
  const Principals& principals() const { return principals_; }
  KeyRing& keys() { return keys_; }
  Logging& logging() { return *logging_; }

 private:
  Cloud(Options options, Principals principals, std::unique_ptr<Identity> identity,
        std::unique_ptr<ObjectStorage> objects, std::unique_ptr<Logging> logging,
        std::unique_ptr<Management> management, std::unique_ptr<Email> email);
  Response Answer(const Request& request);
  // The service that a signed request is for.
  using Service = Response (Cloud::*)(const Request& request);
  static const std::vector<Route<Service>>& Routes();
  Response AskObjectStorage(const Request& request);
  Response AskLogging(const Request& request);
  Response AskNoSql(const Request& request);
  Response AskIdentity(const Request& request);
  Response AskManagement(const Request& request);
  Response AskEmail(const Request& request);
  Response RefuseMonitoring(const Request& request);
  Response RefuseNotifications(const Request& request);
  Response RefuseResourceManager(const Request& request);

  const Options options_;
  const Principals principals_;
  KeyRing keys_;
  const std::unique_ptr<Identity> identity_;
  const std::unique_ptr<ObjectStorage> objects_;
  const std::unique_ptr<Logging> logging_;
  const std::unique_ptr<Management> management_;
  const std::unique_ptr<Email> email_;
};

}  // namespace standin
