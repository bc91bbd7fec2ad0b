#include "fotogal/base/push_config.h"

#include <algorithm>
#include <optional>

#include "common/ascii.h"
#include "common/base64.h"
#include "webpush/keys.h"

namespace fotogal {
namespace {

// Of Chrome and what is made of it, Firefox, Safari, and Edge on Windows.
constexpr const char* kPushHosts[] = {"fcm.googleapis.com", "*.push.services.mozilla.com",
                                      "*.push.apple.com", "*.notify.windows.com"};

constexpr std::string_view kSecure = "https://";

std::optional<std::string> FromHex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = common::HexDigit(text[i]), low = common::HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

// In base64url, as tools for VAPID print it, or in hexadecimal digits, as `openssl rand -hex 32`.
std::optional<std::string> DecodedKey(const std::string& text) {
  const bool is_hex = text.size() == 2 * webpush::kPrivateKeyBytes;
  auto bytes = is_hex ? FromHex(text) : common::Base64UrlDecode(text);
  if (!bytes || !webpush::PrivateKey::From(*bytes)) return std::nullopt;
  return bytes;
}

std::string ContactOf(const PushVariables& variables) {
  if (!variables.contact.empty()) return variables.contact;
  if (variables.web_url.starts_with(kSecure)) return variables.web_url;
  return variables.mail_sender.empty() ? "" : "mailto:" + variables.mail_sender;
}

bool IsHostName(std::string_view name) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-.";
  return name.find('.') != name.npos && name.find_first_not_of(kLetters) == name.npos &&
         !name.starts_with('.') && !name.ends_with('.') && !common::IsDigit(name.back());
}

// "http://127.0.0.1:8080": a push service of a test.
bool IsOfThisMachine(std::string_view origin) {
  constexpr std::string_view kHere = "http://127.0.0.1:";
  return origin.starts_with(kHere) && origin.size() > kHere.size() &&
         origin.find_first_not_of("0123456789", kHere.size()) == origin.npos;
}

bool IsListable(std::string_view entry) {
  return IsOfThisMachine(entry) || IsHostName(entry.starts_with("*.") ? entry.substr(2) : entry);
}

std::vector<std::string> SplitAtCommas(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find(',', begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool Covers(const std::string& entry, std::string_view origin) {
  if (IsOfThisMachine(entry)) return origin == entry;
  if (!origin.starts_with(kSecure)) return false;
  const auto host = origin.substr(kSecure.size());
  if (!IsHostName(host)) return false;
  if (!entry.starts_with("*.")) return host == entry;
  const auto ending = std::string_view(entry).substr(1);
  return host.size() > ending.size() && host.ends_with(ending);
}

}  // namespace

oci::Result<PushConfig> ReadPushes(const PushVariables& variables) {
  PushConfig config;
  config.contact = ContactOf(variables);
  if (!config.contact.empty() && !config.contact.starts_with("mailto:") &&
      !config.contact.starts_with(kSecure))
    return oci::ConfigurationError("FOTOGAL_PUSH_CONTACT is \"" + config.contact +
                                   "\"; must be mailto:ADDRESS or https://HOST");
  config.hosts.assign(std::begin(kPushHosts), std::end(kPushHosts));
  if (!variables.hosts.empty()) config.hosts = SplitAtCommas(variables.hosts);
  for (const auto& entry : config.hosts) {
    if (!IsListable(entry))
      return oci::ConfigurationError("FOTOGAL_PUSH_HOSTS contains \"" + entry +
                                     "\"; must be names of hosts, NAME or *.NAME, between commas");
  }
  if (variables.key.empty()) return config;
  const auto key = DecodedKey(variables.key);
  if (!key)
    return oci::ConfigurationError(
        "FOTOGAL_PUSH_KEY is no key; must be 32 bytes in base64url or 64 hexadecimal digits");
  config.key = *key;
  return config;
}

bool IsPushEndpoint(const PushConfig& config, std::string_view endpoint) {
  const auto scheme = endpoint.find("://");
  if (scheme == endpoint.npos || endpoint.size() > kLongestEndpoint) return false;
  const auto path = endpoint.find('/', scheme + 3);
  const bool is_printable = std::ranges::all_of(
      endpoint, [](char c) { return c > ' ' && c < '\x7f' && c != '\\' && c != '#'; });
  if (path == endpoint.npos || !is_printable) return false;
  const auto origin = endpoint.substr(0, path);
  return std::ranges::any_of(config.hosts,
                             [&](const std::string& entry) { return Covers(entry, origin); });
}

}  // namespace fotogal
