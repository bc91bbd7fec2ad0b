// HTTP requests and responses as they are sent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/http.h"

namespace local {

struct Request {
  std::string method;  // upper case
  std::string path;    // as sent (percent-encoded), without the query
  std::string query;   // as sent, without "?"
  oci::HeaderList headers;
  std::string body;
};

using Response = oci::HttpResponse;

// All values of a query parameter, percent-decoded ("+" is a space, as in Oracle's NoSQL service).
std::vector<std::string> QueryValues(const Request& request, std::string_view name);
// the first value
std::optional<std::string> QueryValue(const Request& request, std::string_view name);

// With status 200.
Response JsonResponse(const nlohmann::json& body);
// The error body of all OCI services and the gateway, {"code","message"}, with that status.
Response ErrorResponse(int status, std::string_view code, std::string_view message);

}  // namespace local
