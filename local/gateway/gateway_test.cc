#include "local/gateway/gateway.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

namespace {

using Json = nlohmann::json;

// A gateway over a specification, with functions that only record what reached them.
struct Bench {
  explicit Bench(Json document = Document()) {
    auto specification = local::ParseSpecification(document);
    REQUIRE(specification.ok());
    local::Gateway::Options options;
    options.specification = *specification;
    options.invoke = [this](const std::string& id, local::FnRequest request) {
      return Invoke(id, std::move(request));
    };
    options.clock = [this] { return now; };
    options.new_request_id = [] { return std::string("ID"); };
    gateway = std::make_unique<local::Gateway>(std::move(options));
  }

  static Json Document() {
    return Json::parse(R"({
      "requestPolicies": {"authentication": {"type": "CUSTOM_AUTHENTICATION", "functionId": "auth",
        "isAnonymousAccessAllowed": true,
        "parameters": {"authorization": "request.headers[Authorization]", "cookie": "request.headers[Cookie]"},
        "cacheKey": ["authorization", "cookie"],
        "validationFailurePolicy": {"type": "MODIFY_RESPONSE", "responseCode": "401", "responseMessage": "{\"code\":\"no\"}",
          "responseHeaderTransformations": {"setHeaders": {"items": [{"name": "Content-Type", "values": ["application/problem+json"]}]}}}}},
      "routes": [
        {"path": "/v1/things/{id}", "methods": ["GET", "PUT"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "things"},
         "requestPolicies": {"headerTransformations": {"setHeaders": {"items": [
            {"name": "X-User", "values": ["${request.auth[user]}"], "ifExists": "OVERWRITE"},
            {"name": "X-Thing", "values": ["t-${request.path[id]}-${request.query[q]}"], "ifExists": "SKIP"}]}}}},
        {"path": "/v1/things/special", "methods": ["GET"], "backend": {"type": "ORACLE_FUNCTIONS_BACKEND", "functionId": "special"},
         "requestPolicies": {"authorization": {"type": "ANONYMOUS"}, "headerTransformations": {
            "filterHeaders": {"type": "BLOCK", "items": [{"name": "X-User"}]},
            "renameHeaders": {"items": [{"from": "X-Old", "to": "X-New"}]}}},
         "responsePolicies": {"headerTransformations": {"setHeaders": {"items": [{"name": "X-Frame", "values": ["no"]}]}}}},
        {"path": "/v1/{rest*}", "methods": ["ANY"], "backend": {"type": "STOCK_RESPONSE_BACKEND", "status": 404, "body": "none",
          "headers": [{"name": "Content-Type", "value": "text/plain"}]}, "requestPolicies": {"authorization": {"type": "ANONYMOUS"}}}
      ]})");
  }

  oci::HttpResponse Invoke(const std::string& id, local::FnRequest request) {
    calls.emplace_back(id, request);
    if (id != "auth") {
      oci::HttpResponse answer{
          200,
          {{"Fn-Http-Status", "201"}, {"Fn-Http-H-X-Answer", "yes"}, {"Content-Type", "text/x"}},
          "body"};
      answer.headers.insert(answer.headers.end(), extra.begin(), extra.end());
      return answer;
    }
    const Json data = Json::parse(request.body)["data"];
    const bool good = data.value("authorization", "") == "Bearer good";
    if (authorizer_broken) return {502, {}, ""};
    return {200,
            {},
            good ? Json{{"active", true},
                        {"expiresAt", "2020-01-01T00:00:00+00:00"},
                        {"context", {{"user", "ann"}}}}
                       .dump()
                 : Json{{"active", false}, {"wwwAuthenticate", "Bearer realm=\"x\""}}.dump()};
  }

  standin::Response Ask(const std::string& method, const std::string& target,
                        oci::HeaderList headers = {}, std::string body = "") {
    standin::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string::npos) request.query = target.substr(target.find('?') + 1);
    request.headers = std::move(headers);
    request.body = std::move(body);
    return gateway->Handle(request, "127.0.0.1");
  }

  const local::FnRequest& Last() const { return calls.back().second; }
  std::vector<std::string> Sent(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [header, value] : Last().headers) {
      if (local::SameName(header, name)) values.push_back(value);
    }
    return values;
  }
  int AuthorizerCalls() const {
    return static_cast<int>(std::count_if(calls.begin(), calls.end(),
                                          [](const auto& call) { return call.first == "auth"; }));
  }

  std::vector<std::pair<std::string, local::FnRequest>> calls;
  std::chrono::system_clock::time_point now{std::chrono::hours(24 * 365 * 55)};
  bool authorizer_broken = false;
  oci::HeaderList extra;  // headers of a function's answer
  std::unique_ptr<local::Gateway> gateway;
};

const oci::HeaderList kGood = {{"Authorization", "Bearer good"}};

}  // namespace

TEST_CASE("a function gets the request in Fn's gateway form") {
  Bench bench;
  const auto answer = bench.Ask("PUT", "/v1/things/7?q=a%20b",
                                {{"Authorization", "Bearer good"},
                                 {"Content-Type", "image/png"},
                                 {"Accept", "a"},
                                 {"Accept", "b"},
                                 {"Connection", "x"},
                                 {"X-Real-Ip", "6.6.6.6"},
                                 {"Cdn-Loop", "mine"}},
                                "bytes");
  CHECK(answer.status == 201);
  CHECK(answer.body == "body");
  CHECK(oci::FindHeader(answer.headers, "X-Answer") == "yes");
  CHECK(oci::FindHeader(answer.headers, "Content-Type") == "text/x");
  CHECK(bench.Sent("Fn-Intent") == std::vector<std::string>{"httprequest"});
  CHECK(bench.Sent("Fn-Http-Method") == std::vector<std::string>{"PUT"});
  CHECK(bench.Sent("Fn-Http-Request-Url") == std::vector<std::string>{"/v1/things/7?q=a%20b"});
  CHECK(bench.Sent("Fn-Http-H-Accept") == std::vector<std::string>{"a", "b"});
  CHECK(bench.Sent("Fn-Http-H-Content-Type") == std::vector<std::string>{"image/png", "image/png"});
  CHECK(bench.Sent("Fn-Http-H-Connection").empty());
  CHECK(bench.Sent("Fn-Http-H-X-Real-Ip") == std::vector<std::string>{"127.0.0.1"});
  CHECK(bench.Sent("Host") == std::vector<std::string>{"localhost"});
  for (const char* name : {"Date", "Opc-Request-Id", "Oci-Subject-Id", "Oci-Subject-Type",
                           "Oci-Subject-Tenancy-Id", "Oci-Subject-Compartment-Id", "X-B3-Traceid",
                           "X-B3-Spanid", "X-Content-Sha256", "Fn-Http-H-Cdn-Loop"}) {
    INFO(name);
    REQUIRE(bench.Sent(name).size() == 1);
    CHECK_FALSE(bench.Sent(name)[0].empty());
    CHECK(bench.Sent(name)[0] != "mine");
  }
  CHECK(bench.Last().body == "bytes");
}

TEST_CASE("identity comes from the authorizer, whatever the client claims") {
  Bench bench;
  bench.Ask("GET", "/v1/things/7?q=z",
            {{"Authorization", "Bearer good"}, {"X-User", "eve"}, {"x-user", "mallory"}});
  CHECK(bench.Sent("Fn-Http-H-X-User") == std::vector<std::string>{"ann"});
  CHECK(bench.Sent("Fn-Http-H-X-Thing") == std::vector<std::string>{"t-7-z"});
  bench.Ask("GET", "/v1/things/special", {{"X-User", "eve"}, {"X-Old", "1"}});
  CHECK(bench.Sent("Fn-Http-H-X-User").empty());
  CHECK(bench.Sent("Fn-Http-H-X-New") == std::vector<std::string>{"1"});
}

TEST_CASE("the authorizer's yes is kept for a minute, its no is not") {
  Bench bench;
  bench.Ask("GET", "/v1/things/1", kGood);
  bench.Ask("GET", "/v1/things/2", kGood);
  CHECK(bench.AuthorizerCalls() == 1);
  bench.now += std::chrono::seconds(
      61);  // its expiresAt lies in the past: OCI keeps it for 60 s all the same
  bench.Ask("GET", "/v1/things/3", kGood);
  CHECK(bench.AuthorizerCalls() == 2);
  bench.Ask("GET", "/v1/things/3", {{"Authorization", "Bearer good"}, {"Cookie", "a=b"}});
  CHECK(bench.AuthorizerCalls() == 3);
  for (int i = 0; i < 2; ++i) bench.Ask("GET", "/v1/things/1", {{"Authorization", "Bearer bad"}});
  CHECK(bench.AuthorizerCalls() == 5);
}

TEST_CASE("refusals are 401 as the policy says, and the function is not called") {
  Bench bench;
  for (const auto& headers :
       {oci::HeaderList{}, oci::HeaderList{{"Authorization", "Bearer bad"}}}) {
    const auto answer = bench.Ask("GET", "/v1/things/1", headers);
    CHECK(answer.status == 401);
    CHECK(answer.body == "{\"code\":\"no\"}");
    CHECK(oci::FindHeader(answer.headers, "Content-Type") == "application/problem+json");
  }
  CHECK(bench.calls.size() == 1);  // the authorizer, once: without any argument it is not asked
  bench.authorizer_broken = true;
  CHECK(bench.Ask("GET", "/v1/things/1", {{"Authorization", "Bearer bad"}}).status == 502);
}

TEST_CASE("the most specific path wins, and its methods are the only ones") {
  Bench bench;
  bench.Ask("GET", "/v1/things/special");
  CHECK(bench.calls.back().first == "special");
  CHECK(bench.Ask("DELETE", "/v1/things/7", kGood).status == 405);
  const auto stock = bench.Ask("POST", "/v1/elsewhere/deep");
  CHECK(stock.status == 404);
  CHECK(stock.body == "none");
  CHECK(bench.Ask("GET", "/v2").status == 404);
  CHECK(bench.Ask("GET", "/v1/things/").status == 404);
}

TEST_CASE("a target that is no path is 400, whatever the method") {
  Bench bench;
  for (const char* target : {"*", "example.com:443", "", "?x", "v1/things/special"}) {
    for (const char* method : {"OPTIONS", "GET", "CONNECT"}) {
      INFO(method << " " << target);
      const auto answer = bench.Ask(method, target, kGood);
      CHECK(answer.status == 400);
      CHECK(Json::parse(answer.body)["code"] == 400);
    }
  }
  CHECK(bench.calls.empty());
}

TEST_CASE("the length that a function tells is believed for HEAD alone") {
  Json document = Bench::Document();
  document["routes"][1]["methods"] = {"GET", "HEAD"};
  Bench bench(document);
  bench.extra = {{"Fn-Http-H-Content-Length", "77"}};
  CHECK(oci::FindHeader(bench.Ask("HEAD", "/v1/things/special").headers, "Content-Length") == "77");
  CHECK(oci::FindHeader(bench.Ask("GET", "/v1/things/special").headers, "Content-Length").empty());
}

TEST_CASE("response headers are transformed, and a body over 6 MB never reaches a function") {
  Bench bench;
  CHECK(oci::FindHeader(bench.Ask("GET", "/v1/things/special").headers, "X-Frame") == "no");
  const auto calls = bench.calls.size();
  CHECK(bench.Ask("PUT", "/v1/things/7", kGood, std::string(6 * 1024 * 1024 + 1, 'x')).status ==
        413);
  CHECK(bench.calls.size() == calls + 1);  // the authorizer alone
}

TEST_CASE("a changed specification changes the behaviour") {
  Json document = Bench::Document();
  document["routes"][1]["requestPolicies"]["headerTransformations"].erase("filterHeaders");
  document["requestPolicies"]["authentication"]["parameters"].erase("cookie");
  document["requestPolicies"]["authentication"]["cacheKey"] = {"authorization"};
  document["routes"][0]["path"] = "/v1/objects/{id}";
  Bench bench(document);
  bench.Ask("GET", "/v1/things/special", {{"X-User", "eve"}});
  CHECK(bench.Sent("Fn-Http-H-X-User") == std::vector<std::string>{"eve"});
  CHECK(bench.Ask("GET", "/v1/things/7", kGood).status == 404);
  CHECK(bench.Ask("GET", "/v1/objects/7", kGood).status == 201);
  CHECK(bench.Ask("GET", "/v1/objects/7", {{"Cookie", "a=b"}}).status == 401);
}
