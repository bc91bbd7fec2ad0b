// A local OCI API Gateway: serves one deployment specification with functions, HTTP services and
// stock responses as back ends.
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
        transport;  // for HTTP back ends; kMaxAnswer limits their responses
    std::function<std::chrono::system_clock::time_point()> clock;
    std::function<std::string()> new_request_id;  // 32 hexadecimal digits
    std::string path_prefix = "/";  // path prefix of the deployment, before every route
    // how long a body may wait for memory, see below
    std::chrono::milliseconds function_patience{30000};
  };
  explicit Gateway(Options options);

  // `request` has no body yet: rate limit, route, declared size and authorizer are checked before
  // `body` is read, and a body that no back end gets is not kept. peer: the client's address.
  Reply Handle(const Request& request, const std::string& peer, BodySource& body);
  // The response that the server in front of the gateway sends by itself: limits, invalid HTTP, no
  // room.
  Reply Error(int status) const;

  // apigatewaylimits
  static constexpr size_t kMaxHead = 8 * 1024;  // request line and headers together
  static constexpr uint64_t kMaxFunctionBody = 6 * 1024 * 1024;
  static constexpr uint64_t kMaxBody = 20 * 1024 * 1024;
  // Oracle's pages give no limit for responses: this one protects the local disk.
  static constexpr size_t kMaxAnswer = 1024 * 1024 * 1024;
  // Bodies for functions are held in memory, at most so many bytes at once. Other requests wait
  // with their bodies in files, and are answered 503 after function_patience.
  static constexpr uint64_t kMaxFunctionBodies = 8 * kMaxFunctionBody;

 private:
  Reply Answer(const Request& request, BodySource& body, const Asked& asked);
  // Fills context.auth; returns a response when the request is refused.
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
