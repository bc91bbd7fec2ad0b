#include "fotogal/counters/counted.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Json;

namespace {

// Rows of blocks stand for a counted table: each counts for one image of its user.
constexpr Statement kRows{"test.rows",
                          "DECLARE $u LONG; SELECT * FROM fotogal_ntable_blocks b WHERE b.user_id "
                          "= $u"};
constexpr Statement kMark{"test.mark",
                          "DECLARE $u LONG; $b LONG; UPDATE fotogal_ntable_blocks b SET "
                          "b.created_ts = 7 WHERE b.user_id = $u AND b.blocked_id = $b"};
constexpr Statement kRemove{"test.remove",
                            "DECLARE $u LONG; $b LONG; DELETE FROM fotogal_ntable_blocks b WHERE "
                            "b.user_id = $u AND b.blocked_id = $b"};

struct Bench : tests::WorldOfAnn {
  oci::Call call = cloud.NewCall();
  const Context context{cloud.services(), call};

  Counting Images(int by) {
    return {CountersOfUser(ann.id),
            {{"image_count", by}},
            kRows,
            {{"$u", ann.id}},
            [](const Json& row) {
              return Edge{row.at("blocked_id").get<Id>(), true, {1}, {0}};
            }};
  }
  void Block(Id whom) {
    REQUIRE(
        context.Put(schema::kBlocks, {{"user_id", ann.id}, {"blocked_id", whom}, {"created_ts", 1}})
            .ok());
  }
  int Count() { return cloud.Rows(schema::kUsers).at(0)["image_count"]; }
};

}  // namespace

TEST_CASE("a change moves its counters once, however often it is counted") {
  Bench bench;
  const Id op = bench.context.NewOp();
  for (int i = 0; i < 3; ++i) CHECK(Count(bench.context, bench.Images(1), op).ok());
  CHECK(bench.Count() == 1);
}

TEST_CASE("a change too old to be known by its op is counted from its rows") {
  Bench bench;
  bench.Block(1);
  bench.Block(2);
  const Id old = FirstOpAt(bench.cloud.now - std::chrono::minutes(3));
  CHECK(Count(bench.context, bench.Images(1), old).ok());
  CHECK(bench.Count() == 2);
  CHECK(*CountAgain(bench.context, bench.Images(0)) == 0);  // nothing is wrong any more
}

TEST_CASE("at rest a row is marked, or removed when it was taken away") {
  Bench bench;
  bench.Block(1);
  bench.Block(2);
  const AtRest at_rest{kMark, kRemove};
  const Id ann = bench.ann.id;
  CHECK(Rest(bench.context, at_rest, Settled::kStays, {{"$u", ann}, {"$b", 1}}).ok());
  CHECK(Rest(bench.context, at_rest, Settled::kTakenAway, {{"$u", ann}, {"$b", 2}}).ok());
  const auto rows = bench.cloud.Rows(schema::kBlocks);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["blocked_id"] == 1);
  CHECK(rows[0]["created_ts"] == 7);
}
