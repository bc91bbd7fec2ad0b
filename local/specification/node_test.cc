#include "local/specification/node.h"

#include <catch2/catch_test_macros.hpp>

using namespace local;
using Json = nlohmann::json;

TEST_CASE("what is not of the shape asked for is noted with its place, and reading goes on") {
  const Json document = {{"name", 7}, {"list", {1, "b"}}, {"odd", true}, {"kind", "C"}};
  Violations violations;
  const Node root(document, "", violations);
  CHECK(root.IsObject({"name", "list", "kind"}));
  CHECK_FALSE(root.TextOf("name"));
  CHECK_FALSE(root.TextOf("none"));
  CHECK_FALSE(root.OneOf("kind", {"A", "B"}));
  const auto items = root.Member("list")->Items();
  REQUIRE(items.size() == 2);
  CHECK_FALSE(items[0].Text());
  CHECK(items[1].Text() == "b");
  CHECK(root.Member("odd")->Items().empty());
  std::vector<std::string> lines;
  for (const auto& violation : violations) lines.push_back(Line(violation));
  CHECK(lines == std::vector<std::string>{
                     "odd: unknown key odd; known here: name, list, kind (unknown-member)",
                     "name: is of type number; must be a string (wrong-type)",
                     "none: is missing; it is required (missing-member)",
                     "kind: is C; known here: A, B (unknown-value)",
                     "list[0]: is of type number; must be a string (wrong-type)",
                     "odd: is of type boolean; must be a list (wrong-type)"});
}

TEST_CASE("what is of its shape is read, and nothing is noted") {
  const Json document = {{"n", 1.5}, {"f", false}, {"o", {{"t", "x"}}}};
  Violations violations;
  const Node root(document, "a", violations);
  CHECK(root.Member("n")->Number() == 1.5);
  CHECK(root.Member("f")->Flag() == false);
  CHECK(root.Member("o")->TextOf("t") == "x");
  CHECK(root.Member("o")->Members().at(0).path() == "a.o.t");
  CHECK_FALSE(root.Member("none"));
  CHECK(violations.empty());
  CHECK_FALSE(root.Member("n")->IsMap());
  CHECK_FALSE(root.Member("n")->Flag());
  CHECK_FALSE(root.Member("f")->Number());
  CHECK(violations.size() == 3);
}
