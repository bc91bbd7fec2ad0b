#include "oci/signer.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using nlohmann::json;
using testing::TestKey;
using testing::Vectors;

const TimePoint kVectorTime = testing::At(1388957500);  // Sun, 05 Jan 2014 21:31:40 GMT

HttpRequest RequestOf(const json& vector) {
  HttpRequest request;
  request.method = vector["method"];
  request.url = vector["url"];
  if (vector["body"].is_string()) request.body = vector["body"];
  for (const auto& [name, value] : vector["headers"].items()) {
    const bool ours =
        name == "date" || name == "host" || name == "x-content-sha256" || name == "content-length";
    if (!ours) request.headers.emplace_back(name, value);
  }
  return request;
}

TEST_CASE("every Go vector is reproduced byte for byte") {
  REQUIRE(Vectors()["vectors_go_sdk"].size() == 19);
  for (const json& vector : Vectors()["vectors_go_sdk"]) {
    INFO(vector["name"]);
    HttpRequest request = RequestOf(vector);
    const auto signing =
        vector["body_excluded_from_signature"] ? BodySigning::kExcluded : BodySigning::kSigned;
    REQUIRE(SignRequest(request, {vector["key_id"], TestKey()}, kVectorTime, signing).ok());
    CHECK(FindHeader(request.headers, "authorization") == vector["authorization"]);
    for (const auto& [name, value] : vector["headers"].items()) {
      CHECK(FindHeader(request.headers, name) == value);
    }
    const auto url = SplitUrl(request.url);
    const auto text = SigningString(request.method, url->target, request.headers,
                                    SignedHeaderNames(request.method, signing));
    CHECK(text == vector["expected_signing_string"]);
  }
}

TEST_CASE("every TypeScript vector is reproduced by its own header list") {
  REQUIRE(Vectors()["vectors_typescript_sdk"].size() == 19);
  for (const json& vector : Vectors()["vectors_typescript_sdk"]) {
    INFO(vector["name"]);
    HeaderList headers;
    for (const auto& [name, value] : vector["headers"].items()) headers.emplace_back(name, value);
    const auto url = SplitUrl(vector["url"].get<std::string>());
    REQUIRE(url);
    CHECK(url->target == vector["request_target_path"]);
    const auto text = SigningString(vector["method"].get<std::string>(), url->target, headers,
                                    vector["signed_headers"].get<std::vector<std::string>>());
    REQUIRE(text == vector["expected_signing_string"]);
    CHECK(TestKey().Sign(*text).value() == vector["signature"]);
  }
}

TEST_CASE("signing again replaces what the first try left") {
  HttpRequest request{"POST", "https://example.com/x?a=%20b", {}, "{}"};
  REQUIRE(SignRequest(request, {"k", TestKey()}, kVectorTime, BodySigning::kSigned).ok());
  const auto first = request.headers;
  const TimePoint later = kVectorTime + std::chrono::seconds(61);
  REQUIRE(SignRequest(request, {"k", TestKey()}, later, BodySigning::kSigned).ok());
  CHECK(request.headers.size() == first.size());
  CHECK(FindHeader(request.headers, "date") == "Sun, 05 Jan 2014 21:32:41 GMT");
  CHECK(FindHeader(request.headers, "authorization") != FindHeader(first, "authorization"));
}

TEST_CASE("a repeated header enters the signing string whole") {
  const HeaderList headers = {{"Host", "a"}, {"host", "b"}};
  CHECK(SigningString("GET", "/", headers, {"host"}) == "host: a, b");
}

TEST_CASE("a named header that is missing gives no signing string") {
  CHECK_FALSE(SigningString("GET", "/", {{"host", "a"}}, {"date", "host"}));
}

TEST_CASE("dates are RFC 7231 dates") {
  CHECK(HttpDate(testing::At(0)) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(HttpDate(testing::At(951782399)) == "Mon, 28 Feb 2000 23:59:59 GMT");
  CHECK(HttpDate(testing::At(951782400)) == "Tue, 29 Feb 2000 00:00:00 GMT");
  CHECK(HttpDate(testing::At(4102444800)) == "Fri, 01 Jan 2100 00:00:00 GMT");
  CHECK(HttpDate(testing::At(1388957500) + std::chrono::milliseconds(999)) ==
        "Sun, 05 Jan 2014 21:31:40 GMT");
}

TEST_CASE("URLs split where the request line does") {
  CHECK(SplitUrl("https://h/p?q=1")->target == "/p?q=1");
  CHECK(SplitUrl("https://h:8443/p")->authority == "h:8443");
  CHECK(SplitUrl("https://h")->target == "/");
  CHECK(SplitUrl("http://h?q")->target == "/?q");
  CHECK(SplitUrl("http://h/a//b/../c")->target == "/a//b/../c");
  for (const char* bad : {"", "h/p", "ftp://h/", "https:///p", "https://u:p@h/", "https://h/#f"}) {
    INFO(bad);
    CHECK_FALSE(SplitUrl(bad));
    HttpRequest request{"GET", bad, {}, ""};
    const auto status = SignRequest(request, {"k", TestKey()}, kVectorTime, BodySigning::kSigned);
    REQUIRE_FALSE(status.ok());
    CHECK(status.error().code == "configuration");
  }
}

}  // namespace
}  // namespace oci
