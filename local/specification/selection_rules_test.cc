#include "local/specification/selection_rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

std::string Broken(const Json& backend) {
  Violations violations;
  CheckDynamicBackend(Node(backend, "b", violations), {{"id"}, false, true});
  std::string broken;
  for (const auto& violation : violations)
    broken += (broken.empty() ? "" : " ") + std::string(RuleName(violation.rule));
  return broken;
}

Json Branch(const Json& key) {
  return {{"key", key}, {"backend", {{"type", "STOCK_RESPONSE_BACKEND"}, {"status", 200}}}};
}

std::string BrokenKeys(const std::vector<Json>& keys) {
  Json branches = Json::array();
  for (const auto& key : keys) branches.push_back(Branch(key));
  return Broken({{"type", "DYNAMIC_ROUTING_BACKEND"},
                 {"selectionSource", {{"type", "SINGLE"}, {"selector", "request.path[id]"}}},
                 {"routingBackends", branches}});
}

std::string BrokenSelector(const std::string& selector) {
  return Broken({{"type", "DYNAMIC_ROUTING_BACKEND"},
                 {"selectionSource", {{"type", "SINGLE"}, {"selector", selector}}},
                 {"routingBackends", Json::array()}});
}

std::string BrokenWildcard(const std::string& expression) {
  return BrokenKeys({{{"type", "WILDCARD"}, {"name", "w"}, {"expression", expression}}});
}

}  // namespace

TEST_CASE("what a back end may be chosen by") {
  for (const char* selector : {"request.path[id]", "request.query[q]", "request.headers[Accept]",
                               "request.host", "request.auth[tenant]"})
    CHECK(BrokenSelector(selector) == "");
  for (const char* selector : {"", "id", "${request.path[id]}", "request.body", "request.cert",
                               "request.path", "request.host[x]", "request.path[a][b]"})
    CHECK(BrokenSelector(selector) == "selector");
  CHECK(BrokenSelector("request.path[other]") == "path-variable");
}

TEST_CASE("a wildcard stands once, at the start or at the end") {
  for (const char* expression : {"*", "+", "@*", "p/+", "*.svg", "+x"})
    CHECK(BrokenWildcard(expression) == "");
  for (const char* expression : {"", "a", "a*b", "*a*", "+a+", "**", "*+"})
    CHECK(BrokenWildcard(expression) == "branch-wildcard");
}

TEST_CASE("values are once among all branches, and one branch is the default") {
  const Json first = {{"type", "ANY_OF"}, {"name", "a"}, {"values", {"x", "y"}}};
  Json second = {{"type", "ANY_OF"}, {"name", "b"}, {"values", {"z"}}, {"isDefault", true}};
  CHECK(BrokenKeys({first, second}) == "");
  second["values"] = {"z", "X"};
  CHECK(BrokenKeys({first, second}) == "branch-value");
  second.erase("values");
  CHECK(BrokenKeys({first, second}) == "");
  CHECK(BrokenKeys({second, second}) == "branch-default");
  second.erase("name");
  CHECK(BrokenKeys({second}) == "missing-member");
  CHECK(BrokenKeys({{{"type", "ANY_OF"}, {"name", "a"}, {"expression", "x"}}}) == "unknown-member");
  CHECK(BrokenKeys({{{"type", "REGEX"}, {"name", "a"}}}) == "unknown-value");
}
