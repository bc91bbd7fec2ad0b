#include "local/gateway/authorizer.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace std::chrono_literals;
using local::Authorizer;
using local::ParseVerdict;
using Json = nlohmann::json;

namespace {

struct Bench {
  explicit Bench(local::Authentication chosen = Policy())
      : authorizer(
            std::move(chosen),
            [this](const std::string& id, local::FnRequest request) {
              CHECK(id == "auth");
              asked.push_back(Json::parse(request.body));
              return answer;
            },
            [this] { return now; }) {}

  static local::Authentication Policy() {
    local::Authentication policy;
    policy.function_id = "auth";
    policy.parameters = {{"authorization", "request.headers[Authorization]"},
                         {"cookie", "request.headers[Cookie]"},
                         {"state", "request.query[state]"}};
    return policy;
  }
  oci::Result<Authorizer::Verdict, local::Reply> Ask(oci::HeaderList headers,
                                                     const std::string& query = "") {
    const local::Request request{"GET", "/", query, std::move(headers), ""};
    return authorizer.Ask({request, {}, {}});
  }
  void Answer(const Json& body) { answer = {200, {}, body.dump()}; }

  oci::HttpResponse answer{200, {}, R"({"active":true})"};
  std::vector<Json> asked;
  std::chrono::system_clock::time_point now{480'000h};
  Authorizer authorizer;
};

}  // namespace

TEST_CASE("arguments that the request lacks are left out, several values come as a list") {
  Bench bench;
  (void)bench.Ask({{"cookie", "a"}, {"Cookie", "b"}}, "state=San+Jos%C3%A9");
  (void)bench.Ask({{"Authorization", "t"}});
  (void)bench.Ask({});
  REQUIRE(bench.asked.size() == 3);
  CHECK(bench.asked[0] == Json{{"type", "USER_DEFINED"},
                               {"data", {{"cookie", {"a", "b"}}, {"state", "San+Jos%C3%A9"}}}});
  CHECK(bench.asked[1]["data"] == Json{{"authorization", "t"}});
  CHECK(bench.asked[2]["data"] == Json::object());
}

TEST_CASE("header values are bytes: what is no UTF-8 is asked about like anything else") {
  Bench bench;
  REQUIRE(bench.Ask({{"Cookie", "a\xff"}, {"Authorization", "\xc3"}}));
  CHECK(bench.asked[0]["data"]["cookie"] == "a\xef\xbf\xbd");
  REQUIRE(bench.Ask({{"Cookie", "a\xfe"}, {"Authorization", "\xc3"}}));
  CHECK(bench.asked.size() == 2);  // other bytes, so it is asked again
  REQUIRE(bench.Ask({{"Cookie", "a\xff"}, {"Authorization", "\xc3"}}));
  CHECK(bench.asked.size() == 2);
}

TEST_CASE("an answer is kept until it expires: 60 seconds at least, an hour at most") {
  const std::pair<const char*, std::chrono::seconds> cases[] = {
      {R"({"active":true})", 60s},
      {R"({"active":false})", 60s},
      {R"({})", 60s},
      {R"({"active":true,"expiresAt":"soon"})", 60s},
      {R"({"active":true,"expiresAt":12})", 60s},
      {R"({"active":true,"expiresAt":"2024-10-04T00:10:00+00:00 or so"})", 60s},
      {R"({"active":true,"expiresAt":"2024-10-04T00:00:59+00:00"})", 60s},
      {R"({"active":true,"expiresAt":"2024-10-04T00:01:01Z"})", 61s},
      {R"({"active":false,"expiresAt":"2024-10-04T00:10:00.123+00:00"})", 600s},
      {R"({"active":true,"expiresAt":"2024-10-04T01:10:00+01:00"})", 600s},
      {R"({"active":true,"expiresAt":"2024-10-03T23:10:00-0100"})", 600s},
      {R"({"active":true,"expiresAt":"2024-10-04T00:59:59"})", 3599s},
      {R"({"active":true,"expiresAt":"2024-10-04T01:00:01Z"})", 3600s},
      {R"({"active":true,"expiresAt":"9999-12-31T23:59:59Z"})", 3600s},
      {R"({"active":true,"expiresAt":"1000-01-01T00:00:00Z"})", 60s}};
  for (const auto& [answer, kept] : cases) {
    INFO(answer);
    Bench bench;
    bench.now = std::chrono::system_clock::from_time_t(1728000000);  // 2024-10-04T00:00:00Z
    bench.answer.body = answer;
    (void)bench.Ask({{"Cookie", "a"}});
    bench.now += kept - 1ns;
    (void)bench.Ask({{"Cookie", "a"}});
    CHECK(bench.asked.size() == 1);
    bench.now += 1ns;
    (void)bench.Ask({{"Cookie", "a"}});
    CHECK(bench.asked.size() == 2);
  }
}

TEST_CASE(
    "the key is all arguments, or those that cacheKey names, in bytes that cannot be mixed up") {
  Bench all;
  (void)all.Ask({{"Authorization", "a"}, {"Cookie", "b"}});
  (void)all.Ask({{"Authorization", "a"}, {"Cookie", "c"}});
  (void)all.Ask({{"Authorization", "a"}});
  (void)all.Ask({{"Cookie", "a"}});
  (void)all.Ask({{"Cookie", "a"}, {"Cookie", "b"}});
  (void)all.Ask({{"Cookie", "a:1:b"}});
  CHECK(all.asked.size() == 6);
  auto policy = Bench::Policy();
  policy.cache_key = {"authorization"};
  Bench named(policy);
  (void)named.Ask({{"Authorization", "a"}, {"Cookie", "b"}});
  (void)named.Ask({{"Authorization", "a"}, {"Cookie", "c"}});
  CHECK(named.asked.size() == 1);
}

TEST_CASE("so many answers are kept, and large ones never") {
  Bench bench;
  for (size_t i = 0; i <= Authorizer::kMostKept; ++i)
    (void)bench.Ask({{"Cookie", std::to_string(i)}});
  CHECK(bench.asked.size() == Authorizer::kMostKept + 1);
  (void)bench.Ask({{"Cookie", "1"}});
  CHECK(bench.asked.size() == Authorizer::kMostKept + 1);
  (void)bench.Ask({{"Cookie", "0"}});  // was removed from the cache to make room for the last one
  CHECK(bench.asked.size() == Authorizer::kMostKept + 2);
  for (const size_t over : {0, 1}) {
    bench.answer.body = "{\"active\":true}";
    bench.answer.body.resize(Authorizer::kMostKeptBytes + over, ' ');
    const auto before = bench.asked.size();
    for (int i = 0; i < 2; ++i) REQUIRE(bench.Ask({{"Cookie", "large" + std::to_string(over)}}));
    CHECK(bench.asked.size() == before + 1 + over);
  }
}

TEST_CASE("what failed is no verdict, and is asked again") {
  for (const auto& failure :
       {oci::HttpResponse{502, {}, R"({"active":true})"}, oci::HttpResponse{504, {}, ""},
        oci::HttpResponse{200, {{"Fn-Http-Status", "500"}}, R"({"active":true})"},
        oci::HttpResponse{200, {}, "not JSON"}}) {
    Bench bench;
    bench.answer = failure;
    for (int i = 0; i < 2; ++i) {
      const auto verdict = bench.Ask({{"Cookie", "a"}});
      REQUIRE_FALSE(verdict.ok());
      CHECK(verdict.error().status == 502);
    }
    CHECK(bench.asked.size() == 2);
  }
}

TEST_CASE("an authorizer that cannot be asked now is 503 with the time to come again") {
  Bench bench;
  bench.answer = {503, {{"Retry-After", "1"}}, ""};
  const auto verdict = bench.Ask({{"Cookie", "a"}});
  REQUIRE_FALSE(verdict.ok());
  CHECK(verdict.error().status == 503);
  CHECK(oci::FindHeader(verdict.error().headers, "Retry-After") == "1");
}

TEST_CASE("a verdict of other types than documented is none, and nothing throws") {
  const std::chrono::system_clock::time_point now{480'000h};
  for (const char* body :
       {"", "[]", "null", "1", "\"x\"", "{", R"({"active":"true"})", R"({"active":1})",
        R"({"active":null})", R"({"active":true,"scope":1})", R"({"active":true,"scope":[1]})",
        R"({"active":true,"scope":{}})", R"({"active":true,"context":[]})",
        R"({"active":true,"context":"x"})", R"({"active":false,"wwwAuthenticate":1})",
        "{\"active\":true,\"context\":{\"a\":\"\xff\"}}"}) {
    INFO(body);
    CHECK_FALSE(ParseVerdict(body, now));
  }
  CHECK_FALSE(ParseVerdict("{}", now)->active);
  CHECK(ParseVerdict(std::string(100'000, '['), now) == std::nullopt);
}

TEST_CASE("scopes are a list or a text with spaces; the context's values are texts") {
  const std::chrono::system_clock::time_point now{480'000h};
  using List = std::vector<std::string>;
  CHECK(ParseVerdict(R"({"scope":["a b","c"]})", now)->scope == List{"a b", "c"});
  CHECK(ParseVerdict(R"({"scope":" a  b "})", now)->scope == List{"a", "b"});
  CHECK(ParseVerdict(R"({"scope":null})", now)->scope.empty());
  CHECK(ParseVerdict(R"({"context":{"s":"x","n":1.5,"b":true,"l":[1],"z":null}})", now)->context ==
        std::map<std::string, std::string>{{"s", "x"}, {"n", "1.5"}, {"b", "true"}});
}

TEST_CASE("who is refused gets the policy's answer, the verdict's own code included") {
  auto policy = Bench::Policy();
  policy.failure = {"request.auth[responseCode]", "Sorry, ${request.auth[name]}.", {}};
  policy.failure->headers.set = {
      {"Location", {"${request.auth[to]}"}, local::IfExists::kOverwrite}};
  Bench bench(policy);
  const local::Request request;
  const auto refuse = [&](const std::map<std::string, std::string>& auth) {
    return bench.authorizer.Refuse({request, {}, auth}, "Basic");
  };
  const auto refused = refuse({{"responseCode", "302"}, {"name", "Ann"}, {"to", "/login"}});
  CHECK(refused.status == 302);
  CHECK(refused.body == "Sorry, Ann.");
  CHECK(oci::FindHeader(refused.headers, "Location") == "/login");
  CHECK(oci::FindHeader(refused.headers, "WWW-Authenticate") == "Basic");
  for (const char* code : {"", "abc", "99", "600", "-1"})
    CHECK(refuse({{"responseCode", code}}).status == 401);
  CHECK(refuse({}).status == 401);
  Bench plain;
  const auto usual = plain.authorizer.Refuse({request, {}, {}}, "");
  CHECK(usual.status == 401);
  CHECK(Json::parse(usual.body) == Json{{"message", "Unauthorized"}, {"code", 401}});
}
