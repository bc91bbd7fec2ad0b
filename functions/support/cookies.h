// The service's cookies: the session's, and the marks of devices
// (shared/fotogal/account/device_marks.h).
//
// Over TLS (FOTOGAL_COOKIE_SECURE) their names say that nothing but this host, or nothing without
// TLS, can have set them: "__Host-fotogal_session", whose path is "/", and
// "__Secure-fotogal_device_<account>", which is sent to log-ins alone. Over plain HTTP browsers
// take no such names: there they are "fotogal_session" and "fotogal_device_<account>".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "functions/support/exchange.h"

namespace fotogal {

std::string SessionCookieName(const Config& config);
// The name that sessions had over TLS too, for as long as one of them may last.
inline constexpr const char* kPlainSessionCookie = "fotogal_session";
inline constexpr oci::TimePoint kPlainSessionsEnd{
    std::chrono::sys_days(std::chrono::year(2027) / 3 / 1)};

// "fotogal_session=<value>; HttpOnly; ..."; an empty value with max_age 0 removes it.
std::string SessionCookie(const Services& services, const std::string& value, long max_age_seconds);
// Takes the session's cookie away, under every name that it may have.
void RemoveSessionCookies(const Services& services, fdk::Response& response);

std::string DeviceCookie(const Services& services, UserId account, const std::string& mark);

// The values of that name in Cookie header lines, in the order they stand there, at most so many.
std::vector<std::string> CookieValues(const std::vector<std::string_view>& lines,
                                      std::string_view name, size_t most);

// The device that this request shows to have logged in to the account before: by `mark` (a field of
// its body), or by the account's cookie; "" none.
std::string DeviceOf(const Exchange& exchange, UserId account, const std::string& mark);

}  // namespace fotogal
