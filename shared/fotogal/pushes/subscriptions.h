// Which browsers take pushes. A subscription belongs to a session, and ends with it: whoever logs
// out, or is logged out, gets no more pushes there.
#pragma once

#include <string>
#include <vector>

#include "fotogal/account/sessions.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/people/user.h"

namespace fotogal {

Problem PushNotConfigured();  // 501

// Takes the place of the session's subscription. Idempotent.
Outcome<Unit> Subscribe(const Context& context, const User& user, const std::string& session_id,
                        const PushSubscription& push);
Outcome<Unit> Unsubscribe(const Context& context, const std::string& session_id);
// Of a session whose push service knows that subscription no more.
Outcome<Unit> ForgetSubscription(const Context& context, const Session& session);

// The sessions of a person that take pushes, the last used first, and of several in one browser
// only the first.
Outcome<std::vector<Session>> SubscribedSessions(const Context& context, UserId user);

// Whether that moment is in the hours in which nothing is to be sent: from the first minute on, and
// until before the last, over midnight where the last is earlier.
bool IsQuiet(const PushSubscription& push, oci::TimePoint moment);
// {"from": "22:00", "to": "07:00"} on the person's clock; null: there are none.
nlohmann::json QuietHours(const PushSubscription& push);

}  // namespace fotogal
