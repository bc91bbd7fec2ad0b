#include "local/gateway/routing.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

using namespace local;

namespace {

using Parameters = std::map<std::string, std::string>;

Specification With(const std::vector<std::pair<std::string, std::vector<std::string>>>& routes) {
  Specification specification;
  for (const auto& [path, methods] : routes) {
    Route route;
    route.path = path;
    route.methods = methods;
    specification.routes.push_back(route);
  }
  return specification;
}

std::vector<std::string> Named(const oci::HeaderList& headers, const std::string& name) {
  std::vector<std::string> values;
  for (const auto& [header, value] : headers) {
    if (header == name) values.push_back(value);
  }
  return values;
}

}  // namespace

TEST_CASE("the most specific template takes a path, in whatever order they stand") {
  std::vector<std::pair<std::string, std::vector<std::string>>> routes = {
      {"/", {"ANY"}},
      {"/v1/{rest*}", {"ANY"}},
      {"/v1/users", {"ANY"}},
      {"/v1/users/me", {"ANY"}},
      {"/v1/users/{name}", {"ANY"}},
      {"/v1/users/{name}/images", {"ANY"}},
      {"/v1/{kind}/{id}/x", {"ANY"}},
      {"/get/{par*}", {"ANY"}}};
  const struct {
    std::string path, route;
    Parameters parameters;
  } cases[] = {
      {"/", "/", {}},
      {"/v1/users", "/v1/users", {}},
      {"/v1/users/me", "/v1/users/me", {}},
      {"/v1/users/Me", "/v1/users/{name}", {{"name", "Me"}}},
      {"/v1/users/me/images", "/v1/users/{name}/images", {{"name", "me"}}},
      {"/v1/users/me/x", "/v1/{kind}/{id}/x", {{"kind", "users"}, {"id", "me"}}},
      {"/v1/users/me/y", "/v1/{rest*}", {{"rest", "users/me/y"}}},
      {"/v1/users/", "/v1/{rest*}", {{"rest", "users/"}}},
      {"/v1//x", "/v1/{rest*}", {{"rest", "/x"}}},
      {"/v1/a%2Fb", "/v1/{rest*}", {{"rest", "a%2Fb"}}},
      {"/v1/users/a%2Fb", "/v1/users/{name}", {{"name", "a%2Fb"}}},
      {"/v1/../get/y", "/v1/{rest*}", {{"rest", "../get/y"}}},
      {"/get/a/b//c", "/get/{par*}", {{"par", "a/b//c"}}},
      {"/v1", "/v1/{rest*}", {{"rest", ""}}},
      {"/v2", "", {}},
      {"/V1/users", "", {}},
      {"//", "", {}},
      {"//v1/users", "", {}},
      {"/get%2Fx", "", {}},
  };
  for (int turn = 0; turn < 2; ++turn) {
    const auto specification = With(routes);
    for (const auto& [path, route, parameters] : cases) {
      INFO(path);
      const auto match = FindRoute(specification, "GET", path);
      CHECK((match.route == nullptr ? "" : match.route->path) == route);
      CHECK(match.parameters == parameters);
      CHECK(match.method_allowed == !route.empty());
    }
    std::reverse(routes.begin(), routes.end());
  }
}

TEST_CASE("two routes may share a path; a method that neither has goes to no other path") {
  const auto specification =
      With({{"/a/{x}", {"GET"}}, {"/a/{y}", {"PUT", "DELETE"}}, {"/{rest*}", {"ANY"}}});
  CHECK(FindRoute(specification, "GET", "/a/1").parameters == Parameters{{"x", "1"}});
  CHECK(FindRoute(specification, "PUT", "/a/1").parameters == Parameters{{"y", "1"}});
  CHECK(FindRoute(specification, "DELETE", "/a/1").method_allowed);
  for (const char* method : {"POST", "get", "", "GET ", "ANY"}) {
    INFO(method);
    const auto match = FindRoute(specification, method, "/a/1");
    REQUIRE(match.route != nullptr);
    CHECK(match.route->path.starts_with("/a/"));
    CHECK_FALSE(match.method_allowed);
  }
  CHECK(FindRoute(specification, "BREW", "/b").method_allowed);
}

TEST_CASE("variables have the request's values, every one of them, or none") {
  local::Request request{"GET", "/x", "q=1&q=a%20b&e=", {}, ""};
  request.headers = {{"Cookie", "a"}, {"cookie", "b"}, {"Host", "h:1"}};
  const RequestContext context{request, {{"id", "7"}}, {{"user", "ann"}}};
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"request.path[id]", {"7"}},
      {"request.path[ID]", {}},
      {"request.auth[user]", {"ann"}},
      {"request.auth[]", {}},
      {"request.query[q]", {"1", "a%20b"}},  // encoded as it came
      {"request.query[e]", {""}},
      {"request.query[none]", {}},
      {"request.headers[COOKIE]", {"a", "b"}},
      {"request.headers[Cook]", {}},
      {"request.host", {"h:1"}},
      {"request.path", {}},
      {"request.path[id", {}},
      {"request.pathid]", {}},
      {"request.body", {}},
      {"", {}},
      {"[", {}},
      {"]", {}}};
  for (const auto& [variable, values] : cases) {
    INFO(variable);
    CHECK(Values(context, variable) == values);
  }
}

TEST_CASE("texts are filled once: a value is never read as a variable again") {
  local::Request request{"GET", "/x", "q=${request.auth[user]}&n=1&n=2", {}, ""};
  const RequestContext context{request, {{"id", "${request.host}"}}, {{"user", "secret"}}};
  const std::pair<std::string, std::string> cases[] = {
      {"plain", "plain"},
      {"", ""},
      {"a${request.path[id]}b", "a${request.host}b"},
      {"${request.query[q]}", "${request.auth[user]}"},
      {"${request.query[n]}", "1"},  // of several the first
      {"${request.query[none]}|${request.auth[user]}", "|secret"},
      {"$ {request.auth[user]} $", "$ {request.auth[user]} $"},
      {"${request.auth[user]", "${request.auth[user]"},
      {"${}${", "${"},
      {"}${request.auth[user]}}", "}secret}"}};
  for (const auto& [text, filled] : cases) {
    INFO(text);
    CHECK(Expand(context, text) == filled);
  }
}

TEST_CASE("headers are renamed, set and filtered, in this order and without case") {
  local::Request request{"GET", "/x", "", {{"X-Who", "client"}}, ""};
  const RequestContext context{request, {}, {{"user", "ann"}}};
  HeaderTransformations transformations;
  transformations.filter = HeaderTransformations::Filter::kBlock;
  transformations.filtered = {"X-User", "X-Secret"};
  transformations.renamed = {{"x-old", "X-User"}};
  transformations.set = {{"X-Keep", {"new"}, IfExists::kSkip},
                         {"X-More", {"2", "3"}, IfExists::kAppend},
                         {"X-Over", {"${request.auth[user]}"}, IfExists::kOverwrite},
                         {"X-Gone", {"${request.auth[none]}"}, IfExists::kOverwrite},
                         {"X-New", {"n"}, IfExists::kSkip}};
  oci::HeaderList headers = {{"x-USER", "forged"}, {"X-Old", "renamed"}, {"x-secret", "s"},
                             {"x-keep", "old"},    {"X-More", "1"},      {"x-over", "a"},
                             {"X-OVER", "b"},      {"x-gone", "forged"}, {"Other", "o"}};
  Transform(context, transformations, headers);
  // What is renamed to a name that is filtered goes too.
  CHECK(headers == oci::HeaderList{{"x-keep", "old"},
                                   {"X-More", "1"},
                                   {"Other", "o"},
                                   {"X-More", "2"},
                                   {"X-More", "3"},
                                   {"X-Over", "ann"},
                                   {"X-Gone", ""},
                                   {"X-New", "n"}});

  HeaderTransformations only;
  only.filter = HeaderTransformations::Filter::kAllow;
  only.filtered = {"other"};
  only.set = {{"X-Set", {"s"}, IfExists::kOverwrite}};  // and not listed
  Transform(context, only, headers);
  CHECK(headers == oci::HeaderList{{"Other", "o"}});
  CHECK(Named(headers, "X-User").empty());
}

TEST_CASE("a transformation that would make an invalid header is ignored") {
  local::Request request{"GET", "/x", "q=a%0d", {}, ""};
  const RequestContext context{request, {}, {{"lines", "a\r\nX-Forged: b"}, {"fine", "f"}}};
  HeaderTransformations transformations;
  transformations.renamed = {{"X-Kept", "X Kept"}};
  transformations.set = {
      {"X-Lines", {"${request.auth[lines]}"}, IfExists::kOverwrite},
      {"X-Both", {"${request.auth[fine]}", "${request.auth[lines]}"}, IfExists::kAppend},
      {"X Name", {"v"}, IfExists::kOverwrite},
      {"X-Encoded", {"${request.query[q]}"}, IfExists::kOverwrite}};
  oci::HeaderList headers = {{"X-Lines", "old"}, {"X-Kept", "k"}};
  Transform(context, transformations, headers);
  CHECK(headers == oci::HeaderList{{"X-Lines", "old"}, {"X-Kept", "k"}, {"X-Encoded", "a%0d"}});
}

TEST_CASE("a query filter keeps or drops parameters by name, however they are written") {
  using Kind = HeaderTransformations::Filter;
  const QueryFilter none;
  const QueryFilter allow{Kind::kAllow, {"a"}};
  const QueryFilter block{Kind::kBlock, {"a"}};
  CHECK(FilterQuery(none, "a=1&&b") == "a=1&&b");
  CHECK(FilterQuery(allow, "a=1&b=2&a=3&%61=4") == "a=1&a=3&%61=4");
  CHECK(FilterQuery(allow, "b&aa=1&A=2") == "");
  CHECK(FilterQuery(block, "a=1&b=2&%61&c") == "b=2&c");
  CHECK(FilterQuery(allow, "") == "");
}
