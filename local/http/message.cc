#include "local/http/message.h"

#include <nlohmann/json.hpp>

#include "oci/json_text.h"

namespace local {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string PercentDecode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
        HexDigit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

std::vector<std::string> QueryValues(const Request& request, std::string_view name) {
  std::vector<std::string> values;
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const auto end = rest.find('&');
    const auto pair = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    const auto equals = pair.find('=');
    if (PercentDecode(pair.substr(0, equals), true) != name) continue;
    values.push_back(
        equals == std::string_view::npos ? "" : PercentDecode(pair.substr(equals + 1), true));
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
