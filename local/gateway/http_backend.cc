#include "local/gateway/http_backend.h"

#include <algorithm>

#include "common/ascii.h"
#include "local/gateway/answer.h"
#include "local/gateway/forwarded_headers.h"

namespace local {
namespace {

// The back end's three time-outs limit single pauses; this limits a service that sends very slowly
// without pausing.
constexpr std::chrono::hours kWhole{1};

std::chrono::milliseconds Milliseconds(double in_seconds) {
  return std::chrono::round<std::chrono::milliseconds>(std::chrono::duration<double>(in_seconds));
}

// Headers that the gateway or the transport sets itself.
bool IsReplaced(std::string_view name) {
  static constexpr std::string_view kNames[] = {"Host", "Content-Length", "Accept-Encoding",
                                                "User-Agent"};
  return std::any_of(std::begin(kNames), std::end(kNames),
                     [&](auto own) { return common::EqualNoCase(own, name); });
}

}  // namespace

Reply AskHttpBackend(oci::Transport& transport, const HttpBackend& backend,
                     const RequestContext& context, oci::HeaderList headers,
                     std::shared_ptr<const Body> body, const std::string& peer) {
  oci::HttpRequest request;
  request.method = context.request.method;
  request.url = Expand(context, backend.url);
  if (!context.onward_query.empty()) {
    request.url += (request.url.find('?') == std::string::npos ? "?" : "&") + context.onward_query;
  }
  std::erase_if(headers, [](const auto& header) { return IsReplaced(header.first); });
  AddForwarded(headers, peer);
  headers.emplace_back("User-Agent", "Oracle API Gateway");
  request.headers = std::move(headers);
  if (body->size() > 0) {
    request.source = {body->size(), [body](uint64_t offset, char* to, size_t room) {
                        return body->Read(offset, to, room);
                      }};
  }
  request.waits = {Milliseconds(backend.connect_timeout), Milliseconds(backend.send_timeout),
                   Milliseconds(backend.read_timeout)};
  const auto answer_body = std::make_shared<Body>();
  bool full = false;
  request.sink = [&](std::string_view piece) {
    full = !answer_body->Append(piece).ok();
    return !full;
  };
  auto answer = transport.Send(request, kWhole, [] { return false; });
  if (full) return GatewayError(503);
  if (!answer.ok()) return GatewayError(answer.error().code == "deadline_exceeded" ? 504 : 502);
  if (answer->status < 200 || answer->status > 599) return GatewayError(502);
  const bool is_head = request.method == "HEAD";
  RemoveHopHeaders(answer->headers);
  std::erase_if(answer->headers, [is_head](const auto& header) {
    return !is_head && common::EqualNoCase(header.first, "Content-Length");
  });
  Reply reply = std::move(answer).value();
  if (answer_body->size() > 0) reply.large = answer_body;
  return reply;
}

}  // namespace local
