// Log-in by a passkey (shared/fotogal/account/passkeys.h), in two steps. It needs no name, no
// password and no second factor: the authenticator has recognised the person.
//
// {passkey: {}}: 200 {state, options}, the same for everybody; 501 passkeys_not_configured.
// {state, passkey: {id, client_data, authenticator_data, signature, user_handle}, device?,
// session?}: as a log-in by password. Whatever is wrong: 401 bad_passkey; 429 too_many_attempts.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "functions/support/exchange.h"

namespace fotogal::login {

Answer LogInByPasskey(Exchange& exchange, const nlohmann::json& body);

}  // namespace fotogal::login
