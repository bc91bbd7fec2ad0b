#include "oci/json_text.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

HttpResponse Answer(std::string body) {
  return {200, {{"opc-request-id", "request-1"}}, std::move(body)};
}

TEST_CASE("text that is no JSON is discarded, or thrown where we wrote it") {
  CHECK(JsonOf(R"({"a": 1})") == nlohmann::json{{"a", 1}});
  CHECK(JsonOf("{").is_discarded());
  CHECK(ParseOrThrow("[0]") == nlohmann::json{0});
  CHECK_THROWS_AS(ParseOrThrow("["), nlohmann::json::exception);
}

TEST_CASE("JSON becomes one line, or readable with an indent, and what is not UTF-8 is replaced") {
  CHECK(JsonText({{"a", {1, 2}}}) == R"({"a":[1,2]})");
  CHECK(JsonText({{"a", 1}}, 2) == "{\n  \"a\": 1\n}");
  CHECK(JsonText("\xC3") == "\"\xEF\xBF\xBD\"");
}

TEST_CASE("a body is dumped unless a text in it is not UTF-8") {
  CHECK(DumpJson({{"a", "\xC3\xBC"}}).value() == "{\"a\":\"\xC3\xBC\"}");
  const auto refused = DumpJson({{"a", "\xC3"}});
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "invalid_request");
}

TEST_CASE("control characters inside strings are taken as they are, outside they are layout") {
  const auto json = ParseJson(Answer("{\n\t\"a\": \"x\ny\x01\\\"\tz\\\\\"\n}"));
  REQUIRE(json.ok());
  CHECK((*json)["a"] == "x\ny\x01\"\tz\\");
}

TEST_CASE("what is no JSON is a bad response that names the request") {
  for (const char* body : {"", "{", "<html>", "{\"a\":\"\n"}) {
    INFO(body);
    const auto json = ParseJson(Answer(body));
    REQUIRE_FALSE(json.ok());
    CHECK(json.error().code == "bad_response");
    CHECK(json.error().opc_request_id == "request-1");
  }
}

TEST_CASE("members of another kind are as good as missing") {
  const nlohmann::json object = {{"text", "t"}, {"number", 3}, {"list", {1, 2}}};
  CHECK(StringMember(object, "text") == "t");
  CHECK(IntMember(object, "number") == 3);
  CHECK(ArrayMember(object, "list").size() == 2);
  for (const char* name : {"text", "number", "list", "none"}) {
    INFO(name);
    CHECK((std::string(name) == "text" || StringMember(object, name).empty()));
    CHECK((std::string(name) == "number" || IntMember(object, name) == 0));
    CHECK((std::string(name) == "list" || ArrayMember(object, name).empty()));
  }
  CHECK(StringMember("no object", "text").empty());
  CHECK(ArrayMember(nullptr, "list").empty());
}

}  // namespace
}  // namespace oci
