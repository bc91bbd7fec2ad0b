// The authorizer function of a deployment: what it is sent, what its responses mean, and how long
// they are cached (Oracle's pages Creating_an_Authorizer_Function,
// adding_authn_authz_request_policies).
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "local/agent/fn_connection.h"
#include "local/gateway/recent.h"
#include "local/gateway/routing.h"
#include "local/http/reply.h"
#include "local/specification/specification.h"

namespace local {

// Calls a function and returns the response that Fn's server gives the invoker.
using InvokeFunction =
    std::function<oci::HttpResponse(const std::string& function_id, FnRequest request)>;

class Authorizer {
 public:
  using Clock = std::function<std::chrono::system_clock::time_point()>;
  Authorizer(Authentication authentication, InvokeFunction invoke, Clock clock)
      : authentication_(std::move(authentication)),
        invoke_(std::move(invoke)),
        clock_(std::move(clock)) {}

  struct Verdict {
    bool active = false;
    std::vector<std::string> scope;
    std::map<std::string, std::string> context;  // the values of request.auth
    std::string www_authenticate;
    std::chrono::system_clock::time_point expires;
  };
  // Asks the authorizer. The error is the response for the client: 502 when the function failed or
  // its response is no verdict, 503 when it could not be called now. Two things are our reading, as
  // no page tells them: a request with none of the arguments is refused without a call, and only
  // positive verdicts are cached.
  oci::Result<Verdict, Reply> Ask(const RequestContext& context);
  // The response to a refused client; the policy may use variables of the verdict's context.
  Reply Refuse(const RequestContext& context, const std::string& www_authenticate) const;

  static constexpr size_t kMostKept = 4096;  // number of cached verdicts
  // a longer response of the authorizer is not cached
  static constexpr size_t kMostKeptBytes = 16'384;

 private:
  using Arguments = std::map<std::string, std::vector<std::string>>;
  Arguments ArgumentsOf(const RequestContext& context) const;
  std::string CacheKey(const Arguments& arguments) const;

  const Authentication authentication_;
  const InvokeFunction invoke_;
  const Clock clock_;
  std::mutex mutex_;
  Recent<Verdict> kept_{kMostKept};
};

// The verdict in the body of an authorizer's 200; nullopt: it is none.
std::optional<Authorizer::Verdict> ParseVerdict(const std::string& body,
                                                std::chrono::system_clock::time_point now);

}  // namespace local
