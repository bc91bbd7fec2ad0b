#include "oci/json_text.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <limits>
#include <random>

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

TEST_CASE("a line is what nlohmann writes, byte by byte") {
  std::mt19937 random(1);
  const std::vector<std::string> texts = {
      "",           "plain",    "a \"b\" \\ c",     "tab\tline\n\x01\x7f",
      "ol\xC3\xA1", "cut \xC3", "\xF0\x9F\x98\x84", std::string("nul\0", 4)};
  const std::function<nlohmann::json(int)> make = [&](int depth) -> nlohmann::json {
    const auto kind = random() % (depth > 0 ? 9 : 7);
    if (kind == 0) return nullptr;
    if (kind == 1) return random() % 2 == 0;
    if (kind == 2) return -static_cast<std::int64_t>(random());
    if (kind == 3) return std::numeric_limits<std::uint64_t>::max() - random();
    if (kind == 4) return static_cast<double>(random()) / 7 - 1e8;
    if (kind < 7) return texts[random() % texts.size()];
    auto made = kind == 7 ? nlohmann::json::array() : nlohmann::json::object();
    for (auto left = random() % 4; left > 0; --left) {
      if (kind == 7) made.push_back(make(depth - 1));
      if (kind == 8) made[texts[random() % texts.size()]] = make(depth - 1);
    }
    return made;
  };
  for (int round = 0; round < 500; ++round) {
    const auto json = make(4);
    REQUIRE(JsonText(json) == json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  CHECK(JsonText(std::numeric_limits<std::int64_t>::min()) == "-9223372036854775808");
  CHECK(JsonText(std::numeric_limits<double>::infinity()) == "null");
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
