#include "functions/support/gateway_paths.h"

namespace fotogal {
namespace {

std::string GatewayPath(const char* route, std::string_view access_uri) {
  constexpr std::string_view kOfObjectStorage = "/p/";
  if (access_uri.starts_with(kOfObjectStorage)) access_uri.remove_prefix(kOfObjectStorage.size());
  return route + std::string(access_uri);
}

}  // namespace

std::string GatewayPathToRead(std::string_view access_uri) {
  return GatewayPath("/v1/get/", access_uri);
}

std::string GatewayPathToWrite(std::string_view access_uri) {
  return GatewayPath("/v1/put/", access_uri);
}

}  // namespace fotogal
