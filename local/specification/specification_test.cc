#include "local/specification/specification.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <set>
#include <tuple>

#include "common/ascii.h"
#include "local/specification/header_rules.h"
#include "local/specification/testing.h"

namespace {

using Json = nlohmann::json;

local::Specification Deployed() {
  auto specification = local::ParseSpecification(local::testing::OwnSpecification());
  if (!specification.ok()) FAIL(specification.error().message);
  return *specification;
}

const std::set<std::string> kIdentityHeaders = {"X-FotoGal-User-Id", "X-FotoGal-Session-Id",
                                                "X-FotoGal-Via", "X-FotoGal-Suspended"};
// Where a variable has no value the service leaves the client's own header in place
// (headerTransformation.missingSetValues): these are the values that functions/authorize always
// sets.
const std::set<std::string> kIdentityValues = {
    "${request.auth[user_id]}", "${request.auth[session_id]}", "${request.auth[via]}",
    "${request.auth[suspended]}"};
// By method too: signing up needs no session, searching for people does.
const std::set<std::string> kAnonymous = {
    "POST /v1/users",
    "ANY /v1/login",
    "ANY /v1/password-resets",
    "ANY /v1/email-verifications",
    "ANY /v1/health",
    "PUT /v1/put/{token}/n/{namespace}/b/{bucket}/o/{object*}",
    "HEAD /v1/get/{token}/n/{namespace}/b/{bucket}/o/{object*}",
    "GET /v1/get/{token}/n/{namespace}/b/{bucket}/o/{object*}",
    "ANY /v1/{path*}",
    "GET /",
    "HEAD /",
    "GET /{page*}",
    "HEAD /{page*}",
    "GET /assets/{path*}",
    "HEAD /assets/{path*}"};

}  // namespace

TEST_CASE("the deployed specification is accepted and within OCI's limits") {
  const auto specification = Deployed();
  CHECK(specification.routes.size() <= 50);
  REQUIRE(specification.authentication);
  CHECK(specification.authentication->cache_key ==
        std::vector<std::string>{"authorization", "cookie"});
}

// The gateway's own 405 has no problem body. Therefore one function of every path gets the methods
// that no other has, and refuses them.
TEST_CASE("what can be read can be asked for by HEAD, and functions refuse methods themselves") {
  const auto specification = Deployed();
  std::map<std::string, std::set<std::string>> by_path;
  for (const auto& route : specification.routes) {
    INFO(route.path);
    const std::set<std::string> methods(route.methods.begin(), route.methods.end());
    if (methods.contains("GET")) CHECK(methods.contains("HEAD"));
    if (std::holds_alternative<local::FunctionBackend>(*AllBackends(route).at(0)))
      by_path[route.path].insert(methods.begin(), methods.end());
  }
  const std::set<std::string> all = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
  for (const auto& [path, methods] : by_path) {
    INFO(path << " takes " << Json(methods).dump());
    CHECK((methods == std::set<std::string>{"ANY"} || methods == all));
  }
}

TEST_CASE("every route overwrites the identity headers or filters them") {
  const auto specification = Deployed();
  std::set<std::string> anonymous;
  for (const auto& route : specification.routes) {
    INFO(route.path);
    for (const auto& method : route.methods) {
      if (route.anonymous) anonymous.insert(method + " " + route.path);
    }
    std::set<std::string> covered;
    for (const auto& item : route.request_headers.set) {
      if (!route.anonymous && item.if_exists == local::IfExists::kOverwrite)
        covered.insert(item.name);
      CHECK(kIdentityValues.contains(item.values.at(0)));
    }
    // A list of allowed headers removes all others.
    if (route.request_headers.filter == local::HeaderTransformations::Filter::kAllow) {
      covered = kIdentityHeaders;
      for (const auto& name : route.request_headers.filtered) covered.erase(name);
    }
    if (route.request_headers.filter == local::HeaderTransformations::Filter::kBlock) {
      covered.insert(route.request_headers.filtered.begin(), route.request_headers.filtered.end());
      // Object Storage must not get our tokens (docs/adr/0015 is about cookies).
      const auto tokens = covered.erase("Authorization");
      CHECK(tokens == (route.path.find("{token}") != std::string::npos ? 1 : 0));
    }
    CHECK(covered == kIdentityHeaders);
  }
  CHECK(anonymous == kAnonymous);
}

// API Gateway adds these to every answer (docs/contracts: six public transcripts).
TEST_CASE("nothing is set that the gateway adds by itself, and pages cannot be framed") {
  const std::set<std::string> added = {"server",           "strict-transport-security",
                                       "x-xss-protection", "x-frame-options",
                                       "opc-request-id",   "x-content-type-options"};
  const auto specification = Deployed();
  const auto check = [&](const std::string& name) {
    INFO(name);
    CHECK_FALSE(added.contains(common::Lower(name)));
  };
  for (const auto& item : specification.authentication->failure->headers.set) check(item.name);
  for (const auto& route : specification.routes) {
    INFO(route.path);
    bool is_framed = true;
    for (const auto& item : route.response_headers.set) {
      check(item.name);
      if (item.name == "Content-Security-Policy")
        is_framed = item.values.at(0).find("frame-ancestors 'none'") == std::string::npos;
    }
    for (const auto* backend : AllBackends(route)) {
      if (const auto* stock = std::get_if<local::StockBackend>(backend)) {
        for (const auto& [name, value] : stock->headers) check(name);
      }
      if (std::holds_alternative<local::HttpBackend>(*backend)) CHECK_FALSE(is_framed);
    }
  }
}

TEST_CASE("of what a client sends only what is named goes on to Object Storage") {
  using Filter = local::HeaderTransformations::Filter;
  const std::map<std::string, std::set<std::string>> allowed = {
      {"/v1/put/", {"Content-Type", "Content-MD5"}},
      {"/v1/get/",
       {"Accept", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range", "Range"}},
      {"/assets/", {"Accept", "If-None-Match"}},
      {"/", {"Accept", "If-None-Match"}},
      {"/{page*}", {"Accept", "Accept-Encoding", "If-None-Match"}}};
  const auto specification = Deployed();
  for (const auto& route : specification.routes) {
    const auto backends = AllBackends(route);
    const bool is_http = std::any_of(backends.begin(), backends.end(), [](const auto* one) {
      return std::holds_alternative<local::HttpBackend>(*one);
    });
    if (!is_http) continue;
    INFO(route.path);
    const auto rule = std::find_if(allowed.rbegin(), allowed.rend(), [&](const auto& one) {
      return route.path.starts_with(one.first);
    });
    const auto& headers = route.request_headers;
    CHECK(headers.filter == Filter::kAllow);
    CHECK(std::set<std::string>(headers.filtered.begin(), headers.filtered.end()) == rule->second);
    CHECK(route.query.filter == Filter::kAllow);
    CHECK(route.query.names == std::vector<std::string>{"none"});
  }
}

// Each limits a pause of Object Storage, not a whole body: the gateway has received a body
// completely before it forwards it, and stores a response for slow clients.
TEST_CASE("HTTP back ends name their time-outs, none longer than a function's call") {
  const Json document = local::testing::OwnSpecification();
  size_t backends = 0;
  for (const auto& route : document["routes"]) {
    const std::string path = route["path"];
    INFO(path);
    std::vector<Json> candidates = {route["backend"]};
    for (const auto& branch : route["backend"].value("routingBackends", Json::array()))
      candidates.push_back(branch["backend"]);
    for (const auto& backend : candidates) {
      if (backend["type"] != "HTTP_BACKEND") continue;
      ++backends;
      for (const char* name :
           {"connectTimeoutInSeconds", "readTimeoutInSeconds", "sendTimeoutInSeconds"})
        CHECK(backend.value(name, 0) - 1U < 30U);
    }
  }
  CHECK(backends == 7);
}

TEST_CASE("the paths of a function are told, also where a segment chooses among functions") {
  const auto read = local::ParseSpecification(local::testing::OwnSpecification());
  REQUIRE(read.ok());
  const auto paths_to = [&](const std::string& name) {
    std::vector<std::string> paths;
    for (const auto& route : read->routes) {
      for (auto& path : local::PathsTo(route, name)) paths.push_back(std::move(path));
    }
    return paths;
  };
  using Paths = std::vector<std::string>;
  CHECK(paths_to("notify") == Paths{"/v1/me/notifications", "/v1/me/notifications/{item}"});
  CHECK(paths_to("health") == Paths{"/v1/health"});
  CHECK(paths_to("comment") == Paths{"/v1/images/{id}/comments",
                                     "/v1/images/{id}/comments/{comment_id}",
                                     "/v1/images/{id}/comments/{comment_id}/like"});
  CHECK(paths_to("like") == Paths{"/v1/images/{id}/{part}", "/v1/me/bookmarks"});
  CHECK(paths_to("nobody").empty());
}

TEST_CASE("every part of a specification is read") {
  const auto read = local::ParseSpecification(local::testing::GoodSpecification());
  REQUIRE(read.ok());
  REQUIRE(read->authentication);
  CHECK(read->authentication->function_id == "ocid1.fnfunc.a");
  CHECK(read->authentication->anonymous_access_allowed);
  CHECK(read->authentication->parameters.size() == 2);
  CHECK(read->authentication->cache_key == std::vector<std::string>{"token"});
  REQUIRE(read->authentication->failure);
  CHECK(read->authentication->failure->status == "401");
  CHECK(read->authentication->failure->message == "no, ${request.auth[why]}");
  CHECK(read->authentication->failure->headers.set.at(0).name == "Content-Type");
  REQUIRE(read->rate_limiting);
  CHECK(read->rate_limiting->per_second == 100);
  CHECK(read->rate_limiting->key == local::RateLimiting::Key::kClientIp);
  REQUIRE(read->routes.size() == 4);

  const auto& [thing, file, rest] = std::tie(read->routes[0], read->routes[1], read->routes[2]);
  CHECK(thing.methods == std::vector<std::string>{"GET", "PUT"});
  CHECK(thing.any_scope == std::vector<std::string>{"read"});
  CHECK_FALSE(thing.anonymous);
  CHECK(std::get<local::FunctionBackend>(*AllBackends(thing).at(0)).function_id ==
        "ocid1.fnfunc.b");
  CHECK(thing.request_headers.filter == local::HeaderTransformations::Filter::kBlock);
  CHECK(thing.request_headers.filtered == std::vector<std::string>{"X-Secret"});
  CHECK(thing.request_headers.renamed.at(0) ==
        std::pair<std::string, std::string>("X-Old", "X-New"));
  CHECK(thing.request_headers.set.at(1).values.at(0) == "${request.path[id]}");
  CHECK(thing.request_headers.set.at(1).if_exists == local::IfExists::kOverwrite);

  CHECK(file.anonymous);
  const auto& http = std::get<local::HttpBackend>(*AllBackends(file).at(0));
  CHECK(http.url == "https://example.com/${request.path[path]}");
  CHECK(http.connect_timeout == 10);
  CHECK(http.read_timeout == 30);
  CHECK(http.send_timeout == 10);
  CHECK(file.request_headers.filter == local::HeaderTransformations::Filter::kAllow);
  CHECK(file.query.names == std::vector<std::string>{"q"});
  CHECK(file.response_headers.set.at(0).name == "Cache-Control");

  const auto& stock = std::get<local::StockBackend>(*AllBackends(rest).at(0));
  CHECK(stock.status == 404);
  CHECK(stock.body == "none");
  CHECK(stock.headers.at(0).second == "text/plain");

  const auto& dynamic = std::get<local::DynamicBackend>(read->routes.at(3).backend);
  CHECK(dynamic.selector == "request.path[kind]");
  REQUIRE(dynamic.branches.size() == 3);
  CHECK(dynamic.branches[0].values == std::vector<std::string>{"a", "b"});
  CHECK_FALSE(dynamic.branches[0].is_default);
  CHECK(dynamic.branches[1].wildcard == "x*");
  CHECK(std::get<local::FunctionBackend>(dynamic.branches[1].backend).function_id ==
        "ocid1.fnfunc.c");
  CHECK(dynamic.branches[2].is_default);
  CHECK(std::get<local::StockBackend>(dynamic.branches[2].backend).status == 404);
}

TEST_CASE("missing members have the defaults of Oracle's pages") {
  const auto read = local::ParseSpecification(Json::parse(R"({"routes": [
    {"path": "/", "methods": ["GET"], "backend": {"type": "HTTP_BACKEND", "url": "http://h"}}]})"));
  REQUIRE(read.ok());
  CHECK_FALSE(read->authentication);
  CHECK_FALSE(read->rate_limiting);
  const auto& http = std::get<local::HttpBackend>(*AllBackends(read->routes.at(0)).at(0));
  CHECK(http.connect_timeout == 60);
  CHECK(http.read_timeout == 10);
  CHECK(http.send_timeout == 10);
}

TEST_CASE("a specification that breaks rules is refused with a line for each") {
  Json document = local::testing::GoodSpecification();
  document["unknown"] = 1;
  const auto one = local::ParseSpecification(document);
  REQUIRE_FALSE(one.ok());
  CHECK(
      one.error().message.starts_with("deployment specification: unknown: unknown key unknown; "));
  CHECK(one.error().message.find('\n') == std::string::npos);
  document["routes"][0]["path"] = "things";
  const auto several = local::ParseSpecification(document);
  REQUIRE_FALSE(several.ok());
  CHECK(several.error().message.starts_with("deployment specification: 3 rules are broken\n  "));
  CHECK(several.error().message.find("\n  routes[0].path: ") != std::string::npos);
}

TEST_CASE("placeholders are filled, and an unknown one is an error") {
  const auto filled = local::FillTemplate("a {{x}} b {{y}}", {{"x", "1"}, {"y", "2"}});
  REQUIRE(filled.ok());
  CHECK(*filled == "a 1 b 2");
  CHECK_FALSE(local::FillTemplate("{{z}}", {{"x", "1"}}).ok());
  CHECK_FALSE(local::FillTemplate("{{x", {{"x", "1"}}).ok());
}

TEST_CASE("no route leads to what only operators, jobs and the schedule invoke") {
  const std::string text = local::testing::ReadSource("api-gateway/deployment.json.in");
  CHECK(text.find("{{function.feed}}") != std::string::npos);
  for (const char* function : {"moderate", "reconcile", "sweep", "fanout", "deletion", "export"}) {
    INFO(function);
    CHECK(text.find("{{function." + std::string(function) + "}}") == std::string::npos);
  }
}
