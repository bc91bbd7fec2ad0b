// Changes of headers between client and back end, in both directions.
#pragma once

#include <string>

#include "oci/http.h"

namespace local {

// Removes the headers of a single connection (RFC 9110 7.6.1): the well-known ones and those that
// Connection names.
void RemoveHopHeaders(oci::HeaderList& headers);

// X-Real-Ip becomes the client's address. Forwarded (with for= only) and X-Forwarded-For keep what
// the client sent and get the address appended (Oracle's page forwarded_headers_do_not_match).
void AddForwarded(oci::HeaderList& headers, const std::string& peer);

}  // namespace local
