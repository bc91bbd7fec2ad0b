#include "functions/support/exchange.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

Answer Echo(Exchange& exchange) {
  Json path = exchange.path;
  return JsonResponse(200, {{"path", path},
                            {"user", exchange.caller.user_id},
                            {"session", exchange.caller.session_id},
                            {"cookie", exchange.caller.by_cookie},
                            {"q", QueryParameter(exchange.request, "q").value_or("<absent>")}});
}
Answer Created(Exchange&) {
  fdk::Response response = JsonResponse(201, {{"x", "\xff"}});
  response.headers.Set("Cache-Control", "private");
  return response;
}
Answer ReadJson(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto body, JsonBody(exchange));
  return JsonResponse(200, body);
}
Answer FailInside(Exchange&) {
  return Problem(oci::Error{"InternalError", "secret detail", 500, "/opc/1", false});
}
Answer FailForNow(Exchange&) {
  return Problem(oci::Error{"TooManyRequests", "secret detail", 429, "/opc/1", true});
}

fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services,
                  {{"/v1/things/{id}", {{"GET", &Echo}, {"PUT", &Created}}},
                   {"/v1/things/{id}/parts/{part}", {{"GET", &Echo}}},
                   {"/v1/things/special", {{"GET", &Created}}},
                   {"/v1/json", {{"POST", &ReadJson}}},
                   {"/v1/inside", {{"GET", &FailInside}}},
                   {"/v1/now", {{"GET", &FailForNow}}}},
                  request, context);
}

struct Bench {
  tests::TestCloud cloud;
  tests::Reply Ask(const std::string& method, const std::string& path,
                   const std::string& query = "", fdk::Headers headers = {}) {
    return cloud.Send(&Handle, {method, path, query, "", "", std::move(headers)});
  }
  tests::Reply Post(const std::string& body, const std::string& type = "application/json") {
    return cloud.Send(&Handle, {"POST", "/v1/json", "", body, type});
  }
};

}  // namespace

TEST_CASE("a path finds its route, and its parameters are decoded") {
  Bench bench;
  using Parameters = std::map<std::string, std::string>;
  const std::pair<std::string, Parameters> paths[] = {
      {"/v1/things/7", {{"id", "7"}}},
      {"/v1/things/a%20b", {{"id", "a b"}}},
      {"/v1/things/a%2Fb", {{"id", "a/b"}}},
      {"/v1/things/..", {{"id", ".."}}},
      {"/v1/things/special", {{"id", "special"}}},  // the first matching route is used
      {"/v1/things/x/parts/%C3%A9", {{"id", "x"}, {"part", "\xc3\xa9"}}}};
  for (const auto& [path, parameters] : paths) {
    INFO(path);
    const auto reply = bench.Ask("GET", path);
    REQUIRE(reply.status == 200);
    CHECK(reply.body["path"] == Json(parameters));
  }
  for (const char* path :
       {"", "/", "/v1/things", "/v1/things/", "/v1/things//", "/v1/things/1/", "/v1/things/1/parts",
        "/v1/things/1/parts/", "/V1/things/1", "v1/things/1", "//v1/things/1", "/v1/things/%",
        "/v1/things/%zz", "/v1/things/1/2"}) {
    INFO(path);
    const auto reply = bench.Ask("GET", path);
    CHECK(reply.status == 404);
    CHECK(reply.Code() == "not_found");
  }
}

TEST_CASE("methods: HEAD is GET, others are refused with what is allowed") {
  Bench bench;
  CHECK(bench.Ask("HEAD", "/v1/things/7").body["path"]["id"] == "7");
  CHECK(bench.Ask("PUT", "/v1/things/7").status == 201);
  const std::pair<std::string, std::string> refused[] = {
      {"DELETE", "/v1/things/7"}, {"get", "/v1/things/7"}, {"", "/v1/things/7"}};
  for (const auto& [method, path] : refused) {
    const auto reply = bench.Ask(method, path);
    CHECK(reply.status == 405);
    CHECK(reply.Code() == "method_not_allowed");
    CHECK(reply.raw.headers.Get("Allow") == "GET, HEAD, PUT");
  }
  CHECK(bench.Ask("HEAD", "/v1/json").raw.headers.Get("Allow") == "POST");
}

TEST_CASE(
    "no answer is to be kept unless its handler says so, and what the gateway adds is its own") {
  Bench bench;
  for (const char* path : {"/v1/things/1", "/v1/nothing", "/v1/inside"}) {
    const auto reply = bench.Ask("GET", path);
    for (const char* name : {"X-Content-Type-Options", "X-Frame-Options", "X-XSS-Protection",
                             "Strict-Transport-Security", "Server", "opc-request-id"})
      CHECK_FALSE(reply.raw.headers.Get(name));
    CHECK(reply.raw.headers.Get("Cache-Control") == "no-store");
  }
  const auto kept = bench.Ask("PUT", "/v1/things/1");
  CHECK(kept.raw.headers.GetAll("Cache-Control") == std::vector<std::string_view>{"private"});
  CHECK(kept.body["x"] == "\xef\xbf\xbd");  // invalid UTF-8 is replaced, not sent
}

TEST_CASE("internal errors are not shown to clients") {
  Bench bench;
  const auto inside = bench.Ask("GET", "/v1/inside");
  CHECK(inside.status == 500);
  CHECK(inside.Code() == "internal");
  const auto now = bench.Ask("GET", "/v1/now");
  CHECK(now.status == 503);
  CHECK(now.Code() == "temporarily_unavailable");
  CHECK(now.raw.headers.Get("Retry-After") == "1");
  for (const auto& reply : {inside, now}) {
    CHECK(reply.raw.content_type == "application/problem+json");
    CHECK(reply.raw.body.find("secret") == std::string::npos);
    CHECK(reply.raw.body.find("/opc/") == std::string::npos);
  }
}

TEST_CASE("the caller is the one that the gateway names, or nobody") {
  Bench bench;
  const auto as = [&](const std::string& id, const std::string& via) {
    fdk::Headers headers;
    headers.Add("x-fotogal-user-id", id);
    headers.Add("X-FotoGal-Session-Id", "s");
    headers.Add("X-FotoGal-Via", via);
    return bench.Ask("GET", "/v1/things/1", "", std::move(headers)).body;
  };
  CHECK(as("z", "cookie")["user"] == 35);
  CHECK(as("z", "cookie")["cookie"] == true);
  CHECK(as("z", "bearer")["cookie"] == false);
  for (const char* nobody : {"", "0", "-1", "Z", "01", " z", "zzzzzzzzzzzzzz", "1.5", "'"}) {
    INFO(nobody);
    CHECK(as(nobody, "bearer")["user"] == 0);
  }
  CHECK(bench.Ask("GET", "/v1/things/1").body["user"] == 0);
}

TEST_CASE("query parameters: the first of the name, decoded; broken ones are empty") {
  Bench bench;
  const std::pair<std::string, std::string> queries[] = {
      {"", "<absent>"},   {"q", ""},        {"q=", ""},
      {"q=1&q=2", "1"},   {"a=1&q=2", "2"}, {"q=a+b%20c", "a b c"},
      {"q=%2B", "+"},     {"q=%zz", ""},    {"qq=1", "<absent>"},
      {"=1", "<absent>"}, {"&&q=1&", "1"},  {"q=a=b", "a=b"},
      {"Q=1", "<absent>"}};
  for (const auto& [query, value] : queries) {
    INFO(query);
    CHECK(bench.Ask("GET", "/v1/things/1", query).body["q"] == value);
  }
}

TEST_CASE("a media type is what stands before its parameters, in lower case") {
  CHECK(MediaTypeOf("image/png") == "image/png");
  CHECK(MediaTypeOf("Image/PNG; x=y") == "image/png");
  CHECK(MediaTypeOf("image/png ;x=y") == "image/png");
  CHECK(MediaTypeOf("").empty());
  CHECK(MediaTypeOf(";").empty());
}

TEST_CASE("JSON bodies: one object in UTF-8, of its type and size") {
  Bench bench;
  for (const char* type :
       {"application/json", "Application/JSON; charset=utf-8", "application/json;"})
    CHECK(bench.Post("{\"a\":1}", type).status == 200);
  for (const char* type :
       {"", "text/json", "application/jsonx", "application/x-www-form-urlencoded"}) {
    const auto reply = bench.Post("{}", type);
    CHECK(reply.status == 415);
    CHECK(reply.Code() == "unsupported_media_type");
  }
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("[]"), std::string("null"),
        std::string("\"a\""), std::string("{}{}"), std::string("{\"a\":1,}"),
        std::string("{'a':1}"), std::string("{\"a\":\"\xff\"}"),
        std::string("{\"a\":\"\xed\xa0\x80\"}"), std::string("\xef\xbb\xbf{"),
        std::string(R"({"a":1,"a":1})"), std::string(R"({"b":{"a":1,"c":2,"a":3}})"),
        std::string("{\"a\":NaN}"), std::string(60000, '['), std::string("{}\0", 3)}) {
    const auto reply = bench.Post(body);
    CHECK(reply.status == 400);
    CHECK(reply.Code() == "bad_json");
  }
  CHECK(bench.Post(R"({"a":{"a":1},"b":[{"a":1},{"a":2}]})").status == 200);
  CHECK(bench.Post("{\"a\":\"" + std::string(65527, 'x') + "\"}").status == 200);  // 64 KB
  CHECK(bench.Post("{\"a\":\"" + std::string(65529, 'x') + "\"}").Code() == "body_too_large");
}
