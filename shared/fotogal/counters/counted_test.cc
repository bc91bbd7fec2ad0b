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
constexpr Statement kChange{"test.change",
                            "DECLARE $u LONG; $b LONG; $old LONG; $new LONG; UPDATE "
                            "fotogal_ntable_blocks b SET b.created_ts = $new WHERE b.user_id = $u "
                            "AND b.blocked_id = $b AND b.created_ts = $old"};
constexpr Statement kRemove{"test.remove",
                            "DECLARE $u LONG; $b LONG; DELETE FROM fotogal_ntable_blocks b WHERE "
                            "b.user_id = $u AND b.blocked_id = $b"};

struct CountedBlock {
  static constexpr auto kTable = schema::kBlocks;

  UserId user = 0, blocked = 0;
  Op op = 0;  // in created_ts
  bool taken_away = false;

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &CountedBlock::user),
                      Column("blocked_id", &CountedBlock::blocked),
                      Column("created_ts", &CountedBlock::op));
  }
};

CounterMove CountedImagesOf(UserId user, int by) {
  return {.counters = CountersOfUser(user),
          .deltas = {{"image_count", by}},
          .rows = kRows,
          .variables = {{"$u", user}},
          .edge = [](const Json& row) {
            return Edge{row.at("blocked_id").get<Op>(), true, {1}, {0}};
          }};
}

constexpr Counted<CountedBlock> kTable{
    .moves = [](const CountedBlock& row) { return std::vector{CountedImagesOf(row.user, 1)}; },
    .taken_away = [](const CountedBlock& row) { return row.taken_away; },
    .key =
        [](const CountedBlock& row) {
          return Json{{"$u", row.user}, {"$b", row.blocked}};
        },
    .change = kChange,
    .changed =
        [](const CountedBlock& row) {
          return Json{{"$new", row.op}};
        },
    .mark = kMark,
    .remove = kRemove};

struct Bench : tests::WorldOfAnn {
  oci::Call call = cloud.NewCall();
  const Context context{cloud.services(), call};

  CounterMove Images(int by) { return CountedImagesOf(ann.id, by); }
  void Block(UserId whom) {
    REQUIRE(
        context.Put(schema::kBlocks, {{"user_id", ann.id}, {"blocked_id", whom}, {"created_ts", 1}})
            .ok());
  }
  int Count() { return cloud.Rows(schema::kUsers).at(0)["image_count"]; }
};

}  // namespace

TEST_CASE("a change moves its counters once, however often it is counted") {
  Bench bench;
  const Op op = bench.context.NewOp();
  for (int i = 0; i < 3; ++i) CHECK(Count(bench.context, bench.Images(1), op).ok());
  CHECK(bench.Count() == 1);
}

TEST_CASE("a change too old to be known by its op is counted from its rows") {
  Bench bench;
  bench.Block(1);
  bench.Block(2);
  const Op old = FirstOpAt(bench.cloud.now - std::chrono::minutes(3));
  CHECK(Count(bench.context, bench.Images(1), old).ok());
  CHECK(bench.Count() == 2);
  CHECK(*CountAgain(bench.context, bench.Images(0)) == 0);  // nothing is wrong any more
}

TEST_CASE("at rest a row is marked, or removed when it was taken away") {
  Bench bench;
  bench.Block(1);
  bench.Block(2);
  CHECK(MarkOrDelete(bench.context, kTable, {.user = bench.ann.id, .blocked = 1}).ok());
  CHECK(
      MarkOrDelete(bench.context, kTable, {.user = bench.ann.id, .blocked = 2, .taken_away = true})
          .ok());
  const auto rows = bench.cloud.Rows(schema::kBlocks);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["blocked_id"] == 1);
  CHECK(rows[0]["created_ts"] == 7);
}

TEST_CASE("a row is written where there is none, and changed where it is as it was read") {
  Bench bench;
  const CountedBlock first{.user = bench.ann.id, .blocked = 1, .op = 5};
  CHECK(*Write(bench.context, kTable, first, std::nullopt));
  CHECK_FALSE(*Write(bench.context, kTable, first, std::nullopt));
  CountedBlock next = first;
  next.op = 6;
  CHECK_FALSE(*Write(bench.context, kTable, next, Op(4)));
  CHECK(*Write(bench.context, kTable, next, OpOf(std::optional(first))));
  CHECK_FALSE(*Write(bench.context, kTable, next, OpOf(std::optional(first))));
  CHECK(bench.cloud.Rows(schema::kBlocks).at(0)["created_ts"] == 6);
}

TEST_CASE("settling counts and notifies before it marks the row") {
  Bench bench;
  bench.Block(1);
  const CountedBlock row{.user = bench.ann.id, .blocked = 1, .op = bench.context.NewOp()};
  const auto refuse = []() -> Outcome<Unit> { return TryAgain("not now"); };
  CHECK_FALSE(Settle(bench.context, kTable, row, refuse).ok());
  CHECK(bench.cloud.Rows(schema::kBlocks).at(0)["created_ts"] == 1);
  bool told = false;
  CHECK(Settle(bench.context, kTable, row, [&]() -> Outcome<Unit> {
          told = true;
          return Unit{};
        }).ok());
  CHECK(told);
  CHECK(bench.Count() == 1);
  CHECK(bench.cloud.Rows(schema::kBlocks).at(0)["created_ts"] == 7);
}
