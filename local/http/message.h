// Requests and answers as they came off the wire and go onto it.
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

// Every value of a query parameter, percent-decoded ("+" is a space, as Oracle's NoSQL service
// decodes it).
std::vector<std::string> QueryValues(const Request& request, std::string_view name);
std::optional<std::string> QueryValue(const Request& request, std::string_view name);  // the first

// 200.
Response JsonResponse(const nlohmann::json& body);
// {"code","message"} with that status, as all services of OCI and the gateway refuse.
Response ErrorResponse(int status, std::string_view code, std::string_view message);

}  // namespace local
