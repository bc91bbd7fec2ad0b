// The JSON of accounts, images and sessions for clients.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/fields.h"
#include "fotogal/images/images.h"
#include "fotogal/images/photo_addresses.h"
#include "fotogal/people/people.h"
#include "fotogal/people/user.h"
#include "fotogal/people/visibility.h"
#include "fotogal/social/bookmarks.h"
#include "functions/support/exchange.h"

namespace fotogal {

// The part of an account that `sight` allows; never the e-mail address.
nlohmann::json UserView(const User& user, const Relation& relation, Sight sight,
                        const PhotoAddresses& addresses);

// {id, username, profile_image_url, profile_image_url_small} of the author of an image or comment.
nlohmann::json AuthorView(const Summary& person, const PhotoAddresses& addresses);

// An image with the URLs of its sizes.
nlohmann::json ImageView(const Image& image, const Summary& author, const Mine& mine,
                         const PhotoAddresses& addresses);

// A person in a list.
nlohmann::json SummaryView(const Summary& person, const Relation& relation,
                           const PhotoAddresses& addresses);

// One's own account: UserView and what nobody else may see (e-mail address and whether it is
// verified, language, gender, birthday, phone).
nlohmann::json OwnView(const User& user, const Context& context);

enum class SessionBy { kToken, kCookie };
// The optional field "session" ("token" or "cookie") of sign-up and login.
SessionBy ReadSessionBy(Fields& fields);
// {token, device, expires_at, user}, or cookies instead of the token and the device mark. device:
// the id of the device for the mark (device_marks.h).
fdk::Response SessionResponse(int status, const Context& context, const NewSession& session,
                              const User& user, SessionBy by, const std::string& device);

}  // namespace fotogal
