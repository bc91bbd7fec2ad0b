// What the gateway answers by itself, and what it adds to every answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "local/http/reply.h"

namespace local {

// {"message": "Bad Gateway", "code": 502}, as JSON.
Reply GatewayError(int status);

// For a function that could not be called, or failed: 503 with its Retry-After where no instance
// was free for it, else 502.
Reply FunctionError(const oci::HttpResponse& answer);

// The headers that the service adds to every answer (public transcripts of real answers), each
// once: whoever else has set one of that name is overruled.
void AddServiceHeaders(oci::HeaderList& headers, const std::string& request_id);

// A status that an answer may have: 200 to 599, in digits; else nullopt.
std::optional<int> ParseStatus(std::string_view text);

}  // namespace local
