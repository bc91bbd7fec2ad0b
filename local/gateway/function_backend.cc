#include "local/gateway/function_backend.h"

#include <algorithm>

#include "common/ascii.h"
#include "local/gateway/answer.h"
#include "local/gateway/forwarded_headers.h"
#include "local/standin/identity/principals.h"
#include "oci/crypto.h"
#include "oci/signer.h"

namespace local {
namespace {

constexpr std::string_view kPrefix = "Fn-Http-H-";

// 16 hexadecimal digits.
std::string TraceId(const std::string& request_id) {
  return oci::Hex(oci::Sha256(request_id)).substr(0, 16);
}

}  // namespace

FnRequest FunctionCall(const RequestContext& context, oci::HeaderList headers, std::string body,
                       const Asked& asked) {
  const auto& request = context.request;
  const std::string trace = TraceId(asked.request_id);
  FnRequest call;
  call.headers = {{"Fn-Intent", "httprequest"},
                  {"Fn-Http-Method", request.method},
                  {"Fn-Http-Request-Url",
                   request.path + (context.onward_query.empty() ? "" : "?" + context.onward_query)},
                  {"Host", "localhost"},
                  {"Date", oci::HttpDate(asked.now)},
                  {"User-Agent", "lua-resty-http"},
                  {"Opc-Request-Id", asked.request_id},
                  {"Oci-Subject-Id", "ocid1.apigateway.oc1..fotogal"},
                  {"Oci-Subject-Type", "resource"},
                  {"Oci-Subject-Tenancy-Id", standin::kTenancyId},
                  {"Oci-Subject-Compartment-Id", standin::kCompartmentId},
                  {"X-B3-Traceid", trace},
                  {"X-B3-Spanid", trace},
                  {"X-Content-Sha256", oci::Base64(oci::Sha256(body))}};
  std::erase_if(headers,
                [](const auto& header) { return common::EqualNoCase(header.first, "Cdn-Loop"); });
  AddForwarded(headers, asked.peer);
  headers.emplace_back("Cdn-Loop", trace);
  std::string content_type = "application/octet-stream";
  for (const auto& [name, value] : headers) {
    if (common::EqualNoCase(name, "Content-Type")) content_type = value;
    if (!common::EqualNoCase(name, "Content-Type"))
      call.headers.emplace_back(std::string(kPrefix) + name, value);
  }
  // Seen in a real deployment: the header arrives twice, with the same value.
  call.headers.insert(call.headers.end(), {{"Fn-Http-H-Content-Type", content_type},
                                           {"Fn-Http-H-Content-Type", content_type},
                                           {"Content-Type", content_type}});
  call.body = std::move(body);
  return call;
}

Reply FunctionReply(oci::HttpResponse answer, bool is_head) {
  if (answer.status == 504) return GatewayError(504);
  if (answer.status != 200) return FunctionError(answer);
  const auto status = oci::FindHeader(answer.headers, "Fn-Http-Status");
  const auto parsed = status.empty() ? 200 : ParseStatus(status);
  if (!parsed) return GatewayError(502);
  Reply reply;
  reply.status = *parsed;
  for (const auto& [name, value] : answer.headers) {
    if (common::EqualNoCase(name, "Content-Type") && reply.status != 204)
      reply.headers.emplace_back("Content-Type", value);
    if (name.size() <= kPrefix.size() || !common::StartsWithNoCase(name, kPrefix)) continue;
    auto own = name.substr(kPrefix.size());
    // In a response to HEAD the length is that of the body for GET; otherwise it is computed from
    // the body.
    if (!is_head && common::EqualNoCase(own, "Content-Length")) continue;
    reply.headers.emplace_back(std::move(own), value);
  }
  reply.body = std::move(answer.body);
  return reply;
}

}  // namespace local
