#include "local/specification/plain_backend_rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

std::string Broken(const Json& backend) {
  Violations violations;
  CheckPlainBackend(Node(backend, "b", violations), backend["type"], {{"id"}, false, true});
  std::string broken;
  for (const auto& violation : violations)
    broken += (broken.empty() ? "" : " ") + std::string(RuleName(violation.rule));
  return broken;
}

std::string BrokenUrl(const std::string& url) {
  return Broken({{"type", "HTTP_BACKEND"}, {"url", url}});
}

Json Stock() { return {{"type", "STOCK_RESPONSE_BACKEND"}, {"status", 200}}; }

}  // namespace

TEST_CASE("addresses of HTTP back ends") {
  for (const char* url : {"http://h", "https://h:8080/", "http://[::1]:80/x",
                          "https://a-b.example.com/p/${request.path[id]}/n", "https://h/a?fixed=1",
                          "https://h/${request.query[q]}/${request.headers[X]}/${request.host}"})
    CHECK(BrokenUrl(url) == "");
  for (const char* url :
       {"", "h/x", "ftp://h/", "https://", "https:///x", "https://${request.host}/", "https://a@b/",
        "https://h/{id}", "https://h/a b", "https://h/a#b", "https://h/\xc3\xa9",
        "https://h/?a=${request.path[id]}", "https://h?a=${request.path[id]}"})
    CHECK(BrokenUrl(url) == "backend-url");
  CHECK(BrokenUrl("https://h/${request.path[other]}") == "path-variable");
}

TEST_CASE("time-outs at both sides of their bounds") {
  const auto with = [](const char* name, double seconds) {
    return Broken({{"type", "HTTP_BACKEND"}, {"url", "http://h"}, {name, seconds}});
  };
  for (const auto& [name, most] :
       {std::pair("connectTimeoutInSeconds", 75), std::pair("readTimeoutInSeconds", 300),
        std::pair("sendTimeoutInSeconds", 300)}) {
    INFO(name);
    CHECK(with(name, 1) == "");
    CHECK(with(name, most) == "");
    CHECK(with(name, 0.99) == "time-out");
    CHECK(with(name, most + 0.01) == "time-out");
  }
}

TEST_CASE("stock responses at both sides of their bounds") {
  const auto with = [](const char* name, const Json& value) {
    Json stock = Stock();
    stock[name] = value;
    return Broken(stock);
  };
  CHECK(with("status", 200) == "");
  CHECK(with("status", 599) == "");
  CHECK(with("status", 199) == "stock-status");
  CHECK(with("status", 600) == "stock-status");
  CHECK(with("status", 200.5) == "stock-status");
  CHECK(with("body", std::string(4096, 'a')) == "");
  CHECK(with("body", std::string(4097, 'a')) == "stock-body");
  CHECK(with("headers", Json(std::vector<Json>(50, {{"name", "A"}, {"value", "b"}}))) == "");
  CHECK(with("headers", Json(std::vector<Json>(51, {{"name", "A"}, {"value", "b"}}))) ==
        "stock-headers");
  // [{"name":"A","value":""}] are 25 bytes.
  CHECK(with("headers", {{{"name", "A"}, {"value", std::string(4071, 'b')}}}) == "");
  CHECK(with("headers", {{{"name", "A"}, {"value", std::string(4072, 'b')}}}) == "stock-headers");
  CHECK(with("headers", {{{"name", std::string(1024, 'A')}, {"value", "b"}}}) == "");
  CHECK(with("headers", {{{"name", std::string(1025, 'A')}, {"value", "b"}}}) == "stock-headers");
  // Alone and with the JSON around it.
  CHECK(with("headers", {{{"name", "A"}, {"value", std::string(4097, 'b')}}}) ==
        "stock-headers stock-headers");
  CHECK(with("headers", {{{"name", "A b"}, {"value", "b"}}}) == "header-name");
  CHECK(with("headers", {{{"name", "A"}, {"value", "b\n"}}}) == "header-value");
}
