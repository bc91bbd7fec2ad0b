// How accounts and sessions look to clients.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/fields.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"
#include "functions/support/exchange.h"

namespace fotogal {

// What `sight` lets through; never the e-mail address.
nlohmann::json UserView(const User& user, const Relation& relation, Sight sight);

// A person in a list.
nlohmann::json SummaryView(const Summary& person, const Relation& relation);

// One's own account: UserView and what nobody else sees (e-mail address, gender, birthday, phone).
nlohmann::json OwnView(const User& user);

enum class SessionBy { kToken, kCookie };
// The optional field "session" ("token" or "cookie") of sign-up and login.
SessionBy ReadSessionBy(Fields& fields);
// {token, device, expires_at, user}, or cookies instead of the token and the device's mark.
// device: the mark is for it (device_marks.h).
fdk::Response SessionResponse(int status, const Services& services, const NewSession& session,
                              const User& user, SessionBy by, const std::string& device);

}  // namespace fotogal
