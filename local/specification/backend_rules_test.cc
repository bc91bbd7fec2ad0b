#include "local/specification/backend_rules.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

TEST_CASE("other kinds of back ends are refused by name") {
  Violations violations;
  const Json backend = {{"type", "OAUTH2_LOGOUT_BACKEND"}};
  CheckBackend(Node(backend, "b", violations), {});
  REQUIRE(violations.size() == 1);
  CHECK(Line(violations[0]).starts_with("b.type: is OAUTH2_LOGOUT_BACKEND; known here: "));
}

TEST_CASE("each kind of back end is held by its own rules") {
  const auto line = [](const Json& backend) {
    Violations violations;
    CheckBackend(Node(backend, "b", violations), {});
    return violations.empty() ? "" : Line(violations[0]);
  };
  CHECK(line({{"type", "ORACLE_FUNCTIONS_BACKEND"}, {"functionId", "f"}}) == "");
  CHECK(line({{"type", "ORACLE_FUNCTIONS_BACKEND"}}).starts_with("b.functionId"));
  CHECK(line({{"type", "HTTP_BACKEND"}, {"url", "ftp://h"}}).starts_with("b.url"));
  CHECK(line({{"type", "STOCK_RESPONSE_BACKEND"}, {"status", 99}}).starts_with("b.status"));
  CHECK(line({{"type", "DYNAMIC_ROUTING_BACKEND"}}).starts_with("b.selectionSource"));
  CHECK(line("no object").starts_with("b: "));
}
