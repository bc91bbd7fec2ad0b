// VAPID (RFC 8292): how a sender shows push services who it is.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "webpush/keys.h"

namespace webpush {

// "https://push.example:8443" of "https://push.example:8443/send/1": what a token is made for.
std::string OriginOf(std::string_view endpoint);

// The public key as browsers take it for `applicationServerKey`: base64url.
std::string ServerKeyOf(const PrivateKey& key);

// The header Authorization of requests to that endpoint. expires: push services refuse a moment
// more than 24 hours ahead. contact: "mailto:..." or "https://...", to whom they turn; ""
// leaves it out, which not all take.
std::optional<std::string> Authorization(const PrivateKey& key, std::string_view endpoint,
                                         std::chrono::sys_seconds expires,
                                         std::string_view contact);

}  // namespace webpush
