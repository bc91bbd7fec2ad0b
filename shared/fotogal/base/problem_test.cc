#include "fotogal/base/problem.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace fotogal;

TEST_CASE("what went wrong inside never reaches the client") {
  const Problem problem(
      oci::Error{"TooManyRequests", "table secret throttled", 429, "OPC-1", true});
  const std::string body = ToJson(problem);
  CHECK(problem.status == 503);
  CHECK(oci::FindHeader(problem.headers, "Retry-After") == "1");
  CHECK(body.find("secret") == std::string::npos);
  CHECK(body.find("OPC-1") == std::string::npos);
  CHECK(Problem(oci::Error{"InvalidParameter", "bad SQL", 400, "", false}).status == 500);
}

TEST_CASE("a client may try again when OCI does not take the function's credentials") {
  const Problem problem(oci::Error{"NotAuthenticated", "the key is not known", 401, "", false});
  CHECK(problem.status == 503);
  CHECK(problem.code == "temporarily_unavailable");
  CHECK(oci::FindHeader(problem.headers, "Retry-After") == "1");
}

TEST_CASE("a problem body has the members of RFC 9457, a code and the fields") {
  const auto body =
      nlohmann::json::parse(ToJson(InvalidFields({{"email", "required", "is required"}})));
  CHECK(body["type"] == "about:blank");
  CHECK(body["status"] == 422);
  CHECK(body["code"] == "invalid_fields");
  CHECK(body["errors"][0]["field"] == "email");
  CHECK(body["errors"][0]["code"] == "required");
}
