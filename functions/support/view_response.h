// How GET answers what the caller may see.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "functions/support/exchange.h"

namespace fotogal {

// 200, as JSON. The client alone may keep it, and must ask each time whether it is still the same
// (`private, no-cache` and an ETag): 304 if it is. Of more than 1,024 bytes it is compressed when
// the client takes gzip.
//
// The tag is of the JSON's text. It is strong for that text. For its compressed form it is the same
// tag, weak, as RFC 9110 8.8.3 asks where two codings share one: both mean the same content, so
// each finds the other in If-None-Match, which compares weakly.
//
// Not for what nobody is to keep: sessions and tokens, and addresses by which something can be put
// or an export fetched. They stay `no-store`, and are not compressed: the length of a compressed
// answer tells how much of what somebody chose occurs in a secret beside it.
fdk::Response ViewResponse(const Exchange& exchange, const nlohmann::json& view);

}  // namespace fotogal
