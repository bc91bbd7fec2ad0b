#include "local/specification/check.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "local/specification/testing.h"

using namespace local;
using Json = nlohmann::json;

namespace {

const std::string kAuth = "/requestPolicies/authentication";
const std::string kFailure = kAuth + "/validationFailurePolicy";
const std::string kThing = "/routes/0";
const std::string kRequestHeaders = "/requestPolicies/headerTransformations";

Json Item(const std::string& name) { return {{"name", name}, {"values", {"x"}}}; }
Json Named(const std::string& name) { return {{"name", name}}; }

// That many different headers.
Json Many(size_t count, Json (*item)(const std::string&)) {
  Json items = Json::array();
  for (size_t i = 0; i < count; ++i) items.push_back(item("X-Many-" + std::to_string(i)));
  return items;
}
Json Renamed(const std::string& name) { return {{"from", name}, {"to", name + "-New"}}; }

Json With(const std::string& pointer, const Json& value) {
  Json document = testing::GoodSpecification();
  document[Json::json_pointer(pointer)] = value;
  return document;
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

// A specification of exactly that many bytes; the function's id is made long enough.
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
  std::set<std::string> broken = {"path-prefix"};  // of no specification: below
  for (const auto& [rule, at, specification, line] : testing::BrokenSpecifications()) {
    const auto violations = CheckSpecification(specification);
    INFO(at << "\n" << Lines(violations, "\n").substr(0, 2000));
    REQUIRE_FALSE(violations.empty());
    bool is_told = false;
    for (const auto& violation : violations)
      is_told |= RuleName(violation.rule) == rule && Line(violation).starts_with(line);
    CHECK(is_told);
    broken.insert(rule);
  }
  for (int rule = 0; rule < kRules; ++rule) {
    INFO(RuleName(static_cast<Rule>(rule)));
    CHECK(broken.contains(std::string(RuleName(static_cast<Rule>(rule)))));
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
    REQUIRE(violations.size() == 3);
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

TEST_CASE("the largest allowed value of each limit is accepted") {
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

TEST_CASE("whatever replaces a part of a specification, the checker does not crash") {
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
