#include "local/gateway/forwarded_headers.h"

#include <algorithm>
#include <vector>

#include "common/ascii.h"

namespace local {
namespace {

// RFC 7239 6: an IPv6 address is quoted and in brackets.
std::string ForwardedFor(const std::string& peer) {
  const bool is_v6 = peer.find(':') != std::string::npos;
  return "for=" + (is_v6 ? "\"[" + peer + "]\"" : peer);
}

void Append(oci::HeaderList& headers, const std::string& name, const std::string& value) {
  std::string chain;
  for (const auto& [other, part] : headers) {
    if (common::EqualNoCase(other, name) && !part.empty()) chain += part + ", ";
  }
  std::erase_if(headers,
                [&](const auto& header) { return common::EqualNoCase(header.first, name); });
  headers.emplace_back(name, chain + value);
}

}  // namespace

void RemoveHopHeaders(oci::HeaderList& headers) {
  std::vector<std::string> names = {"Connection", "Keep-Alive", "Proxy-Connection",
                                    "Te",         "Trailer",    "Transfer-Encoding",
                                    "Upgrade",    "Expect",     "Proxy-Authorization"};
  for (const auto& [name, value] : headers) {
    if (!common::EqualNoCase(name, "Connection")) continue;
    for (std::string_view rest = value; !rest.empty();) names.emplace_back(common::TakeItem(rest));
  }
  std::erase_if(headers, [&](const auto& header) {
    return std::any_of(names.begin(), names.end(),
                       [&](const auto& name) { return common::EqualNoCase(name, header.first); });
  });
}

void AddForwarded(oci::HeaderList& headers, const std::string& peer) {
  std::erase_if(headers,
                [](const auto& header) { return common::EqualNoCase(header.first, "X-Real-Ip"); });
  Append(headers, "Forwarded", ForwardedFor(peer));
  Append(headers, "X-Forwarded-For", peer);
  headers.emplace_back("X-Real-Ip", peer);
}

}  // namespace local
