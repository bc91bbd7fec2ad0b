#include "webpush/vapid.h"

#include <nlohmann/json.hpp>

#include "common/base64.h"

namespace webpush {

std::string OriginOf(std::string_view endpoint) {
  const auto scheme = endpoint.find("://");
  const auto path = endpoint.find_first_of("/?#", scheme == endpoint.npos ? 0 : scheme + 3);
  return std::string(endpoint.substr(0, path));
}

std::string ServerKeyOf(const PrivateKey& key) { return common::Base64Url(key.public_key()); }

std::optional<std::string> Authorization(const PrivateKey& key, std::string_view endpoint,
                                         std::chrono::sys_seconds expires,
                                         std::string_view contact) {
  nlohmann::json claims{{"aud", OriginOf(endpoint)}, {"exp", expires.time_since_epoch().count()}};
  if (!contact.empty()) claims["sub"] = contact;
  const std::string token =
      common::Base64Url(R"({"typ":"JWT","alg":"ES256"})") + "." + common::Base64Url(claims.dump());
  const auto signature = key.Sign(token);
  if (!signature) return std::nullopt;
  return "vapid t=" + token + "." + common::Base64Url(*signature) + ", k=" + ServerKeyOf(key);
}

}  // namespace webpush
