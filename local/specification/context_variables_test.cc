#include "local/specification/context_variables.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

namespace {

std::string Broken(const std::string& text, const VariableScope& scope) {
  Violations violations;
  const Json json = text;
  CheckVariables(Node(json, "v", violations), text, scope);
  std::string broken;
  for (const auto& violation : violations)
    broken += (broken.empty() ? "" : " ") + std::string(RuleName(violation.rule));
  return broken;
}

bool IsArgument(const std::string& text) {
  Violations violations;
  const Json json = text;
  CheckArgument(Node(json, "v", violations), text);
  return violations.empty();
}

const VariableScope kRoute{{"id"}, false, true};

}  // namespace

TEST_CASE("variables where they may stand") {
  for (const char* text :
       {"", "plain", "$x {y}", "${request.path[id]}", "a${request.path[id]}b${request.query[q]}c",
        "${request.headers[X-A]}", "${request.auth[user]}", "${request.auth[claims][sub]}",
        "${request.host}", "${request.cert[client_base64]}"})
    CHECK(Broken(text, kRoute) == "");
  CHECK(Broken("${request.path[any]}", {{}, true, false}) == "");
}

TEST_CASE("variables where they may not stand") {
  CHECK(Broken("${request.path[other]}", kRoute) == "path-variable");
  CHECK(Broken("${request.auth[user]}", {{"id"}, false, false}) == "auth-variable");
  CHECK(Broken("${request.body}", kRoute) == "body-variable");
  CHECK(Broken("${request.body[x]}", kRoute) == "body-variable");
  for (const char* text :
       {"${request.path[id]", "${}", "${request.path}", "${request.path[]}", "${request.path[id}",
        "${request.path[id]x}", "${request.headers[a][b]}", "${response.headers[x]}",
        "${request.host[x]}", "${request.cert[x]}", "${request.auth[a][b][c]}", "${id}"})
    CHECK(Broken(text, kRoute) == "context-variable");
  CHECK(Broken("${request.path[x]}${request.body}", kRoute) == "path-variable body-variable");
}

TEST_CASE("what an authorizer can be told") {
  for (const char* text : {"request.query[state]", "request.headers[X-Api-Key]", "request.cert",
                           "request.cert[client_base64]", "request.host", "request.body"})
    CHECK(IsArgument(text));
  for (const char* text : {"", "request.path[id]", "request.auth[x]", "request.headers", "x",
                           "${request.headers[X]}", "request.query[]"})
    CHECK_FALSE(IsArgument(text));
  CHECK(IsAuthVariable("request.auth[code]"));
  CHECK_FALSE(IsAuthVariable("request.headers[code]"));
  CHECK_FALSE(IsAuthVariable("401"));
}
