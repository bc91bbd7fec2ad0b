// Requests as services get them, after the signature was verified, and responses that all services
// use.
#pragma once

#include <string_view>

#include "local/http/message.h"

namespace standin {

using local::ErrorResponse;
using local::JsonResponse;
using local::QueryValue;
using local::QueryValues;
using local::Request;
using local::Response;

Response InvalidParameter(std::string_view message);  // 400
Response NotFound();  // 404 for what does not exist and for what the caller may not see, as in OCI

// 501, for what the stand-in does not implement.
Response NotServed(const Request& request);

}  // namespace standin
