// A local OCI API Gateway: one deployment specification in front of functions, HTTP services and
// stock responses.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "local/gateway/authorizer.h"
#include "local/gateway/function_backend.h"
#include "local/gateway/memory_budget.h"
#include "local/gateway/rate_limit.h"
#include "local/gateway/routing.h"
#include "local/http/reply.h"
#include "local/specification/specification.h"

namespace local {

class Gateway {
 public:
  struct Options {
    Specification specification;
    InvokeFunction invoke;
    std::shared_ptr<oci::Transport>
        transport;  // for HTTP backends; kMaxAnswer bounds what it takes
    std::function<std::chrono::system_clock::time_point()> clock;
    std::function<std::string()> new_request_id;  // 32 hexadecimal digits
    std::string path_prefix = "/";                // of the deployment; stands before every route
    std::chrono::milliseconds function_patience{30000};  // for room for a body, see below
  };
  explicit Gateway(Options options);

  // `request` is the head alone: rate, route, declared size and authorizer are looked at before
  // anything of `body` is read, and what no back end gets is not kept. peer: the client's address.
  Reply Handle(const Request& request, const std::string& peer, BodySource& body);
  // What the server in front of it answers by itself: limits, what is no HTTP, no room.
  Reply Error(int status) const;

  // apigatewaylimits
  static constexpr size_t kMaxHead = 8 * 1024;  // request line and headers together
  static constexpr uint64_t kMaxFunctionBody = 6 * 1024 * 1024;
  static constexpr uint64_t kMaxBody = 20 * 1024 * 1024;
  // No page bounds answers: this is what the local disk is trusted with for one.
  static constexpr size_t kMaxAnswer = 1024 * 1024 * 1024;
  // Bodies on their way to functions are in memory, of so many bytes at once; others wait in their
  // files, and are answered 503 when that takes too long.
  static constexpr uint64_t kMaxFunctionBodies = 8 * kMaxFunctionBody;

 private:
  Reply Answer(const Request& request, BodySource& body, const Asked& asked);
  // Fills context.auth; an answer when the request may not go on.
  std::optional<Reply> Authorize(const Route& route, RequestContext& context);
  Reply ToFunction(const FunctionBackend& backend, const RequestContext& context,
                   oci::HeaderList headers, Body body, const Asked& asked);
  Reply Forward(const PlainBackend& backend, const RequestContext& context, oci::HeaderList headers,
                BodySource& body, const Asked& asked);
  std::string NewRequestId() const;

  Options options_;
  std::optional<Authorizer> authorizer_;
  std::optional<RateLimit> rate_limit_;
  MemoryBudget function_bodies_{kMaxFunctionBodies};
};

}  // namespace local
