// A request as the stand-in's services see it: after the signature has been verified.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/http.h"

namespace standin {

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
// {"code","message"} with that status.
Response ErrorResponse(int status, std::string_view code, std::string_view message);
Response InvalidParameter(std::string_view message);  // 400
Response NotFound();  // 404: as OCI answers, whether there is none or it may not be seen

}  // namespace standin
