#include "fdk/internal/call.h"

#include <array>

#include "common/ascii.h"
#include "common/rfc3339.h"

namespace fdk {
namespace {

constexpr std::string_view kGatewayPrefix = "Fn-Http-H-";
constexpr auto kNoDeadline = std::chrono::hours(24);

bool IsFnHeader(std::string_view name) { return common::StartsWithNoCase(name, "Fn-"); }

bool IsIdentityHeader(std::string_view name) {
  return common::StartsWithNoCase(name, "Oci-Subject-") ||
         common::StartsWithNoCase(name, "X-B3-") || common::EqualNoCase(name, "Opc-Request-Id") ||
         common::EqualNoCase(name, "Traceparent");
}

bool IsHopHeader(std::string_view name) {
  static constexpr std::array<std::string_view, 4> kHop = {"Connection", "Keep-Alive",
                                                           "Transfer-Encoding", "Proxy-Connection"};
  return std::any_of(kHop.begin(), kHop.end(),
                     [&](std::string_view hop) { return common::EqualNoCase(hop, name); });
}

// Splits an absolute or path-only URL into path and query.
void SplitUrl(Request& request) {
  std::string_view rest = request.url;
  rest = rest.substr(0, rest.find('#'));
  const auto scheme_end = rest.find("://");
  if (!rest.starts_with('/') && scheme_end != std::string_view::npos &&
      scheme_end < rest.find_first_of("/?")) {
    rest.remove_prefix(scheme_end + 3);
    rest.remove_prefix(std::min(rest.find_first_of("/?"), rest.size()));
  }
  const auto question = rest.find('?');
  request.path = rest.substr(0, question);
  request.query = question == std::string_view::npos ? "" : rest.substr(question + 1);
  if (!request.path.starts_with('/')) request.path.insert(0, "/");
}

void MapInvoke(Headers&& headers, Request& request) {
  request.headers.Reserve(headers.size());
  for (auto& [name, value] : headers) {
    if (!IsFnHeader(name) && !IsHopHeader(name)) {
      request.headers.Add(std::move(name), std::move(value));
    }
  }
  if (const auto type = request.headers.Get("Content-Type")) request.content_type = *type;
}

// Only headers with the prefix Fn-Http-H- are the client's; the gateway and Fn have added the
// others.
void MapGateway(Headers&& headers, Request& request) {
  request.is_http = true;
  request.method = headers.Get("Fn-Http-Method").value_or("POST");
  request.url = headers.Get("Fn-Http-Request-Url").value_or("/");
  SplitUrl(request);
  request.headers.Reserve(headers.size());
  for (auto& [name, value] : headers) {
    if (!common::StartsWithNoCase(name, kGatewayPrefix)) continue;
    std::string inner = name.substr(kGatewayPrefix.size());
    if (inner.empty()) continue;
    // OCI's gateway sends Content-Type twice: with and without the prefix.
    if (common::EqualNoCase(inner, "Content-Type")) {
      const auto known = request.headers.GetAll(inner);
      if (std::find(known.begin(), known.end(), value) != known.end()) continue;
    }
    request.headers.Add(std::move(inner), std::move(value));
  }
  // The open-source Fn sends it without the prefix only.
  if (const auto type = headers.Get("Content-Type"); type && !request.headers.Get("Content-Type")) {
    request.headers.Add("Content-Type", std::string(*type));
  }
  if (const auto type = request.headers.Get("Content-Type")) request.content_type = *type;
}

void MapPlain(common::RequestHead&& head, Request& request) {
  MapInvoke(std::move(head.headers), request);
  request.is_http = true;
  request.method = std::move(head.method);
  request.url = std::move(head.target);
  SplitUrl(request);
}

void SetDeadline(Call& call, std::string_view value) {
  const auto deadline = common::ParseRfc3339(value, common::FarTimes::kAreRefused);
  if (!deadline) return;
  call.values.deadline = *deadline;
  call.deadline_is_cut = value.find('.') == std::string_view::npos;
}

bool IsFnCall(const common::RequestHead& head) {
  return head.method == "POST" && head.target == "/call" &&
         std::any_of(head.headers.begin(), head.headers.end(),
                     [](const Headers::Entry& header) { return IsFnHeader(header.first); });
}

}  // namespace

Call MapCall(common::RequestHead head, bool plain_http, TimePoint now) {
  Call call;
  call.values.deadline = now + kNoDeadline;
  for (const auto& [name, value] : head.headers) {
    if (!IsIdentityHeader(name)) {
      if (!IsFnHeader(name)) continue;
      if (common::StartsWithNoCase(name, "Fn-Http-")) continue;
      if (common::EqualNoCase(name, "Fn-Call-Id")) call.id = call.values.call_id = value;
      if (common::EqualNoCase(name, "Fn-Deadline")) SetDeadline(call, value);
    }
    call.values.fn_headers.Add(name, value);
  }
  if (plain_http && !IsFnCall(head)) {
    call.form = Form::kPlain;
    MapPlain(std::move(head), call.request);
  } else if (common::EqualNoCase(head.headers.Get("Fn-Intent").value_or(""), "httprequest")) {
    call.form = Form::kGateway;
    MapGateway(std::move(head.headers), call.request);
  } else {
    MapInvoke(std::move(head.headers), call.request);
  }
  return call;
}

TimePoint AnswerLimit(TimePoint deadline, TimePoint now) {
  constexpr TimePoint::duration kMargin = std::chrono::milliseconds(100);
  if (deadline <= now) return now;
  return deadline - std::min(kMargin, (deadline - now) / 10);
}

}  // namespace fdk
