// Responses that the gateway makes itself, and headers that it adds to all.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "local/http/reply.h"

namespace local {

// {"message": "Bad Gateway", "code": 502}, as JSON.
Reply GatewayError(int status);

// For a function that could not be called, or that failed: 503 with Retry-After when no instance
// was free, else 502.
Reply FunctionError(const oci::HttpResponse& answer);

// Adds the headers that API Gateway adds to every response (seen in public transcripts). Headers of
// the same names are replaced.
void AddServiceHeaders(oci::HeaderList& headers, const std::string& request_id);

// The status code in the text, 200 to 599; nullopt: anything else.
std::optional<int> ParseStatus(std::string_view text);

}  // namespace local
