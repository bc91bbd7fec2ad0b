// Paths of the gateway that forward to Object Storage (api-gateway/openapi.yaml, /v1/get and
// /v1/put).
#pragma once

#include <string>
#include <string_view>

namespace fotogal {

// access_uri: of a pre-authenticated request, "/p/<secret>/n/...", as Object Storage returns it.
std::string GatewayPathToRead(std::string_view access_uri);
std::string GatewayPathToWrite(std::string_view access_uri);

}  // namespace fotogal
