#include "functions/support/cookies.h"

#include <algorithm>

#include "fotogal/account/device_marks.h"
#include "fotogal/base/clean_text.h"

namespace fotogal {
namespace {

// Other pages of the same site may have set cookies of this name.
constexpr size_t kMostMarks = 4;

std::string DeviceCookieName(const Config& config, UserId account) {
  return (config.cookie_secure ? "__Secure-fotogal_device_" : "fotogal_device_") +
         ToBase36(account);
}

std::string Cookie(const Services& services, const std::string& name, const std::string& value,
                   const char* path, long max_age_seconds) {
  return name + "=" + value + "; Path=" + path +
         "; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(max_age_seconds) +
         (services.config.cookie_secure ? "; Secure" : "");
}

}  // namespace

std::string SessionCookieName(const Config& config) {
  return config.cookie_secure ? std::string("__Host-") + kPlainSessionCookie : kPlainSessionCookie;
}

std::string SessionCookie(const Services& services, const std::string& value,
                          long max_age_seconds) {
  return Cookie(services, SessionCookieName(services.config), value, "/", max_age_seconds);
}

void RemoveSessionCookies(const Services& services, fdk::Response& response) {
  response.headers.Add("Set-Cookie", SessionCookie(services, "", 0));
  if (services.config.cookie_secure)
    response.headers.Add("Set-Cookie", Cookie(services, kPlainSessionCookie, "", "/", 0));
}

std::string DeviceCookie(const Services& services, UserId account, const std::string& mark) {
  const std::chrono::seconds lifetime = kDeviceMarkLifetime;
  return Cookie(services, DeviceCookieName(services.config, account), mark, "/v1/login",
                lifetime.count());
}

std::vector<std::string> CookieValues(const std::vector<std::string_view>& lines,
                                      std::string_view name, size_t most) {
  std::vector<std::string> values;
  for (std::string_view cookies : lines) {
    while (!cookies.empty() && values.size() < most) {
      const auto end = std::min(cookies.find(';'), cookies.size());
      const auto pair = text::Trim(cookies.substr(0, end));
      cookies.remove_prefix(std::min(end + 1, cookies.size()));
      const auto equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == name)
        values.emplace_back(pair.substr(equals + 1));
    }
  }
  return values;
}

std::string DeviceOf(const Exchange& exchange, UserId account, const std::string& mark) {
  const auto& config = exchange.context.services.config;
  auto marks = CookieValues(exchange.request.headers.GetAll("Cookie"),
                            DeviceCookieName(config, account), kMostMarks);
  marks.insert(marks.begin(), mark);
  for (const auto& one : marks) {
    auto device = OpenDeviceMark(config, account, one, exchange.context.Now());
    if (!device.empty()) return device;
  }
  return "";
}

}  // namespace fotogal
