#include "local/specification/plain_backend_rules.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "local/specification/header_rules.h"
#include "oci/json_text.h"

namespace local {
namespace {

constexpr double kMinTimeout = 1, kMaxConnect = 75, kMaxRead = 300, kMaxSend = 300;
constexpr size_t kMaxStockHeaders = 50, kMaxHeadersJson = 4096, kMaxName = 1024, kMaxValue = 4096,
                 kMaxStockBody = 4096;

void CheckTimeout(const Node& backend, const char* name, double most) {
  const auto member = backend.Member(name);
  const auto seconds = member ? member->Number() : std::nullopt;
  if (!seconds || (*seconds >= kMinTimeout && *seconds <= most)) return;
  member->Note(Rule::kTimeout, "is " + oci::JsonText(member->json()),
               "1 to " + Figure(static_cast<size_t>(most)) + " seconds are allowed");
}

// True for the "host:port" part of an address.
bool IsHost(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](unsigned char c) {
    return (c < 128 && std::isalnum(c)) ||
           std::string_view(".-:[]").find(static_cast<char>(c)) != std::string_view::npos;
  });
}

// The text without its variables; one that is not closed (noted elsewhere) ends the text.
std::string WithoutVariables(const std::string& text) {
  std::string rest;
  for (size_t at = 0;;) {
    const auto open = text.find("${", at);
    rest += text.substr(at, open - at);
    const auto close = open == std::string::npos ? open : text.find('}', open);
    if (close == std::string::npos) return rest;
    at = close + 1;
  }
}

void CheckUrl(const Node& node, const std::string& url, const VariableScope& scope) {
  const auto note = [&](const std::string& right) {
    node.Note(Rule::kBackendUrl, "is \"" + url + "\"", right);
  };
  CheckVariables(node, url, scope);
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  if (!is_http) return note("an address is http://host/path or https://host/path");
  const size_t host = url.find("//") + 2;
  const size_t path = std::min(url.find_first_of("/?#", host), url.size());
  if (!IsHost(std::string_view(url).substr(host, path - host)))
    return note("host and port are written out, without a variable");
  const auto query = std::min(url.find('?', path), url.size());
  if (url.find("${", query) != std::string::npos)
    note("a variable stands in the path, never in the query");
  const std::string written = WithoutVariables(url.substr(path));
  if (written.find_first_of("{}") != std::string::npos)
    note("the route's parameters are ${request.path[name]} here");
  const bool is_plain = std::all_of(written.begin(), written.end(), [](unsigned char c) {
    return c > 0x20 && c < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
  });
  if (!is_plain) note("it has a character that an address cannot hold; percent-encode it");
}

void CheckHttp(const Node& backend, const VariableScope& scope) {
  if (!backend.IsObject({"type", "url", "connectTimeoutInSeconds", "readTimeoutInSeconds",
                         "sendTimeoutInSeconds", "isSslVerifyDisabled"}))
    return;
  if (const auto url = backend.TextOf("url")) CheckUrl(*backend.Member("url"), *url, scope);
  CheckTimeout(backend, "connectTimeoutInSeconds", kMaxConnect);
  CheckTimeout(backend, "readTimeoutInSeconds", kMaxRead);
  CheckTimeout(backend, "sendTimeoutInSeconds", kMaxSend);
  if (const auto flag = backend.Member("isSslVerifyDisabled")) flag->Flag();
}

void CheckStockHeader(const Node& header) {
  if (!header.IsObject({"name", "value"})) return;
  if (const auto name = header.TextOf("name")) {
    const auto node = *header.Member("name");
    CheckHeaderName(node, *name);
    if (name->size() > kMaxName)
      node.Note(Rule::kStockHeaders, "has " + Figure(name->size()) + " bytes",
                "a name has at most " + Figure(kMaxName));
  }
  if (const auto value = header.TextOf("value")) {
    const auto node = *header.Member("value");
    CheckHeaderValue(node, *value);
    if (value->size() > kMaxValue)
      node.Note(Rule::kStockHeaders, "has " + Figure(value->size()) + " bytes",
                "a value has at most " + Figure(kMaxValue));
  }
}

void CheckStockHeaders(const Node& headers) {
  const auto items = headers.Items();
  if (items.size() > kMaxStockHeaders)
    headers.Note(Rule::kStockHeaders, "has " + Figure(items.size()) + " headers",
                 "at most " + Figure(kMaxStockHeaders) + " are allowed");
  const size_t bytes = oci::JsonText(headers.json()).size();
  if (bytes > kMaxHeadersJson)
    headers.Note(Rule::kStockHeaders, "is JSON of " + Figure(bytes) + " bytes",
                 "at most " + Figure(kMaxHeadersJson) + " are allowed");
  for (const auto& item : items) CheckStockHeader(item);
}

void CheckStock(const Node& backend) {
  if (!backend.IsObject({"type", "status", "body", "headers"})) return;
  const auto status = backend.Required("status");
  const auto number = status ? status->Number() : std::nullopt;
  if (number && (!status->json().is_number_integer() || *number < 200 || *number > 599))
    status->Note(Rule::kStockStatus, "is " + oci::JsonText(status->json()),
                 "a status of an answer is a whole number of 200 to 599");
  const auto member = backend.Member("body");
  const auto body = member ? member->Text() : std::nullopt;
  if (body && body->size() > kMaxStockBody)
    member->Note(Rule::kStockBody, "has " + Figure(body->size()) + " bytes",
                 "at most " + Figure(kMaxStockBody) + " are allowed");
  if (const auto headers = backend.Member("headers")) CheckStockHeaders(*headers);
}

void CheckFunction(const Node& backend) {
  if (backend.IsObject({"type", "functionId"})) backend.TextOf("functionId");
}

}  // namespace

void CheckPlainBackend(const Node& backend, const std::string& type, const VariableScope& scope) {
  if (type == "ORACLE_FUNCTIONS_BACKEND") CheckFunction(backend);
  if (type == "HTTP_BACKEND") CheckHttp(backend, scope);
  if (type == "STOCK_RESPONSE_BACKEND") CheckStock(backend);
}

}  // namespace local
