// /v1/me/passkeys: the caller's passkeys (shared/fotogal/account/passkeys.h). Their ids here are
// those of rows, not of credentials.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::account {

// {passkeys: [{id, name, created_at, last_used_at}]}, the oldest first.
Answer GetPasskeys(Exchange& exchange);
// {password}: 200 {state, options}, for navigator.credentials.create().
Answer PostPasskey(Exchange& exchange);
// {state, name?, credential: {id, client_data, attestation_object}}: 201, also when it is sent
// again. Without a name it gets the one of the browser and the system.
Answer PutPasskey(Exchange& exchange);
// {id, password}: 204.
Answer DeletePasskey(Exchange& exchange);

}  // namespace fotogal::account
