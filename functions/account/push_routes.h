// /v1/me/push: whether the browser of this session takes pushes (shared/fotogal/pushes/).
// 501 push_not_configured: this service sends none.
#pragma once

#include "functions/support/exchange.h"

namespace fotogal::account {

// {key, subscription}: the service's public key, with which browsers subscribe; what PUT has
// stored for this session, or null.
Answer GetPush(Exchange& exchange);
// {endpoint, keys: {p256dh, auth}, quiet?: {from, to}, utc_offset_minutes}: 204. Takes the place of
// what was there.
Answer PutPush(Exchange& exchange);
// 204, also when there was none.
Answer DeletePush(Exchange& exchange);

}  // namespace fotogal::account
