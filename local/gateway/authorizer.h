// The authorizer function of a deployment: what it is asked, what its answers mean, and how long
// they are kept (Creating_an_Authorizer_Function, adding_authn_authz_request_policies).
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

// Calls a function and answers what Fn's server answers the invoker.
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
    std::map<std::string, std::string> context;  // request.auth
    std::string www_authenticate;
    std::chrono::system_clock::time_point expires;
  };
  // Or the answer to the client: 502 where it failed or answered what is no verdict, 503 where it
  // could not be asked now. No page says that a request without any of the arguments is refused
  // unasked, nor that only a yes is kept.
  oci::Result<Verdict, Reply> Ask(const RequestContext& context);
  // The answer to who is refused; the policy's variables have the verdict's context.
  Reply Refuse(const RequestContext& context, const std::string& www_authenticate) const;

  static constexpr size_t kMostKept = 4096;         // verdicts
  static constexpr size_t kMostKeptBytes = 16'384;  // of the answer that a verdict comes from

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

// What a 200 of an authorizer says; nullopt when that is no verdict.
std::optional<Authorizer::Verdict> ParseVerdict(const std::string& body,
                                                std::chrono::system_clock::time_point now);

}  // namespace local
