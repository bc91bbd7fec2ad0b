#include "local/agent/invoke_endpoint.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "common/ascii.h"
#include "common/percent.h"
#include "oci/json_text.h"

namespace local {
namespace {

constexpr std::string_view kPrefix = "/20181201/functions/";
constexpr std::string_view kSuffix = "/actions/invoke";
constexpr size_t kMaxBody = 6 * 1024 * 1024;

// Hop-by-hop headers, and others that Fn's server does not pass on (its api/common/io_utils.go).
bool IsNotPassedOn(std::string_view name) {
  static constexpr std::array<std::string_view, 13> kNames = {"connection",
                                                              "keep-alive",
                                                              "proxy-connection",
                                                              "proxy-authorization",
                                                              "te",
                                                              "trailer",
                                                              "upgrade",
                                                              "host",
                                                              "transfer-encoding",
                                                              "content-length",
                                                              "authorization",
                                                              "fn-invoke-type",
                                                              "is-dry-run"};
  return std::find(kNames.begin(), kNames.end(), common::Lower(name)) != kNames.end();
}

}  // namespace

Response HandleInvoke(Agent& agent, const VerifySignature& verify, const Request& request) {
  if (auto refusal = verify(request)) return std::move(*refusal);
  const std::string_view path = request.path;
  if (path == kReportPath && request.method == "GET")
    return {200, {{"Content-Type", "application/json"}}, oci::JsonText(ToJson(agent.Report()))};
  if (request.method != "POST" || !path.starts_with(kPrefix) || !path.ends_with(kSuffix) ||
      path.size() <= kPrefix.size() + kSuffix.size()) {
    return ErrorResponse(404, "NotFound", "not found");
  }
  if (request.body.size() > kMaxBody) {
    return ErrorResponse(413, "RequestEntityTooLarge", "the body may have 6 MB");
  }
  const auto id = common::PercentDecodeLoosely(
      path.substr(kPrefix.size(), path.size() - kPrefix.size() - kSuffix.size()));
  const bool detached = oci::FindHeader(request.headers, "fn-invoke-type") == "detached";
  if (!agent.Has(id)) return ErrorResponse(404, "NotAuthorizedOrNotFound", "no such function");
  if (oci::FindHeader(request.headers, "is-dry-run") == "true")
    return {detached ? 202 : 200, {}, ""};
  FnRequest call;
  for (const auto& [name, value] : request.headers) {
    if (!IsNotPassedOn(name)) call.headers.emplace_back(name, value);
  }
  call.body = request.body;
  return detached ? agent.InvokeDetached(id, std::move(call)) : agent.Invoke(id, std::move(call));
}

}  // namespace local
