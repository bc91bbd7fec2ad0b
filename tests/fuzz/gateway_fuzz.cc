// Paths, queries and headers of clients at the gateway, with the specification that is deployed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "common/ascii.h"
#include "common/http_head.h"
#include "local/gateway/forwarded_headers.h"
#include "local/gateway/routing.h"

namespace {

[[noreturn]] void Stop(const std::string& why) {
  std::fprintf(stderr, "gateway_fuzz: %s\n", why.c_str());
  std::abort();
}

void Require(bool holds, const char* what) {
  if (!holds) Stop(what);
}

// api-gateway/deployment.json.in, with something in the place of each {{name}}.
local::Specification Deployed() {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in");
  std::string text(std::istreambuf_iterator<char>(file), {});
  for (size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at)) {
    const auto end = text.find("}}", at);
    const auto name = text.substr(at + 2, end - at - 2);
    std::string value = name.starts_with("function.") ? "ocid1.fnfunc.oc1.." + name.substr(9) : "x";
    if (name == "objectstorage.endpoint") value = "https://storage.test";
    text.replace(at, end + 2 - at, value);
  }
  auto specification = local::ParseSpecification(nlohmann::json::parse(text));
  if (!specification.ok()) Stop(specification.error().message);
  return std::move(*specification);
}

bool IsOneLine(const oci::HeaderList& headers) {
  for (const auto& [name, value] : headers) {
    if (name.empty() || name.find_first_of("\r\n: ") != name.npos ||
        value.find_first_of(std::string_view("\r\n\0", 3)) != value.npos)
      return false;
  }
  return true;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto kSpecification = Deployed();
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  common::HeadScanner scanner;
  if (scanner.Scan(bytes) != common::HeadState::kComplete) return 0;
  const auto head = common::ParseHead(bytes.substr(0, scanner.head_size()));
  if (!head) return 0;
  local::Request request;
  request.method = head->method;
  const auto question = head->target.find('?');
  request.path = head->target.substr(0, question);
  if (question != head->target.npos) request.query = head->target.substr(question + 1);
  for (const auto& [name, value] : head->headers) request.headers.emplace_back(name, value);
  if (!request.path.starts_with('/')) return 0;

  const auto match = local::FindRoute(kSpecification, request.method, request.path);
  for (const auto& [name, value] : match.parameters)
    Require(request.path.find(value) != std::string::npos, "a parameter that is not in the path");
  if (!match.route) return 0;
  const std::string filtered = local::FilterQuery(match.route->query, request.query);
  Require(filtered.size() <= request.query.size(), "a query that grew");
  const local::RequestContext context{request, match.parameters, {{"user", "1"}}, filtered};
  auto headers = request.headers;
  const bool good = IsOneLine(headers);
  local::RemoveHopHeaders(headers);
  local::AddForwarded(headers, "192.0.2.1");
  local::Transform(context, match.route->request_headers, headers);
  Require(!good || IsOneLine(headers), "a header that is more than one line");
  // What says who somebody is comes from the authorizer alone.
  for (const auto& [name, value] : headers)
    Require(!common::EqualNoCase(name, "X-FotoGal-User-Id") || value.empty() || value == "1",
            "an identity of the client's own");
  for (const auto* backend : local::AllBackends(*match.route)) {
    if (const auto* http = std::get_if<local::HttpBackend>(backend))
      Require(local::Expand(context, http->url).starts_with("https://storage.test/"),
              "an address of another host");
  }
  (void)local::WithoutPrefix(request.path, "/v1");
  return 0;
}
