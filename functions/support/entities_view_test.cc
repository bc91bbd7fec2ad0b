#include "functions/support/entities_view.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

using namespace fotogal;
using Json = nlohmann::json;

TEST_CASE("entities have their places in code points, and what they lead to") {
  const auto view = EntitiesView("😀 #Mar em exemplo.com/x, @ana", {7}, {{7, "ana.nova"}});
  CHECK(
      view ==
      Json::array({{{"type", "tag"}, {"start", 2}, {"end", 6}, {"tag", "mar"}},
                   {{"type", "link"}, {"start", 10}, {"end", 23}, {"url", "https://exemplo.com/x"}},
                   {{"type", "mention"}, {"start", 25}, {"end", 29}, {"username", "ana.nova"}}}));
}

TEST_CASE("people who may not be named, or are nobody, are no entities") {
  const std::string text = "@ana @bia @caio @bia";
  CHECK(EntitiesView(text, {}, {}).empty());
  CHECK(EntitiesView(text, {7, 0, 9}, {}).empty());
  const auto view = EntitiesView(text, {7, 8}, {{8, "bia"}, {9, "caio"}});
  REQUIRE(view.size() == 2);
  CHECK(view[0]["start"] == 5);
  CHECK(view[1]["start"] == 16);
}
