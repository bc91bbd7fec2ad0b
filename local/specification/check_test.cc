#include "local/specification/check.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <set>

#include "local/specification/testing.h"

using namespace local;
using Json = nlohmann::json;

namespace {

const std::string kAuth = "/requestPolicies/authentication";
const std::string kFailure = kAuth + "/validationFailurePolicy";
const std::string kThing = "/routes/0", kFile = "/routes/1", kRest = "/routes/2";
const std::string kRequestHeaders = "/requestPolicies/headerTransformations";
const std::string kResponseHeaders = "/responsePolicies/headerTransformations";

Json Item(const std::string& name) { return {{"name", name}, {"values", {"x"}}}; }
Json Named(const std::string& name) { return {{"name", name}}; }

// So many different headers.
Json Many(size_t count, Json (*item)(const std::string&)) {
  Json items = Json::array();
  for (size_t i = 0; i < count; ++i) items.push_back(item("X-Many-" + std::to_string(i)));
  return items;
}
Json Renamed(const std::string& name) { return {{"from", name}, {"to", name + "-New"}}; }

// What is put where, and the beginning of the one line that it makes.
struct Case {
  Rule rule;
  std::string pointer;
  Json value;
  std::string line;
};

Json With(const std::string& pointer, const Json& value) {
  Json document = testing::GoodSpecification();
  document[Json::json_pointer(pointer)] = value;
  return document;
}

std::vector<Case> ShapeCases() {
  return {
      {Rule::kUnknownMember, "/routees", 1, "routees: unknown key routees; known here: "},
      {Rule::kUnknownMember, "/requestPolicies/cors", Json::object(),
       "requestPolicies.cors: unknown key cors"},
      {Rule::kUnknownMember, kAuth + "/tokenHeader", "x",
       "requestPolicies.authentication.tokenHeader: unknown key tokenHeader"},
      {Rule::kUnknownMember, kThing + "/method", "GET", "routes[0].method: unknown key method"},
      {Rule::kUnknownMember, kThing + "/backend/url", "x",
       "routes[0].backend.url: unknown key url"},
      {Rule::kUnknownMember, kThing + kRequestHeaders + "/setHeader", 1,
       "routes[0].requestPolicies.headerTransformations.setHeader: unknown key setHeader"},
      {Rule::kUnknownMember, kThing + "/requestPolicies/authorization/scope", 1,
       "routes[0].requestPolicies.authorization.scope: unknown key scope"},
      {Rule::kMissingMember,
       kThing + "/backend",
       {{"type", "ORACLE_FUNCTIONS_BACKEND"}},
       "routes[0].backend.functionId: is missing; it is required"},
      {Rule::kMissingMember,
       "/requestPolicies/rateLimiting",
       {{"rateInRequestsPerSecond", 1}},
       "requestPolicies.rateLimiting.rateKey: is missing"},
      {Rule::kWrongType, kFile + "/backend/url", 7,
       "routes[1].backend.url: is of type number; must be a string"},
      {Rule::kWrongType, "/routes/1", Json::array(),
       "routes[1]: is of type array; must be an object"},
      {Rule::kUnknownValue,
       kFile + "/backend",
       {{"type", "OAUTH2_LOGOUT_BACKEND"}},
       "routes[1].backend.type: is OAUTH2_LOGOUT_BACKEND; known here: ORACLE_FUNCTIONS_BACKEND, "},
      {Rule::kUnknownValue, kThing + kRequestHeaders + "/setHeaders/items/0/ifExists", "KEEP",
       "routes[0].requestPolicies.headerTransformations.setHeaders.items[0].ifExists: is KEEP; "
       "known "
       "here: OVERWRITE, APPEND, SKIP"},
      {Rule::kUnknownValue, "/loggingPolicies/executionLog/logLevel", "DEBUG",
       "loggingPolicies.executionLog.logLevel: is DEBUG"},
  };
}

std::vector<Case> RouteCases() {
  return {
      {Rule::kRoutePath, kFile + "/path", "files/{path*}",
       "routes[1].path: is \"files/{path*}\"; a path begins with /"},
      {Rule::kRoutePath, kFile + "/path", "/files//{path*}",
       "routes[1].path: has two slashes side by side"},
      {Rule::kRouteLength, kThing + "/path", "/{id}/" + std::string(1995, 'a'),
       "routes[0].path: has 2001 characters; at most 2000 are allowed"},
      {Rule::kPathParameter, kThing + "/path", "/things/{id}/@{name}",
       "routes[0].path: has the segment @{name}"},
      {Rule::kParameterTwice, kThing + "/path", "/things/{id}/{id}",
       "routes[0].path: has the parameter id twice"},
      {Rule::kWildcardLast, kFile + "/path", "/files/{path*}/b",
       "routes[1].path: has {path*} before its end"},
      {Rule::kMethods,
       kThing + "/methods",
       {"GET", "FETCH"},
       "routes[0].methods[1]: is FETCH; ANY, HEAD, "},
      {Rule::kMethods, kThing + "/methods", Json::array(), "routes[0].methods: is empty"},
      {Rule::kRouteTwice,
       kThing + "/methods",
       {"GET", "GET"},
       "routes[0].methods[1]: is GET, which routes[0] takes of this path"},
      {Rule::kRouteTwice, kRest + "/path", "/files/{other*}",
       "routes[2].methods[0]: is ANY, which routes[1] takes of this path"},
      {Rule::kBackendUrl, kFile + "/backend/url", "ftp://example.com/",
       "routes[1].backend.url: is \"ftp://example.com/\"; an address is http://host/path"},
      {Rule::kBackendUrl, kFile + "/backend/url", "https://example.com/?q=${request.query[q]}",
       "routes[1].backend.url: is \"https://example.com/?q=${request.query[q]}\"; a variable "
       "stands "
       "in the path, never in the query"},
      {Rule::kTimeout, kFile + "/backend/connectTimeoutInSeconds", 75.5,
       "routes[1].backend.connectTimeoutInSeconds: is 75.5; 1 to 75 seconds are allowed"},
      {Rule::kStockStatus, kRest + "/backend/status", 600,
       "routes[2].backend.status: is 600; an HTTP status is a whole number of 100 to 599"},
      {Rule::kStockHeaders, kRest + "/backend/headers/0/name", std::string(1025, 'a'),
       "routes[2].backend.headers[0].name: has 1025 bytes; a name has at most 1024"},
      {Rule::kStockBody, kRest + "/backend/body", std::string(4097, 'a'),
       "routes[2].backend.body: has 4097 bytes; at most 4096 are allowed"},
  };
}

std::vector<Case> HeaderCases() {
  const std::string thing = "routes[0].requestPolicies.headerTransformations.";
  return {
      {Rule::kProtectedHeader, kThing + kRequestHeaders + "/filterHeaders/items/0/name", "Cookie",
       thing + "filterHeaders.items[0].name: is Cookie; no transformation may touch this header of "
               "requests"},
      {Rule::kProtectedHeader, kThing + kRequestHeaders + "/renameHeaders/items/0/from", "ORIGIN",
       thing + "renameHeaders.items[0].from: is ORIGIN"},
      {Rule::kProtectedHeader, kThing + kRequestHeaders + "/renameHeaders/items/0/to", "x-real-ip",
       thing + "renameHeaders.items[0].to: is x-real-ip"},
      {Rule::kProtectedHeader, kThing + kRequestHeaders + "/setHeaders/items/1/name",
       "X-Forwarded-For", thing + "setHeaders.items[1].name: is X-Forwarded-For"},
      {Rule::kProtectedHeader, kFile + kResponseHeaders + "/setHeaders/items/0/name",
       "X-Frame-Options",
       "routes[1].responsePolicies.headerTransformations.setHeaders.items[0].name: is "
       "X-Frame-Options; no transformation may touch this header of answers"},
      {Rule::kProtectedHeader, kFailure + "/responseHeaderTransformations/setHeaders/items/0/name",
       "x-content-type-options",
       "requestPolicies.authentication.validationFailurePolicy.responseHeaderTransformations."
       "setHeaders.items[0].name: is x-content-type-options"},
      {Rule::kHeaderName, kThing + kRequestHeaders + "/setHeaders/items/0/name", "X User",
       thing + "setHeaders.items[0].name: is \"X User\"; a header's name is a token"},
      {Rule::kHeaderValue, kThing + kRequestHeaders + "/setHeaders/items/0/values/0", "a\r\nb: c",
       thing + "setHeaders.items[0].values[0]: has a character that no header may hold"},
      {Rule::kTransformationCount, kThing + kRequestHeaders + "/setHeaders/items", Many(21, Item),
       thing + "setHeaders.items: has 21 items; at most 20 are allowed"},
      {Rule::kTransformationCount, kThing + kRequestHeaders + "/renameHeaders/items",
       Many(21, Renamed), thing + "renameHeaders.items: has 21 items; at most 20 are allowed"},
      {Rule::kTransformationCount, kThing + kRequestHeaders + "/filterHeaders/items",
       Many(51, Named), thing + "filterHeaders.items: has 51 items; at most 50 are allowed"},
      {Rule::kValueCount, kThing + kRequestHeaders + "/setHeaders/items/0/values",
       Json(std::vector<std::string>(11, "a")),
       thing + "setHeaders.items[0].values: has 11 values; 1 to 10 are allowed"},
      {Rule::kNameTwice, kThing + kRequestHeaders + "/setHeaders/items/0/name", "x-OLD",
       thing + "setHeaders.items[0].name: is x-OLD, which another transformation has"},
  };
}

std::vector<Case> PolicyCases() {
  const std::string auth = "requestPolicies.authentication.";
  Json eleven = Json::object();
  for (int i = 0; i < 10; ++i) eleven["a" + std::to_string(i)] = "request.host";
  eleven["token"] = "request.host";
  return {
      {Rule::kAllowedScope,
       kThing + "/requestPolicies/authorization",
       {{"type", "ANY_OF"}},
       "routes[0].requestPolicies.authorization: is ANY_OF of no scope"},
      {Rule::kAllowedScope,
       kRest + "/requestPolicies/authorization/allowedScope",
       {"read"},
       "routes[2].requestPolicies.authorization.allowedScope: stands with ANONYMOUS"},
      {Rule::kArgumentCount, kAuth + "/parameters", eleven,
       auth + "parameters: has 11 arguments; 1 to 10 are allowed"},
      {Rule::kArgumentVariable, kAuth + "/parameters/token", "request.path[id]",
       auth + "parameters.token: is \"request.path[id]\"; one of request.query[..], "},
      {Rule::kCacheKey, kAuth + "/cacheKey/0", "nobody",
       auth + "cacheKey[0]: is nobody; it is one of the parameters"},
      {Rule::kCacheKey, kAuth + "/cacheKey/0", "body",
       auth + "cacheKey[0]: is body, which is request.body"},
      {Rule::kFailureCode, kFailure + "/responseCode", "request.headers[x]",
       auth + "validationFailurePolicy.responseCode: is request.headers[x]"},
      {Rule::kContextVariable, kThing + kRequestHeaders + "/setHeaders/items/1/values/0",
       "${request.path[id]",
       "routes[0].requestPolicies.headerTransformations.setHeaders.items[1].values[0]: has ${ "
       "without }"},
      {Rule::kPathVariable, kFile + "/backend/url", "https://example.com/${request.path[id]}",
       "routes[1].backend.url: has ${request.path[id]}; the route's path has no such parameter"},
      {Rule::kAuthVariable, kFile + "/backend/url", "https://example.com/${request.auth[user]}",
       "routes[1].backend.url: has ${request.auth[user]}; request.auth is filled where"},
      {Rule::kBodyVariable, kFailure + "/responseMessage", "no: ${request.body}",
       auth + "validationFailurePolicy.responseMessage: has ${request.body}"},
      {Rule::kRateLimit, "/requestPolicies/rateLimiting/rateInRequestsPerSecond", 0,
       "requestPolicies.rateLimiting.rateInRequestsPerSecond: is 0; a whole number above 0"},
      {Rule::kRateLimit, "/requestPolicies/rateLimiting/rateInRequestsPerSecond", 1.5,
       "requestPolicies.rateLimiting.rateInRequestsPerSecond: is 1.5"},
      {Rule::kRateLimitOfRoute,
       kThing + "/requestPolicies/rateLimiting",
       {{"rateInRequestsPerSecond", 1}, {"rateKey", "TOTAL"}},
       "routes[0].requestPolicies.rateLimiting: limits one route; a rate is limited for the whole "
       "deployment alone"},
  };
}

std::vector<Case> Cases() {
  std::vector<Case> cases;
  for (const auto& some : {ShapeCases(), RouteCases(), HeaderCases(), PolicyCases()})
    cases.insert(cases.end(), some.begin(), some.end());
  return cases;
}

Json WithRoutes(size_t count) {
  Json document = testing::GoodSpecification();
  while (document["routes"].size() < count) {
    Json route = document["routes"][2];
    route["path"] = "/extra" + std::to_string(document["routes"].size());
    document["routes"].push_back(route);
  }
  return document;
}

// Of exactly so many bytes; the function's id takes the room.
Json OfBytes(size_t bytes) {
  Json document = testing::GoodSpecification();
  auto& id = document["routes"][0]["backend"]["functionId"];
  id = id.get<std::string>() + std::string(bytes - document.dump().size(), 'a');
  return document;
}

}  // namespace

TEST_CASE("a good specification and our own break no rule") {
  CHECK(Lines(CheckSpecification(testing::GoodSpecification()), "\n") == "");
  CHECK(Lines(CheckSpecification(testing::OwnSpecification()), "\n") == "");
}

TEST_CASE("every rule: what breaks it is refused with its place, what is there and what is right") {
  std::set<Rule> broken;
  for (const auto& [rule, pointer, value, line] : Cases()) {
    const auto violations = CheckSpecification(With(pointer, value));
    INFO(pointer << " = " << value.dump().substr(0, 200) << "\n" << Lines(violations, "\n"));
    REQUIRE_FALSE(violations.empty());
    bool is_told = false;
    for (const auto& violation : violations)
      is_told |= violation.rule == rule && Line(violation).starts_with(line);
    CHECK(is_told);
    broken.insert(rule);
  }
  // These have cases of their own below.
  broken.insert(
      {Rule::kSpecificationSize, Rule::kRouteCount, Rule::kPathPrefix, Rule::kAnonymousAccess});
  for (int rule = 0; rule < kRules; ++rule) {
    INFO(RuleName(static_cast<Rule>(rule)));
    CHECK(broken.contains(static_cast<Rule>(rule)));
  }
}

TEST_CASE("all that is broken is told, not the first alone") {
  Json document = testing::GoodSpecification();
  document["routes"][0]["path"] = "/things/@{id}";
  document["routes"][1]["backend"]["readTimeoutInSeconds"] = 0;
  document["routes"][2]["backend"]["status"] = "404";
  document["requestPolicies"]["rateLimiting"]["rateKey"] = "USER";
  std::vector<std::string> paths;
  for (const auto& violation : CheckSpecification(document)) paths.push_back(violation.path);
  CHECK(paths ==
        std::vector<std::string>{
            "requestPolicies.rateLimiting.rateKey", "routes[0].path",
            "routes[0].requestPolicies.headerTransformations.setHeaders.items[1].values[0]",
            "routes[1].backend.readTimeoutInSeconds", "routes[2].backend.status"});
}

TEST_CASE("who is not known may ask only where the deployment allows it") {
  for (const bool is_left_out : {false, true}) {
    Json document = testing::GoodSpecification();
    auto& authentication = document["requestPolicies"]["authentication"];
    if (is_left_out) authentication.erase("isAnonymousAccessAllowed");
    if (!is_left_out) authentication["isAnonymousAccessAllowed"] = false;
    const auto violations = CheckSpecification(document);
    REQUIRE(violations.size() == 2);
    CHECK(Line(violations[0])
              .starts_with("routes[1].requestPolicies.authorization.type: is "
                           "ANONYMOUS; requestPolicies.authentication."));
    CHECK(violations[1].rule == Rule::kAnonymousAccess);
  }
}

TEST_CASE("without authentication nothing fills request.auth") {
  Json document = testing::GoodSpecification();
  document.erase("requestPolicies");
  const auto violations = CheckSpecification(document);
  REQUIRE(violations.size() == 1);
  CHECK(violations[0].rule == Rule::kAuthVariable);
}

TEST_CASE("2 MB of JSON and 50 routes, not more") {
  CHECK(CheckSpecification(OfBytes(2097152)).empty());
  const auto large = CheckSpecification(OfBytes(2097153));
  REQUIRE(large.size() == 1);
  CHECK(Line(large[0]) ==
        "the specification: has 2097153 bytes of JSON; at most 2097152 are allowed "
        "(specification-size)");
  CHECK(CheckSpecification(WithRoutes(50)).empty());
  const auto many = CheckSpecification(WithRoutes(51));
  REQUIRE(many.size() == 1);
  CHECK(Line(many[0]) == "routes: has 51 routes; at most 50 are allowed (route-count)");
}

TEST_CASE("the last value before each bound is taken") {
  Json ten = Json::object();
  for (int i = 0; i < 9; ++i) ten["a" + std::to_string(i)] = "request.host";
  ten["token"] = "request.host";
  const std::pair<std::string, Json> cases[] = {
      {kThing + kRequestHeaders + "/setHeaders/items", Many(20, Item)},
      {kThing + kRequestHeaders + "/renameHeaders/items", Many(20, Renamed)},
      {kThing + kRequestHeaders + "/filterHeaders/items", Many(50, Named)},
      {kThing + kRequestHeaders + "/setHeaders/items/0/values",
       Json(std::vector<std::string>(10, "a"))},
      {kThing + "/path", "/{id}/" + std::string(1994, 'a')},
      {kAuth + "/parameters", ten},
      {kFailure + "/responseCode", "request.auth[code]"},
      {kFailure + "/responseCode", "599"},
      {"/requestPolicies/rateLimiting/rateInRequestsPerSecond", 1},
  };
  for (const auto& [pointer, value] : cases) {
    INFO(pointer);
    CHECK(Lines(CheckSpecification(With(pointer, value)), "\n") == "");
  }
}

TEST_CASE("two routes of one path whose methods overlap, whatever their parameters are called") {
  for (const auto& [first, second] : {std::pair("ANY", "GET"), std::pair("GET", "ANY"),
                                      std::pair("PUT", "PUT"), std::pair("ANY", "ANY")}) {
    Json document = testing::GoodSpecification();
    document["routes"][0]["methods"] = {first};
    document["routes"][2]["methods"] = {second};
    document["routes"][2]["path"] = "/things/{other}";
    const auto violations = CheckSpecification(document);
    REQUIRE(violations.size() == 1);
    CHECK(violations[0].rule == Rule::kRouteTwice);
    document["routes"][2]["path"] = "/things/{other*}";
    CHECK(CheckSpecification(document).empty());
  }
}

TEST_CASE("a deployment's details: its prefix, and its specification where it has one") {
  CHECK(CheckDeployment({{"pathPrefix", "/"}, {"specification", testing::OwnSpecification()}})
            .empty());
  CHECK(CheckDeployment({{"displayName", "x"}}).empty());
  const auto violations =
      CheckDeployment({{"pathPrefix", "v1"}, {"specification", {{"routes", {1}}}}});
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].rule == Rule::kPathPrefix);
  CHECK(violations[1].path == "specification.routes[0]");
}

TEST_CASE("whatever is put for a part of a specification, the checker says something or nothing") {
  const Json whole = testing::GoodSpecification();
  const Json flat = whole.flatten();
  std::set<std::string> places;
  for (const auto& [pointer, value] : flat.items()) {
    for (size_t end = pointer.find('/', 1); end != std::string::npos;
         end = pointer.find('/', end + 1))
      places.insert(pointer.substr(0, end));
    places.insert(pointer);
  }
  size_t refused = 0;
  for (const auto& place : places) {
    for (const Json& value : {Json(), Json(-1), Json("${"), Json::array({1}), Json::object()}) {
      INFO(place << " " << value.dump());
      const auto violations = CheckSpecification(With(place, value));
      refused += violations.empty() ? 0 : 1;
      for (const auto& violation : violations) CHECK_FALSE(violation.right.empty());
    }
  }
  CHECK(refused > places.size() * 3);
}
