// Client of OCI Functions: invokes functions, each at its own invoke endpoint, and looks that
// endpoint up. The management endpoint of the region cannot invoke: it answers 404
// (oracle/oci-java-sdk#517). JSON as in Oracle's TypeScript SDK, oci-functions 2.139.1.
#pragma once

#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::functions {

// A function and its endpoint: `invokeEndpoint` of the function's resource, which never changes
// while the function exists.
struct Target {
  std::string endpoint;     // "https://HOST", without a path
  std::string function_id;  // OCID

  bool operator==(const Target&) const = default;
};

class Client {
 public:
  explicit Client(std::shared_ptr<Requester> requester);
  // POST {endpoint}/20181201/functions/{id}/actions/invoke; waits for the function's response and
  // returns its body. The request body may have 6 MB. Never sent twice.
  Result<std::string> Invoke(Call& call, const Target& target, const std::string& body);
  // The same with fn-invoke-type: detached. Success (202) means that the function will run; nobody
  // waits for it. Retried on failure, so it may run twice: detached work must be able to continue
  // from where it stopped and to run again.
  Status InvokeDetached(Call& call, const Target& target, const std::string& body);
  // The same with is-dry-run: true. Success means that the function could be invoked; it is not.
  Status DryRun(Call& call, const Target& target);
  // GET {management_endpoint}/20181201/functions/{id}: the member invokeEndpoint. Needs the
  // permission FN_FUNCTION_READ.
  Result<std::string> FindInvokeEndpoint(Call& call, const std::string& management_endpoint,
                                         const std::string& function_id);

 private:
  std::shared_ptr<Requester> requester_;
};

}  // namespace oci::functions
