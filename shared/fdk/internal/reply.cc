#include "fdk/internal/reply.h"

#include <array>

#include "common/ascii.h"
#include "fdk/internal/version.h"

namespace fdk {
namespace {

// Headers of the connection and of the framing of the body, which only the FDK may set.
bool IsTransportHeader(std::string_view name) {
  static constexpr std::array<std::string_view, 8> kTransport = {
      "Connection",         "Content-Length", "Keep-Alive", "Proxy-Connection",
      "Proxy-Authenticate", "Trailer",        "Upgrade",    "Transfer-Encoding"};
  return std::any_of(kTransport.begin(), kTransport.end(),
                     [&](std::string_view header) { return common::EqualNoCase(header, name); });
}

// Headers that Fn and OCI Functions add to responses themselves: set by a handler too they would
// appear twice.
bool IsReserved(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kPlatform = {
      "Fn-Call-Id", "Fn-Deadline", "Fn-Intent", "Fn-Invoke-Type", "Opc-Request-Id"};
  return common::StartsWithNoCase(name, "Fn-Http-") || common::StartsWithNoCase(name, "Fn-Fdk-") ||
         std::any_of(kPlatform.begin(), kPlatform.end(),
                     [&](std::string_view header) { return common::EqualNoCase(header, name); });
}

// With a line break in a value, whoever chose the value could add headers.
std::string CleanValue(std::string value) {
  for (char& c : value) {
    if (!common::IsOfClass(c, common::kValueChar)) c = ' ';
  }
  return value;
}

Headers IdentityHeaders() {
  Headers headers;
  headers.Add("Fn-Fdk-Version", kFdkVersion);
  headers.Add("Fn-Fdk-Runtime", kFdkRuntime);
  return headers;
}

bool HasNoBody(int status) { return status == 204 || status == 304; }

}  // namespace

std::string HeaderBlock(const Reply& reply, bool close) {
  const bool knows_length = reply.headers.Get("Content-Length").has_value();
  std::string block;
  block.reserve(512);
  if (!knows_length) block += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
  for (const auto& [name, value] : reply.headers) {
    block.append(name).append(": ").append(value).append("\r\n");
  }
  if (close) block += "Connection: close\r\n";
  return block;
}

bool IsClientStatus(int status) { return status >= 200 && status <= 599; }

Reply FailureReply() { return {502, IdentityHeaders(), ""}; }

Reply TimeoutReply() { return {504, IdentityHeaders(), ""}; }

Reply MapReply(Form form, const std::string& method, Response&& response) {
  if (!IsClientStatus(response.status)) return FailureReply();
  if (form == Form::kInvoke && response.is_for_invoker && response.status >= 500)
    return FailureReply();
  Reply reply;
  reply.status = form == Form::kPlain ? response.status : 200;
  if (form != Form::kPlain) reply.headers = IdentityHeaders();
  if (form == Form::kGateway) {
    reply.headers.Add("Fn-Http-Status", std::to_string(response.status));
  }
  std::string content_type = std::move(response.content_type);
  for (const auto& [name, value] : response.headers) {
    if (!common::IsToken(name) || IsTransportHeader(name) || IsReserved(name)) continue;
    if (common::EqualNoCase(name, "Content-Type")) {
      if (content_type.empty()) content_type = value;
    } else if (form == Form::kGateway && !common::StartsWithNoCase(name, "Fn-")) {
      reply.headers.Add("Fn-Http-H-" + name, CleanValue(value));
    } else {
      reply.headers.Add(name, CleanValue(value));
    }
  }
  if (!content_type.empty()) reply.headers.Add("Content-Type", CleanValue(std::move(content_type)));
  const bool for_invoker =
      form == Form::kInvoke || (form == Form::kGateway && response.is_for_invoker);
  const bool is_head = !for_invoker && method == "HEAD";
  const bool bodyless = form != Form::kInvoke && HasNoBody(response.status);
  if (is_head && !bodyless) {
    // For HEAD: the length of the body that GET would return. Behind a gateway this describes the
    // response to the client, not the FDK's own.
    reply.headers.Add(form == Form::kPlain ? "Content-Length" : "Fn-Http-H-Content-Length",
                      std::to_string(response.body.size()));
  }
  const bool no_body = is_head || bodyless;
  if (!no_body) reply.body = std::move(response.body);
  return reply;
}

Response Response::Text(std::string body, int status) {
  return {status, {}, "text/plain; charset=utf-8", std::move(body)};
}

Response Response::Json(std::string body, int status) {
  return {status, {}, "application/json", std::move(body)};
}

}  // namespace fdk
