#include "local/tenancy/compartments.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "local/tenancy/testing.h"

using local::AllCompartments;
using local::ListEverywhere;
using local::testing::TenancyBench;

TEST_CASE("compartments are found at any depth, and what is in them") {
  TenancyBench bench;
  const auto compartments = oci::management::Compartments("http://h");
  const auto make = [&](const std::string& name, const std::string& in) {
    return bench.Make(compartments, {{"name", name}, {"description", "d"}}, in);
  };
  const auto outer = make("outer", standin::kTenancyId), inner = make("inner", outer);
  auto call = bench.NewCall();
  auto all = AllCompartments(call, bench.requester, "http://h", standin::kTenancyId).value();
  std::sort(all.begin(), all.end());
  std::vector<std::string> expected = {standin::kTenancyId, standin::kCompartmentId, outer, inner};
  std::sort(expected.begin(), expected.end());
  CHECK(all == expected);

  const auto gateways = oci::management::Gateways("http://h");
  bench.Make(gateways, {{"endpointType", "PUBLIC"}, {"subnetId", "s"}});
  const auto id = bench.Make(gateways, {{"endpointType", "PUBLIC"}, {"subnetId", "s"}}, inner);
  const auto found = ListEverywhere(call, bench.requester, gateways, standin::kTenancyId).value();
  REQUIRE(found.size() == 2);
  CHECK(std::count_if(found.begin(), found.end(),
                      [&](const auto& gateway) { return gateway["id"] == id; }) == 1);
}
