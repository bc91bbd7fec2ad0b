// Client of OCI Functions: invocations, each at the function's own invoke endpoint, and the look-up
// of that. The region's management endpoint runs nothing: it answers an invocation 404
// (oracle/oci-java-sdk#517). Shapes: Oracle's TypeScript SDK, oci-functions 2.139.1.
#pragma once

#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::functions {

// A function and where it is invoked: `invokeEndpoint` of its document, which never changes while
// the function is there.
struct Target {
  std::string endpoint;     // "https://HOST", without a path
  std::string function_id;  // OCID

  bool operator==(const Target&) const = default;
};

class Client {
 public:
  explicit Client(std::shared_ptr<Requester> requester);
  // POST {endpoint}/20181201/functions/{id}/actions/invoke, waiting for the function's answer; body
  // 6 MB at most. Never sent twice.
  Result<std::string> Invoke(Call& call, const Target& target, const std::string& body);
  // fn-invoke-type: detached. Success (202): accepted, the function will run. Sent again on
  // failure: detached work is resumable by design and may run twice.
  Status InvokeDetached(Call& call, const Target& target, const std::string& body);
  // is-dry-run: true. Success: an invocation would be taken; nothing runs.
  Status DryRun(Call& call, const Target& target);
  // GET {management_endpoint}/20181201/functions/{id}: its invokeEndpoint. Needs FN_FUNCTION_READ.
  Result<std::string> FindInvokeEndpoint(Call& call, const std::string& management_endpoint,
                                         const std::string& function_id);

 private:
  std::shared_ptr<Requester> requester_;
};

}  // namespace oci::functions
