#include "oci/regions.h"

#include <catch2/catch_test_macros.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

TEST_CASE("the regions are those of Oracle's list") {
  const auto list = nlohmann::json::parse(testing::TestData("regions.json"));
  REQUIRE(list.size() == Regions().size());
  for (size_t i = 0; i < list.size(); ++i) {
    CHECK(Regions()[i].key == list[i]["regionKey"]);
    CHECK(Regions()[i].identifier == list[i]["regionIdentifier"]);
    CHECK(Regions()[i].domain == list[i]["realmDomainComponent"]);
  }
}

}  // namespace
}  // namespace oci
