#include "local/gateway/answer.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/ascii.h"
#include "oci/json_text.h"

namespace local {
namespace {

const char* MessageOf(int status) {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 413:
      return "Request Entity Too Large";
    case 414:
      return "URI Too Long";
    case 421:
      return "Misdirected Request";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 504:
      return "Gateway Timeout";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

Reply GatewayError(int status) {
  return oci::HttpResponse{
      status,
      {{"Content-Type", "application/json"}},
      oci::JsonText(nlohmann::json{{"message", MessageOf(status)}, {"code", status}})};
}

Reply FunctionError(const oci::HttpResponse& answer) {
  Reply reply = GatewayError(answer.status == 503 ? 503 : 502);
  const auto retry_after = oci::FindHeader(answer.headers, "Retry-After");
  if (answer.status == 503 && !retry_after.empty())
    reply.headers.emplace_back("Retry-After", retry_after);
  return reply;
}

void AddServiceHeaders(oci::HeaderList& headers, const std::string& request_id) {
  const oci::HeaderList ours = {
      {"Server", "Oracle API Gateway"},      {"Strict-Transport-Security", "max-age=31536000"},
      {"X-XSS-Protection", "1; mode=block"}, {"X-Frame-Options", "sameorigin"},
      {"X-Content-Type-Options", "nosniff"}, {"opc-request-id", request_id}};
  std::erase_if(headers, [&](const auto& header) {
    return std::any_of(ours.begin(), ours.end(), [&](const auto& own) {
      return common::EqualNoCase(own.first, header.first);
    });
  });
  headers.insert(headers.end(), ours.begin(), ours.end());
}

std::optional<int> ParseStatus(std::string_view text) {
  const bool digits = text.size() == 3 && std::all_of(text.begin(), text.end(), common::IsDigit);
  if (!digits || text[0] < '2' || text[0] > '5') return std::nullopt;
  return (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
}

}  // namespace local
