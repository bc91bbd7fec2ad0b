#include "fotogal/base/context.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;

TEST_CASE("a context writes, finds and removes rows within its call, which counts their units") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  const Context context{cloud.services(), call};
  const oci::nosql::Key key{{"user_id", 1}, {"blocked_id", 2}};
  REQUIRE(context.Put(schema::kBlocks, {{"user_id", 1}, {"blocked_id", 2}, {"created_ts", 3}})
              ->written);
  CHECK(call.write_units > 0);
  const auto row = context.Get(schema::kBlocks, key, oci::nosql::Consistency::kAbsolute);
  REQUIRE((row.ok() && *row));
  CHECK((*row)->value.at("created_ts") == 3);
  CHECK(call.read_units > 0);
  CHECK(*context.Delete(schema::kBlocks, key));
  CHECK_FALSE(*context.Get(schema::kBlocks, key, oci::nosql::Consistency::kAbsolute));
}

TEST_CASE("ids and ops are of the call's moment") {
  tests::TestCloud cloud;
  auto call = cloud.NewCall();
  const Context context{cloud.services(), call};
  CHECK(TimeOf(context.NewId()) == std::chrono::floor<std::chrono::milliseconds>(context.Now()));
  CHECK(TimeOfOp(context.NewOp()) == std::chrono::floor<std::chrono::seconds>(context.Now()));
}
