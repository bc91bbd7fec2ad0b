// Requests as the services see them, after the signature has been verified, and what all of them
// answer.
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
Response NotFound();  // 404: as OCI answers, whether there is none or it may not be seen

// 501: what the stand-in does not serve.
Response NotServed(const Request& request);

}  // namespace standin
