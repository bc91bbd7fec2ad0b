// What a push says: words for the screen, and what the service worker needs to act on a click. It
// tells no more than the list of notifications.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/notifications/notifications.h"
#include "fotogal/people/user.h"

namespace fotogal {

// {id, kind, title, body, tag, url}: web/src/worker/push.ts shows it. A later message with the same
// tag takes the place of one that is shown.
nlohmann::json PushMessage(const Notification& notification, Language language);

// Under which a push service keeps the message until the browser is there: a later one of the same
// topic takes its place. At most 32 letters of base64url; it tells the push service nothing.
std::string PushTopic(const std::string& key, UserId user, const std::string& tag);

}  // namespace fotogal
