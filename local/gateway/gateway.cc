#include "local/gateway/gateway.h"

#include <algorithm>

#include "local/gateway/answer.h"
#include "local/gateway/forwarded_headers.h"
#include "local/gateway/http_backend.h"
#include "local/gateway/selection.h"

namespace local {
namespace {

uint64_t MaxBody(const PlainBackend& backend) {
  return std::holds_alternative<FunctionBackend>(backend) ? Gateway::kMaxFunctionBody
                                                          : Gateway::kMaxBody;
}

// The largest limit of the route's back ends, when the back end is chosen later.
uint64_t MaxBody(const Route& route) {
  if (const auto* plain = std::get_if<PlainBackend>(&route.backend)) return MaxBody(*plain);
  uint64_t most = 0;
  for (const auto* backend : AllBackends(route)) most = std::max(most, MaxBody(*backend));
  return most;
}

bool InScope(const Route& route, const std::vector<std::string>& scope) {
  const auto& wanted = route.any_scope;
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), [&](const auto& one) {
           return std::find(scope.begin(), scope.end(), one) != scope.end();
         });
}

}  // namespace

Gateway::Gateway(Options options) : options_(std::move(options)) {
  const auto& specification = options_.specification;
  if (specification.authentication)
    authorizer_.emplace(*specification.authentication, options_.invoke, options_.clock);
  if (specification.rate_limiting)
    rate_limit_.emplace(*specification.rate_limiting, options_.clock);
}

std::string Gateway::NewRequestId() const {
  return "/" + options_.new_request_id() + "/" + options_.new_request_id();
}

Reply Gateway::Error(int status) const {
  Reply reply = GatewayError(status);
  AddServiceHeaders(reply.headers, NewRequestId());
  return reply;
}

Reply Gateway::Handle(const Request& request, const std::string& peer, BodySource& body) {
  const Asked asked{peer, NewRequestId(), options_.clock()};
  Reply reply = Answer(request, body, asked);
  AddServiceHeaders(reply.headers, asked.request_id);
  return reply;
}

Reply Gateway::Answer(const Request& request, BodySource& body, const Asked& asked) {
  // a target of the form "*" or "host:port"
  if (!request.path.starts_with('/')) return GatewayError(400);
  if (rate_limit_) {
    if (const auto wait = rate_limit_->Refuse(asked.peer)) {
      Reply reply = GatewayError(429);
      // Oracle's page promises a header with the time but does not name it: this is HTTP's own (RFC
      // 9110 10.2.3).
      reply.headers.emplace_back("Retry-After", std::to_string(wait->count()));
      return reply;
    }
  }
  const auto path = WithoutPrefix(request.path, options_.path_prefix);
  if (!path) return GatewayError(404);
  const auto match = FindRoute(options_.specification, request.method, *path);
  if (match.route == nullptr) return GatewayError(404);
  if (!match.method_allowed) return GatewayError(405);
  const Route& route = *match.route;
  if (body.DeclaredBytes() > MaxBody(route)) return GatewayError(413);
  RequestContext context{request, match.parameters, {}};
  if (auto refused = Authorize(route, context)) return std::move(*refused);
  oci::HeaderList headers = request.headers;
  RemoveHopHeaders(headers);
  Transform(context, route.request_headers, headers);
  context.onward_query = FilterQuery(route.query, request.query);
  const PlainBackend* backend = SelectBackend(route.backend, context);
  // Oracle's page promises an error but names no status.
  if (backend == nullptr) return GatewayError(404);
  Reply reply = Forward(*backend, context, std::move(headers), body, asked);
  Transform(context, route.response_headers, reply.headers);
  return reply;
}

std::optional<Reply> Gateway::Authorize(const Route& route, RequestContext& context) {
  if (!authorizer_ || route.anonymous) return std::nullopt;
  auto verdict = authorizer_->Ask(context);
  if (!verdict) return std::move(verdict).error();
  context.auth = std::move(verdict->context);
  if (!verdict->active) return authorizer_->Refuse(context, verdict->www_authenticate);
  if (!InScope(route, verdict->scope)) return GatewayError(403);
  return std::nullopt;
}

Reply Gateway::ToFunction(const FunctionBackend& backend, const RequestContext& context,
                          oci::HeaderList headers, Body body, const Asked& asked) {
  const auto room = function_bodies_.Take(body.size(), options_.function_patience);
  if (!room) return GatewayError(503);
  auto text = std::move(body).Text();
  if (!text.ok()) return GatewayError(text.error().http_status);
  return FunctionReply(
      options_.invoke(backend.function_id,
                      FunctionCall(context, std::move(headers), std::move(*text), asked)),
      context.request.method == "HEAD");
}

Reply Gateway::Forward(const PlainBackend& backend, const RequestContext& context,
                       oci::HeaderList headers, BodySource& body, const Asked& asked) {
  if (const auto* stock = std::get_if<StockBackend>(&backend)) {
    if (const auto skipped = body.Skip(kMaxBody); !skipped.ok())
      return GatewayError(skipped.error().http_status);
    return oci::HttpResponse{stock->status, stock->headers, stock->body};
  }
  auto read = body.Read(MaxBody(backend));
  if (!read.ok()) return GatewayError(read.error().http_status);
  if (const auto* function = std::get_if<FunctionBackend>(&backend))
    return ToFunction(*function, context, std::move(headers), std::move(*read), asked);
  return AskHttpBackend(*options_.transport, std::get<HttpBackend>(backend), context,
                        std::move(headers), std::make_shared<Body>(std::move(*read)), asked.peer);
}

}  // namespace local
