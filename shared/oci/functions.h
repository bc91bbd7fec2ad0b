// Client of OCI Functions' invoke endpoint: POST {endpoint}/20181201/functions/{id}/actions/invoke.
#pragma once

#include <memory>
#include <string>

#include "oci/call.h"
#include "oci/client.h"
#include "oci/result.h"

namespace oci::functions {

class Client {
 public:
  Client(std::shared_ptr<Requester> requester, std::string endpoint);
  // Waits for the function's answer; body 6 MB at most. Never sent twice.
  Result<std::string> Invoke(Call& call, const std::string& function_id, const std::string& body);
  // fn-invoke-type: detached. Success (202): accepted, the function will run. Sent again on
  // failure: detached work is resumable by design and may run twice.
  Status InvokeDetached(Call& call, const std::string& function_id, const std::string& body);

 private:
  std::shared_ptr<Requester> requester_;
  std::string endpoint_;
};

}  // namespace oci::functions
