#include "local/gateway/specification.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace {

using Json = nlohmann::json;

Json Deployed() {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/api-gateway/deployment.json.in");
  return Json::parse(file);
}

std::string Refusal(const Json& document) {
  const auto parsed = local::ParseSpecification(document);
  return parsed.ok() ? "" : parsed.error().message;
}

const std::set<std::string> kIdentityHeaders = {"X-FotoGal-User-Id", "X-FotoGal-Session-Id",
                                                "X-FotoGal-Via"};
// By method too: whoever signs up has no session, whoever searches people has one.
const std::set<std::string> kAnonymous = {
    "POST /v1/users",
    "ANY /v1/login",
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
  const auto specification = local::ParseSpecification(Deployed());
  REQUIRE(specification.ok());
  CHECK(specification->routes.size() <= 50);
  REQUIRE(specification->authentication);
  CHECK(specification->authentication->cache_key ==
        std::vector<std::string>{"authorization", "cookie"});
}

// A gateway's own 405 is no problem body; so one function of every path takes the methods that
// nobody else does, and refuses them.
TEST_CASE("what can be read can be asked for by HEAD, and functions refuse methods themselves") {
  const auto specification = local::ParseSpecification(Deployed());
  REQUIRE(specification.ok());
  std::map<std::string, std::set<std::string>> by_path;
  for (const auto& route : specification->routes) {
    INFO(route.path);
    const std::set<std::string> methods(route.methods.begin(), route.methods.end());
    if (methods.contains("GET")) CHECK(methods.contains("HEAD"));
    if (std::holds_alternative<local::FunctionBackend>(route.backend))
      by_path[route.path].insert(methods.begin(), methods.end());
  }
  const std::set<std::string> all = {"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"};
  for (const auto& [path, methods] : by_path) {
    INFO(path << " takes " << Json(methods).dump());
    CHECK((methods == std::set<std::string>{"ANY"} || methods == all));
  }
}

TEST_CASE("every route overwrites the identity headers or filters them") {
  const auto specification = local::ParseSpecification(Deployed());
  REQUIRE(specification.ok());
  std::set<std::string> anonymous;
  for (const auto& route : specification->routes) {
    INFO(route.path);
    for (const auto& method : route.methods) {
      if (route.anonymous) anonymous.insert(method + " " + route.path);
    }
    std::set<std::string> covered;
    for (const auto& item : route.request_headers.set) {
      if (!route.anonymous && item.if_exists == local::IfExists::kOverwrite)
        covered.insert(item.name);
    }
    // What lets named headers through alone stops all others.
    if (route.request_headers.filter == local::HeaderTransformations::Filter::kAllow) {
      covered = kIdentityHeaders;
      for (const auto& name : route.request_headers.filtered) covered.erase(name);
    }
    if (route.request_headers.filter == local::HeaderTransformations::Filter::kBlock) {
      covered.insert(route.request_headers.filtered.begin(), route.request_headers.filtered.end());
      const auto credentials = covered.erase("Authorization") + covered.erase("Cookie");
      // Object Storage is to see no credentials of ours.
      CHECK(credentials == (route.path.find("{token}") != std::string::npos ? 2 : 0));
    }
    CHECK(covered == kIdentityHeaders);
  }
  CHECK(anonymous == kAnonymous);
}

TEST_CASE("an unknown key is refused wherever it stands, and named") {
  const auto with = [](const std::string& pointer, const Json& value) {
    Json document = Deployed();
    document[Json::json_pointer(pointer)] = value;
    return Refusal(document);
  };
  CHECK(with("/routees", 1).find("routees") != std::string::npos);
  CHECK(with("/requestPolicies/cors", Json::object()).find("requestPolicies.cors") !=
        std::string::npos);
  CHECK(with("/requestPolicies/authentication/tokenHeader", "x").find("tokenHeader") !=
        std::string::npos);
  CHECK(with("/routes/0/method", "GET").find("routes[0].method") != std::string::npos);
  CHECK(with("/routes/0/backend/url", "http://x").find("backend.url") != std::string::npos);
  CHECK(with("/routes/0/requestPolicies/headerTransformations/setHeader", 1).find("setHeader") !=
        std::string::npos);
  CHECK(with("/routes/0/requestPolicies/authorization/scope", 1).find("scope") !=
        std::string::npos);
}

TEST_CASE("what OCI would refuse is refused") {
  const auto with = [](const std::string& pointer, const Json& value) {
    Json document = Deployed();
    document[Json::json_pointer(pointer)] = value;
    return Refusal(document);
  };
  CHECK_FALSE(with("/routes/0/methods/0", "FETCH").empty());
  CHECK_FALSE(with("/routes/0/methods", Json::array()).empty());
  CHECK_FALSE(with("/routes/0/path", "v1/users").empty());
  CHECK_FALSE(with("/routes/0/path", "/v1/{a*}/b").empty());
  CHECK_FALSE(with("/routes/0/path", "/v1/{a b}").empty());
  CHECK_FALSE(with("/routes/0/backend/type", "OAUTH2_LOGOUT_BACKEND").empty());
  // The same path and method twice; ANY holds every method.
  CHECK_FALSE(with("/routes/1/path", "/v1/users").empty());
  for (const auto& [first, second] : {std::pair("ANY", "GET"), std::pair("GET", "ANY"),
                                      std::pair("PUT", "PUT"), std::pair("ANY", "ANY")}) {
    Json twice = Deployed();
    twice["routes"][0]["methods"] = {first};
    twice["routes"][1]["path"] = "/v1/users";
    twice["routes"][1]["methods"] = {second};
    CHECK(Refusal(twice).find("/v1/users: two routes") != std::string::npos);
  }
  CHECK_FALSE(with("/requestPolicies/authentication/isAnonymousAccessAllowed", false).empty());
  CHECK_FALSE(with("/requestPolicies/authentication/cacheKey/0", "nobody").empty());
  Json document = Deployed();
  while (document["routes"].size() <= 50) {
    Json route = document["routes"][2];
    route["path"] = "/v1/extra" + std::to_string(document["routes"].size());
    document["routes"].push_back(route);
  }
  CHECK(Refusal(document).find("50") != std::string::npos);
}

TEST_CASE("placeholders are filled, and an unknown one is an error") {
  const auto filled = local::FillTemplate("a {{x}} b {{y}}", {{"x", "1"}, {"y", "2"}});
  REQUIRE(filled.ok());
  CHECK(*filled == "a 1 b 2");
  CHECK_FALSE(local::FillTemplate("{{z}}", {{"x", "1"}}).ok());
  CHECK_FALSE(local::FillTemplate("{{x", {{"x", "1"}}).ok());
}

TEST_CASE("a rate is for all or for each client, and at least one request a second") {
  const auto parse = [](const Json& limiting) {
    return local::ParseSpecification(
        {{"requestPolicies", {{"rateLimiting", limiting}}}, {"routes", Json::array()}});
  };
  const auto total = parse({{"rateInRequestsPerSecond", 5}, {"rateKey", "TOTAL"}});
  REQUIRE(total.ok());
  CHECK(total->rate_limiting->per_second == 5);
  CHECK(total->rate_limiting->key == local::RateLimiting::Key::kTotal);
  CHECK(parse({{"rateInRequestsPerSecond", 5}, {"rateKey", "CLIENT_IP"}})->rate_limiting->key ==
        local::RateLimiting::Key::kClientIp);
  CHECK_FALSE(parse({{"rateInRequestsPerSecond", 0}, {"rateKey", "TOTAL"}}).ok());
  CHECK_FALSE(parse({{"rateInRequestsPerSecond", 5}, {"rateKey", "USER"}}).ok());
}
