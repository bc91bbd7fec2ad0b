// A local OCI API Gateway: one deployment specification in front of functions, HTTP services and
// stock responses.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "local/agent/agent.h"
#include "local/gateway/routing.h"
#include "local/specification/specification.h"

namespace local {

class Gateway {
 public:
  struct Options {
    Specification specification;
    // Calls a function and answers what Fn's server answers the invoker.
    std::function<oci::HttpResponse(const std::string& function_id, FnRequest request)> invoke;
    std::shared_ptr<oci::Transport> transport;  // for HTTP backends
    std::function<std::chrono::system_clock::time_point()> clock;
    std::function<std::string()> new_request_id;
  };
  explicit Gateway(Options options) : options_(std::move(options)) {}

  // Body limits as OCI's: 6 MB to a function, 20 MB to an HTTP backend. peer: the client's address.
  standin::Response Handle(const standin::Request& request, const std::string& peer);

  static constexpr size_t kMaxFunctionBody = 6 * 1024 * 1024;
  static constexpr size_t kMaxHttpBody = 20 * 1024 * 1024;
  static constexpr size_t kMaxTarget = 16 * 1024;
  static standin::Response TooLarge();
  static standin::Response BadRequest();
  static standin::Response NotFound();     // nothing is deployed for this path
  static standin::Response Unavailable();  // the gateway itself cannot answer

 private:
  struct Granted {
    std::map<std::string, std::string> context;
    std::vector<std::string> scope;
    std::chrono::system_clock::time_point expires;
  };
  struct Refused {
    standin::Response response;
  };
  using Verdict = std::variant<Granted, Refused>;

  Verdict Authorize(const RequestContext& context);
  Verdict AskAuthorizer(const Authentication& authentication, const nlohmann::json& arguments,
                        const RequestContext& context);
  standin::Response Refuse(const Authentication& authentication, const RequestContext& context,
                           const std::string& www_authenticate);
  standin::Response Forward(const Route& route, const RequestContext& context,
                            oci::HeaderList headers, const std::string& peer);
  // The headers are those of oci-rest.md 7.4.
  FnRequest CallOf(const RequestContext& context, oci::HeaderList headers, const std::string& peer,
                   const std::string& request_id) const;
  standin::Response ToFunction(const FunctionBackend& backend, const RequestContext& context,
                               oci::HeaderList headers, const std::string& peer);
  standin::Response ToHttp(const HttpBackend& backend, const RequestContext& context,
                           oci::HeaderList headers);

  Options options_;
  std::mutex mutex_;
  std::map<std::string, Granted> granted_;  // by cache key; active answers only
};

}  // namespace local
