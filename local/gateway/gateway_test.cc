#include "local/gateway/gateway.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/ascii.h"

namespace {

using Json = nlohmann::json;

// A gateway with a specification, and functions that record their calls.
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
    options.new_request_id = [] { return std::string(32, 'A'); };
    options.function_patience = std::chrono::milliseconds(0);
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
    if (id != "auth" && during) during();
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

  local::Reply Ask(const std::string& method, const std::string& target,
                   oci::HeaderList headers = {}, std::string body = "") {
    local::Request request;
    request.method = method;
    request.path = target.substr(0, target.find('?'));
    if (target.find('?') != std::string::npos) request.query = target.substr(target.find('?') + 1);
    request.headers = std::move(headers);
    local::ReadyBody ready(std::move(body));
    return gateway->Handle(request, "127.0.0.1", ready);
  }

  const local::FnRequest& Last() const { return calls.back().second; }
  std::vector<std::string> Sent(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [header, value] : Last().headers) {
      if (common::EqualNoCase(header, name)) values.push_back(value);
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
  std::function<void()> during;  // runs during a function's call
  oci::HeaderList extra;         // headers of a function's response
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
                                 {"Connection", "X-Mine"},
                                 {"X-Mine", "mine"},
                                 {"X-Forwarded-For", "6.6.6.6"},
                                 {"Forwarded", "for=6.6.6.6"},
                                 {"User-Agent", "theirs"},
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
  CHECK(bench.Sent("Fn-Http-H-X-Mine").empty());
  CHECK(bench.Sent("Fn-Http-H-User-Agent") == std::vector<std::string>{"theirs"});
  CHECK(bench.Sent("Fn-Http-H-X-Forwarded-For") == std::vector<std::string>{"6.6.6.6, 127.0.0.1"});
  CHECK(bench.Sent("Fn-Http-H-Forwarded") ==
        std::vector<std::string>{"for=6.6.6.6, for=127.0.0.1"});
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

TEST_CASE("the authorizer's answers are kept, a yes and a no") {
  Bench bench;
  bench.Ask("GET", "/v1/things/1", kGood);
  bench.Ask("GET", "/v1/things/2", kGood);
  CHECK(bench.AuthorizerCalls() == 1);
  bench.now +=
      std::chrono::seconds(60);  // its expiresAt is in the past; OCI caches it nevertheless
  bench.Ask("GET", "/v1/things/3", kGood);
  CHECK(bench.AuthorizerCalls() == 2);
  bench.Ask("GET", "/v1/things/3", {{"Authorization", "Bearer good"}, {"Cookie", "a=b"}});
  CHECK(bench.AuthorizerCalls() == 3);
  for (int i = 0; i < 2; ++i) {
    const auto refused = bench.Ask("GET", "/v1/things/1", {{"Authorization", "Bearer bad"}});
    CHECK(refused.status == 401);
    CHECK(oci::FindHeader(refused.headers, "WWW-Authenticate") == "Bearer realm=\"x\"");
  }
  CHECK(bench.AuthorizerCalls() == 4);
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
  // The authorizer is also asked when a request has none of its arguments, because no page says
  // otherwise.
  CHECK(bench.calls.size() == 2);
  bench.authorizer_broken = true;
  CHECK(bench.Ask("GET", "/v1/things/1", {{"Authorization", "Bearer other"}}).status == 502);
}

TEST_CASE(
    "who is refused has sent no body that was kept, and who sends too much is not asked about") {
  struct Watched final : local::BodySource {
    explicit Watched(uint64_t bytes) : declared(bytes) {}
    uint64_t DeclaredBytes() const override { return declared; }
    oci::Result<local::Body> Read(uint64_t) override {
      ++reads;
      return local::Body("bytes");
    }
    oci::Status Skip(uint64_t) override {
      ++skips;
      return oci::Ok();
    }
    uint64_t declared;
    int reads = 0, skips = 0;
  };
  Bench bench;
  const auto ask = [&](const char* path, const oci::HeaderList& headers, Watched& body) {
    const local::Request request{"PUT", path, "", headers, ""};
    return bench.gateway->Handle(request, "127.0.0.1", body).status;
  };
  Watched refused(1000);
  CHECK(ask("/v1/things/7", {{"Authorization", "Bearer bad"}}, refused) == 401);
  CHECK(ask("/elsewhere", kGood, refused) == 404);
  CHECK(ask("/v1/things/special", kGood, refused) == 405);
  CHECK(refused.reads + refused.skips == 0);
  Watched stock(1000);
  CHECK(ask("/v1/elsewhere", {}, stock) == 404);
  CHECK(stock.reads == 0);
  CHECK(stock.skips == 1);
  const int asked = bench.AuthorizerCalls();
  Watched large(6 * 1024 * 1024 + 1);
  CHECK(ask("/v1/things/7", {{"Authorization", "Bearer new"}}, large) == 413);
  CHECK(large.reads == 0);
  CHECK(bench.AuthorizerCalls() == asked);
  Watched most(6 * 1024 * 1024);
  CHECK(ask("/v1/things/7", kGood, most) == 201);
  CHECK(most.reads == 1);
  CHECK(bench.Last().body == "bytes");
  Watched stock_large(20 * 1024 * 1024 + 1);
  CHECK(ask("/v1/elsewhere", {}, stock_large) == 413);
  Watched stock_most(20 * 1024 * 1024);
  CHECK(ask("/v1/elsewhere", {}, stock_most) == 404);
}

TEST_CASE("a rate holds before anything else, and the answer says when to come again") {
  Json document = Bench::Document();
  document["requestPolicies"]["rateLimiting"] = {{"rateInRequestsPerSecond", 2},
                                                 {"rateKey", "CLIENT_IP"}};
  Bench bench(document);
  for (int i = 0; i < 2; ++i) CHECK(bench.Ask("GET", "/v1/things/1", kGood).status == 201);
  const auto calls = bench.calls.size();
  const auto refused = bench.Ask("GET", "/v1/things/1", {{"Authorization", "Bearer new"}});
  CHECK(refused.status == 429);
  CHECK(Json::parse(refused.body)["code"] == 429);
  CHECK(oci::FindHeader(refused.headers, "Retry-After") == "1");
  CHECK(bench.calls.size() == calls);
  const local::Request request{"GET", "/v1/things/1", "", kGood, ""};
  local::ReadyBody none("");
  CHECK(bench.gateway->Handle(request, "127.0.0.2", none).status == 201);
  bench.now += std::chrono::milliseconds(500);
  CHECK(bench.Ask("GET", "/v1/things/1", kGood).status == 201);
}

TEST_CASE("the service's headers are on every answer, once each") {
  Bench bench;
  bench.extra = {{"Fn-Http-H-X-Frame-Options", "DENY"},
                 {"Fn-Http-H-Opc-Request-Id", "theirs"},
                 {"Fn-Http-H-Server", "theirs"}};
  std::vector<local::Reply> answers;
  answers.push_back(bench.Ask("GET", "/v1/things/special"));      // a function's
  answers.push_back(bench.Ask("GET", "/v1/else"));                // stock
  answers.push_back(bench.Ask("GET", "*"));                       // 400
  answers.push_back(bench.Ask("GET", "/v1/things/1"));            // 401
  answers.push_back(bench.Ask("GET", "/nowhere"));                // 404
  answers.push_back(bench.Ask("DELETE", "/v1/things/1", kGood));  // 405
  answers.push_back(bench.Ask("PUT", "/v1/things/1", kGood, std::string(7'000'000, 'x')));
  bench.authorizer_broken = true;
  answers.push_back(bench.Ask("GET", "/v1/things/1", {{"Cookie", "new"}}));  // 502
  for (const int status : {400, 408, 413, 414, 431, 500, 503})
    answers.push_back(bench.gateway->Error(status));
  const std::string id = "/" + std::string(32, 'A') + "/" + std::string(32, 'A');
  for (const auto& answer : answers) {
    INFO(answer.status);
    for (const auto& [name, value] :
         oci::HeaderList{{"Server", "Oracle API Gateway"},
                         {"Strict-Transport-Security", "max-age=31536000"},
                         {"X-XSS-Protection", "1; mode=block"},
                         {"X-Frame-Options", "sameorigin"},
                         {"X-Content-Type-Options", "nosniff"},
                         {"opc-request-id", id}}) {
      INFO(name);
      CHECK(std::count_if(answer.headers.begin(), answer.headers.end(), [&](const auto& header) {
              return common::EqualNoCase(header.first, name);
            }) == 1);
      CHECK(oci::FindHeader(answer.headers, name) == value);
    }
  }
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
  CHECK(bench.calls.size() == calls);  // the authorizer was not called either
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

TEST_CASE("bodies on their way to functions fit the memory that is set aside, or wait in vain") {
  Bench bench;
  const std::string body(local::Gateway::kMaxFunctionBody, 'x');
  constexpr size_t kFit = local::Gateway::kMaxFunctionBodies / local::Gateway::kMaxFunctionBody;
  std::vector<int> statuses;  // the innermost call first
  // Each call is still running when the next one comes.
  bench.during = [&] { statuses.push_back(bench.Ask("PUT", "/v1/things/1", kGood, body).status); };
  CHECK(bench.Ask("PUT", "/v1/things/1", kGood, body).status == 201);
  REQUIRE(statuses.size() == kFit);
  CHECK(statuses.front() == 503);
  CHECK(std::count(statuses.begin(), statuses.end(), 201) == kFit - 1);
  bench.during = nullptr;
  CHECK(bench.Ask("PUT", "/v1/things/1", kGood, body).status == 201);
}
