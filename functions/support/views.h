// How accounts and sessions look to clients.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fotogal/accounts.h"
#include "fotogal/fields.h"
#include "fotogal/people.h"
#include "fotogal/sessions.h"
#include "fotogal/visibility.h"
#include "functions/support/exchange.h"

namespace fotogal {

// What `sight` lets through; never the e-mail address.
nlohmann::json UserView(const User& user, const Relation& relation, Sight sight);

// A person in a list.
nlohmann::json SummaryView(const Summary& person, const Relation& relation);

// One's own account: UserView and what nobody else sees (e-mail address, gender, birthday, phone).
nlohmann::json OwnView(const User& user);

// {token, expires_at, user}, or the cookie instead of the token.
enum class SessionBy { kToken, kCookie };
// The optional field "session" ("token" or "cookie") of sign-up and login.
SessionBy ReadSessionBy(Fields& fields);
fdk::Response SessionResponse(int status, const Services& services, const NewSession& session,
                              const User& user, SessionBy by);

inline constexpr const char* kSessionCookie = "fotogal_session";
// "fotogal_session=<value>; HttpOnly; ..."; an empty value with max_age 0 removes it.
std::string SessionCookie(const Services& services, const std::string& value, long max_age_seconds);

}  // namespace fotogal
