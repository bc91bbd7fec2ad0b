#include "local/http/message.h"

#include <nlohmann/json.hpp>

#include "common/percent.h"
#include "oci/json_text.h"

namespace local {
namespace {

std::string DecodedInQuery(std::string_view text) {
  return common::PercentDecodeLoosely(text, common::Plus::kIsSpace);
}

}  // namespace

std::vector<std::string> QueryValues(const Request& request, std::string_view name) {
  std::vector<std::string> values;
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const auto equals = pair.find('=');
    if (DecodedInQuery(pair.substr(0, equals)) != name) continue;
    values.push_back(equals == std::string_view::npos ? ""
                                                      : DecodedInQuery(pair.substr(equals + 1)));
  }
  return values;
}

std::optional<std::string> QueryValue(const Request& request, std::string_view name) {
  auto values = QueryValues(request, name);
  if (values.empty()) return std::nullopt;
  return std::move(values.front());
}

Response JsonResponse(const nlohmann::json& body) {
  return {200, {{"Content-Type", "application/json"}}, oci::JsonText(body)};
}

Response ErrorResponse(int status, std::string_view code, std::string_view message) {
  return {status,
          {{"Content-Type", "application/json"}},
          oci::JsonText(nlohmann::json{{"code", code}, {"message", message}})};
}

}  // namespace local
