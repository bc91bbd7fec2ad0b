#include "local/agent/report.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace local;
using std::chrono::system_clock;

namespace {

std::optional<CallFailure> In(int status, const oci::HeaderList& headers, const std::string& body) {
  return FailureIn({status, headers, body}, "call", system_clock::time_point{});
}

}  // namespace

TEST_CASE("a status below 500 is no failure of a function; 500 or more, or no answer, is") {
  CHECK_FALSE(In(200, {}, "plain"));
  CHECK_FALSE(In(200, {{"Fn-Http-Status", "404"}}, R"({"code": "not_found"})"));
  CHECK_FALSE(In(200, {{"Fn-Http-Status", "what"}}, ""));
  const auto own = In(200, {{"Fn-Http-Status", "500"}}, R"({"code": "internal", "title": "x"})");
  REQUIRE(own);
  CHECK(own->status == 500);
  CHECK(own->message == "internal");
  CHECK(own->call_id == "call");
  const auto late = In(504, {}, R"({"message": "Timed out"})");
  REQUIRE(late);
  CHECK(late->status == 504);
  CHECK(late->message == "Timed out");
  for (const char* body : {"", "[1]", "\xff", R"({"code": 1})"})
    CHECK(In(502, {}, body)->message.empty());
}

TEST_CASE("a report is one JSON list") {
  FunctionReport report{"feed", "ocid1", {{7, false, "idle"}, {8, true, "busy"}}, {3, 1, {}}};
  auto json = ToJson(std::vector{report});
  CHECK(json == nlohmann::json::parse(R"([{"name": "feed", "id": "ocid1", "calls": 3,
    "failures": 1, "last_failure": null, "instances":
    [{"pid": 7, "is_container": false, "state": "idle"},
     {"pid": 8, "is_container": true, "state": "busy"}]}])"));
  report.counts.last_failure = CallFailure{system_clock::time_point{}, 502, "function failed", "c"};
  json = ToJson(std::vector{report});
  CHECK(json[0]["last_failure"]["time"].get<std::string>().starts_with("1970-01-01T00:00:00"));
  CHECK(json[0]["last_failure"]["status"] == 502);
  CHECK(ToJson(std::vector<FunctionReport>{}) == nlohmann::json::array());
}
