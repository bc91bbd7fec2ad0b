// The service's cookies: the session, and device marks (shared/fotogal/account/device_marks.h).
//
// Over TLS (FOTOGAL_COOKIE_SECURE) the names begin with a prefix that browsers enforce:
// "__Host-fotogal_session" can be set by this host only and has the path "/";
// "__Secure-fotogal_device_<account>" can be set over TLS only and is sent to the log-in only. Over
// plain HTTP browsers refuse such names: there they are "fotogal_session" and
// "fotogal_device_<account>".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "functions/support/exchange.h"

namespace fotogal {

std::string SessionCookieName(const Config& config);
// The name of the session cookie over TLS in earlier releases; accepted as long as such a session
// may last.
inline constexpr const char* kPlainSessionCookie = "fotogal_session";
inline constexpr oci::TimePoint kPlainSessionsEnd{
    std::chrono::sys_days(std::chrono::year(2027) / 3 / 1)};

// "fotogal_session=<value>; HttpOnly; ..."; an empty value with max_age 0 deletes the cookie.
std::string SessionCookie(const Services& services, const std::string& value, long max_age_seconds);
// Deletes the session cookie under all its names.
void RemoveSessionCookies(const Services& services, fdk::Response& response);

std::string DeviceCookie(const Services& services, UserId account, const std::string& mark);

// The values of the cookie in Cookie header lines, in their order, at most `most`.
std::vector<std::string> CookieValues(const std::vector<std::string_view>& lines,
                                      std::string_view name, size_t most);

// The device mark of the request for this account: `mark` (a field of its body), or else the
// account's cookie; "": none.
std::string DeviceOf(const Exchange& exchange, UserId account, const std::string& mark);

}  // namespace fotogal
