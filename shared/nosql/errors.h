// The service's errors as oci::Error.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "nosql/protocol.h"
#include "oci/result.h"

namespace nosql {

// The error for a code of the protocol. `code` and `http_status` are those with which the service's
// REST API reports the same, so that callers need not know which protocol was spoken:
// "TableNotFound" and 404, "InvalidParameter" and 400, "TooManyRequests" and 429, ... A code that
// is not known becomes "UnknownError" (500), with its number in the message.
oci::Error ErrorOf(int code, std::string message);

// Refused because the table's units, its storage or the rate of operations is used up.
bool IsThrottling(const oci::Error& error);

// The error of an answer; nullopt: it reports success. Bytes that are no answer are an error, too.
std::optional<oci::Error> ErrorOfAnswer(std::string_view answer);

}  // namespace nosql
