#include "local/gateway/answer.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using nlohmann::json;

TEST_CASE("an error of the gateway is JSON that says its status") {
  for (const int status : {400, 401, 403, 404, 405, 408, 413, 414, 429, 431, 500, 502, 503, 504}) {
    const auto error = local::GatewayError(status);
    CHECK(error.status == status);
    CHECK(oci::FindHeader(error.headers, "Content-Type") == "application/json");
    const auto body = json::parse(error.body);
    CHECK(body.size() == 2);
    CHECK(body["code"] == status);
    CHECK_FALSE(body["message"].get<std::string>().empty());
  }
  CHECK(json::parse(local::GatewayError(503).body)["message"] == "Service Unavailable");
}

TEST_CASE("the service's headers stand once, in place of anybody's") {
  oci::HeaderList headers = {{"server", "nginx"},
                             {"x-frame-options", "DENY"},
                             {"X-A", "1"},
                             {"OPC-Request-Id", "theirs"},
                             {"X-Frame-Options", "ALLOW"},
                             {"strict-transport-security", "max-age=0"},
                             {"x-content-type-options", ""}};
  local::AddServiceHeaders(headers, "/a/b");
  CHECK(headers == oci::HeaderList{{"X-A", "1"},
                                   {"Server", "Oracle API Gateway"},
                                   {"Strict-Transport-Security", "max-age=31536000"},
                                   {"X-XSS-Protection", "1; mode=block"},
                                   {"X-Frame-Options", "sameorigin"},
                                   {"X-Content-Type-Options", "nosniff"},
                                   {"opc-request-id", "/a/b"}});
}

TEST_CASE("statuses are three digits from 200 to 599") {
  CHECK(local::ParseStatus("200") == 200);
  CHECK(local::ParseStatus("599") == 599);
  for (const char* bad : {"", "199", "600", "20", "2000", "abc", "-20", "2 0", "0200"}) {
    INFO(bad);
    CHECK_FALSE(local::ParseStatus(bad));
  }
}
