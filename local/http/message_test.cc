#include "local/http/message.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace local;

TEST_CASE("query parameters: every value, in order, of the decoded name") {
  using Values = std::vector<std::string>;
  const Request request{"GET", "/", "a=1&b&a=2%263&%61=x+y&=empty&c==&&d=", {}, ""};
  CHECK(QueryValues(request, "a") == Values{"1", "2&3", "x y"});
  CHECK(QueryValues(request, "b") == Values{""});
  CHECK(QueryValues(request, "c") == Values{"="});
  CHECK(QueryValues(request, "d") == Values{""});
  CHECK(QueryValues(request, "A").empty());
  CHECK(QueryValues(request, "none").empty());
  CHECK(QueryValue(request, "a") == "1");
  CHECK(QueryValue(request, "b") == "");
  CHECK_FALSE(QueryValue(request, "none"));
  CHECK_FALSE(QueryValue({"GET", "/", "", {}, ""}, "a"));
}

TEST_CASE("an error is JSON whatever its text") {
  for (const std::string& text : {std::string("plain"), std::string("\"quotes\" \\ \n"),
                                  std::string("not UTF-8 \xff\xc3"), std::string("a\0b", 3)}) {
    const auto response = ErrorResponse(418, "Code", text);
    CHECK(response.status == 418);
    CHECK(oci::FindHeader(response.headers, "content-type") == "application/json");
    const auto body = nlohmann::json::parse(response.body, nullptr, false);
    REQUIRE(body.is_object());
    CHECK(body["code"] == "Code");
  }
}
