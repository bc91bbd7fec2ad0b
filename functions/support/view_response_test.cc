#include "functions/support/view_response.h"

#include <catch2/catch_test_macros.hpp>

#include "functions/support/compression.h"
#include "functions/support/entity_tag.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

constexpr const char* kVary = "Accept-Encoding, Authorization, Cookie";

// {"text": "xxx"} with as many letters as the query says: 11 bytes more in all.
Answer Letters(Exchange& exchange) {
  const auto letters = QueryParameter(exchange.request, "letters").value_or("0");
  return ViewResponse(exchange, Json{{"text", std::string(std::stoul(letters), 'x')}});
}
Answer Secret(Exchange&) { return JsonResponse(200, {{"token", std::string(2000, 'x')}}); }
Answer Nothing(Exchange&) { return NotFound(); }

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services,
                  {{"/letters", {{"GET", &Letters}}},
                   {"/secret", {{"GET", &Secret}}},
                   {"/nothing", {{"GET", &Nothing}}}},
                  request, context);
}

struct Bench {
  tests::TestCloud cloud;
  fdk::Response Ask(int letters, fdk::Headers headers = {}, const std::string& method = "GET") {
    return AskFor("/letters", "letters=" + std::to_string(letters), std::move(headers), method);
  }
  fdk::Response AskFor(const std::string& path, const std::string& query, fdk::Headers headers,
                       const std::string& method = "GET") {
    return cloud.Send(&Handle, {method, path, query, "", "", std::move(headers)}).raw;
  }
};

fdk::Headers With(std::initializer_list<std::pair<const char*, std::string>> values) {
  fdk::Headers headers;
  for (const auto& [name, value] : values) headers.Add(name, value);
  return headers;
}

std::string Header(const fdk::Response& response, const char* name) {
  return std::string(response.headers.Get(name).value_or("<absent>"));
}

}  // namespace

TEST_CASE("what the caller sees is kept by the caller alone, and asked for each time") {
  Bench bench;
  for (const char* method : {"GET", "HEAD"}) {
    const auto answer = bench.Ask(5, {}, method);
    CHECK(answer.status == 200);
    CHECK(answer.content_type == "application/json");
    CHECK(answer.body == R"({"text":"xxxxx"})");
    CHECK(Header(answer, "ETag") == TagOf(answer.body));
    CHECK(Header(answer, "Cache-Control") == "private, no-cache");
    CHECK(Header(answer, "Vary") == kVary);
    CHECK(Header(answer, "Content-Encoding") == "<absent>");
  }
  CHECK(Header(bench.Ask(5), "ETag") != Header(bench.Ask(6), "ETag"));
}

TEST_CASE("what is still the same costs 304 and no JSON") {
  Bench bench;
  for (const int letters : {5, 5000}) {
    for (const char* accepts : {"", "gzip"}) {
      const auto whole = bench.Ask(letters, With({{"Accept-Encoding", accepts}}));
      const auto tag = Header(whole, "ETag");
      for (const std::string& list :
           {tag, std::string("*"), "\"other\", " + tag, TagOf("other") + "," + tag}) {
        for (const char* method : {"GET", "HEAD"}) {
          const auto same = bench.Ask(
              letters, With({{"Accept-Encoding", accepts}, {"If-None-Match", list}}), method);
          CHECK(same.status == 304);
          CHECK(same.body.empty());
          CHECK(same.content_type.empty());
          for (const char* name : {"ETag", "Cache-Control", "Vary"})
            CHECK(Header(same, name) == Header(whole, name));
          CHECK(Header(same, "Content-Encoding") == "<absent>");
        }
      }
      const auto other =
          bench.Ask(letters + 1, With({{"Accept-Encoding", accepts}, {"If-None-Match", tag}}));
      CHECK(other.status == 200);
      CHECK_FALSE(other.body.empty());
    }
  }
}

TEST_CASE("the plain and the compressed form know each other's tag; each is of its own strength") {
  Bench bench;
  const auto plain = bench.Ask(5000);
  const auto packed = bench.Ask(5000, With({{"Accept-Encoding", "gzip"}}));
  CHECK(Header(packed, "ETag") == "W/" + Header(plain, "ETag"));
  CHECK(bench.Ask(5000, With({{"If-None-Match", Header(packed, "ETag")}})).status == 304);
  CHECK(
      bench.Ask(5000, With({{"If-None-Match", Header(plain, "ETag")}, {"Accept-Encoding", "gzip"}}))
          .status == 304);
  // A header that comes in two lines is one list.
  fdk::Headers two = With({{"If-None-Match", "\"a\""}, {"Accept-Encoding", "br"}});
  two.Add("If-None-Match", Header(plain, "ETag"));
  CHECK(bench.Ask(5000, std::move(two)).status == 304);
  CHECK(bench.Ask(5000, With({{"Accept-Encoding", "br"}, {"Accept-Encoding", "gzip"}})).body ==
        packed.body);
}

TEST_CASE("more than 1,024 bytes are compressed where that is asked for") {
  Bench bench;
  constexpr int kLast = 1024 - 11;
  const auto plain = bench.Ask(kLast, With({{"Accept-Encoding", "gzip"}}));
  REQUIRE(plain.body.size() == 1024);
  CHECK(Header(plain, "Content-Encoding") == "<absent>");
  for (const char* method : {"GET", "HEAD"}) {
    const auto packed = bench.Ask(kLast + 1, With({{"Accept-Encoding", "br, gzip"}}), method);
    CHECK(packed.status == 200);
    CHECK(packed.content_type == "application/json");
    CHECK(Header(packed, "Content-Encoding") == "gzip");
    CHECK(Header(packed, "Vary") == kVary);
    CHECK(packed.body == Gzip(bench.Ask(kLast + 1).body));
  }
  for (const char* accepts : {"", "br", "gzip;q=0"}) {
    const auto refused = bench.Ask(kLast + 1, With({{"Accept-Encoding", accepts}}));
    CHECK(Header(refused, "Content-Encoding") == "<absent>");
    CHECK(refused.body.size() == 1025);
  }
}

TEST_CASE("other answers and refusals are neither kept nor compressed") {
  Bench bench;
  for (const char* path : {"/secret", "/nothing"}) {
    const auto answer =
        bench.AskFor(path, "", With({{"Accept-Encoding", "gzip"}, {"If-None-Match", "*"}}));
    CHECK(answer.status == (std::string(path) == "/secret" ? 200 : 404));
    CHECK(Header(answer, "Cache-Control") == "no-store");
    for (const char* name : {"ETag", "Content-Encoding", "Vary"})
      CHECK(Header(answer, name) == "<absent>");
    CHECK(answer.body.starts_with("{"));
  }
}
