// What becomes of a client's headers on their way to a back end, and of a back end's on their way
// back.
#pragma once

#include <string>

#include "oci/http.h"

namespace local {

// Takes out those that concern one connection alone (RFC 9110 7.6.1): the usual ones and those that
// Connection names.
void RemoveHopHeaders(oci::HeaderList& headers);

// X-Real-Ip is the client's address alone. Forwarded (for= alone) and X-Forwarded-For are what the
// client sent with the address appended: forwarded_headers_do_not_match of Oracle's pages.
void AddForwarded(oci::HeaderList& headers, const std::string& peer);

}  // namespace local
