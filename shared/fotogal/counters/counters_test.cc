#include "fotogal/counters/counters.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/base/schema.h"
#include "tests/support/domain_world.h"
#include "tests/support/image_row.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

struct Bench : tests::WorldOfAnn {
  Outcome<Unit> MoveBy(int images, int followers, Op op) {
    auto call = cloud.NewCall();
    return Move({cloud.services(), call}, CountersOfUser(ann.id),
                {{"image_count", images}, {"follower_count", followers}}, op);
  }
  Outcome<int> RecountOf(std::vector<Edge> edges) {
    auto call = cloud.NewCall();
    return Recount({cloud.services(), call}, CountersOfUser(ann.id),
                   {"image_count", "follower_count"},
                   [&]() -> Outcome<std::vector<Edge>> { return edges; });
  }
  Json Row() { return cloud.Rows(schema::kUsers).at(0); }
  std::pair<int, int> Counts() {
    const Json row = Row();
    return {row["image_count"], row["follower_count"]};
  }
};

using Counts = std::pair<int, int>;

}  // namespace

TEST_CASE("the same move twice counts once, another op counts again") {
  Bench bench;
  const Op op = bench.NextOp();
  for (int i = 0; i < 3; ++i) CHECK(bench.MoveBy(1, 2, op).ok());
  CHECK(bench.Counts() == Counts(1, 2));
  CHECK(bench.MoveBy(1, -2, bench.NextOp()).ok());
  CHECK(bench.Counts() == Counts(2, 0));
}

TEST_CASE("a move whose request or answer is lost happens once") {
  for (const Fault fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    Bench bench;
    const Op op = bench.NextOp();
    bench.cloud.transport().FailFrom(1, fault);
    CHECK_FALSE(bench.MoveBy(1, 0, op).ok());
    bench.cloud.transport().Recover();
    CHECK(bench.MoveBy(1, 0, op).ok());
    CHECK(bench.Counts() == Counts(1, 0));
  }
}

TEST_CASE("a row that is gone is no error, to move or to recount") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  auto& services = bench.cloud.services();
  CHECK(Move({services, call}, CountersOfUser(404), {{"image_count", 1}}, bench.NextOp()).ok());
  CHECK(Move({services, call}, CountersOfImage({4, 4}), {{"like_count", 1}}, bench.NextOp()).ok());
  CHECK(Recount({services, call}, CountersOfUser(404), {"image_count"},
                []() -> Outcome<std::vector<Edge>> { return std::vector<Edge>(); })
            .ok());
  CHECK(bench.cloud.Rows(schema::kUsers).size() == 1);
  CHECK(bench.cloud.Rows(schema::kImages).empty());
}

TEST_CASE("ops are remembered for as long as a move may be repeated, and no longer") {
  Bench bench;
  const Op op = bench.NextOp();
  const auto start = bench.cloud.now;
  REQUIRE(bench.MoveBy(1, 0, op).ok());
  bench.cloud.now = start + std::chrono::seconds(118);  // ops know whole seconds
  CHECK_FALSE(TooOldToMove(bench.cloud.now, op));
  bench.cloud.now = start + std::chrono::seconds(122);
  CHECK(TooOldToMove(bench.cloud.now, op));
  REQUIRE(bench.MoveBy(1, 0, bench.NextOp()).ok());
  CHECK(bench.MoveBy(1, 0, op).ok());  // a slow one still finds its op
  CHECK(bench.Counts() == Counts(2, 0));
  for (int i = 0; i < 30; ++i) {
    bench.cloud.now += std::chrono::minutes(1);
    REQUIRE(bench.MoveBy(1, 0, bench.NextOp()).ok());
    CHECK(bench.Row()["recent_ops"].size() <= 6);
  }
  CHECK(bench.Counts() == Counts(32, 0));
}

TEST_CASE("a recount believes marked edges, remembered ops and the old, not who is still moving") {
  Bench bench;
  const Op old_op = bench.NextOp();
  bench.cloud.now += std::chrono::minutes(3);
  const Op moved = bench.NextOp();
  const Op moving = bench.NextOp();
  REQUIRE(bench.MoveBy(1, 0, moved).ok());
  REQUIRE(bench.MoveBy(50, 50, bench.NextOp()).ok());                 // whatever went wrong
  const std::vector<Edge> edges = {{1, true, {1, 0}, {0, 0}},         // marked long ago
                                   {old_op, false, {1, 0}, {0, 1}},   // its mover is dead
                                   {moved, false, {1, 0}, {0, 0}},    // moved, not marked yet
                                   {moving, false, {0, 1}, {1, 0}}};  // its mover is on the way
  CHECK(bench.RecountOf(edges).ok());
  CHECK(bench.Counts() == Counts(4, 0));
  // Those that were counted are not counted again when their movers come at last.
  CHECK(bench.MoveBy(1, -1, old_op).ok());
  CHECK(bench.MoveBy(1, 0, moved).ok());
  CHECK(bench.Counts() == Counts(4, 0));
  CHECK(bench.MoveBy(-1, 1, moving).ok());
  CHECK(bench.Counts() == Counts(3, 1));
  CHECK(bench.RecountOf({}).ok());
  CHECK(bench.Counts() == Counts(0, 0));
}

TEST_CASE("a move between the reading and the setting starts the recount over") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  int reads = 0;
  const auto recount = [&](int disturbed) {
    reads = 0;
    return Recount({bench.cloud.services(), call}, CountersOfUser(bench.ann.id),
                   {"image_count", "follower_count"}, [&]() -> Outcome<std::vector<Edge>> {
                     if (++reads <= disturbed) REQUIRE(bench.MoveBy(1, 0, bench.NextOp()).ok());
                     return std::vector<Edge>{{1, true, {reads, 0}, {0, 0}}};
                   });
  };
  CHECK(recount(2).ok());
  CHECK(reads == 3);
  CHECK(bench.Counts() == Counts(3, 0));
  const auto never = recount(1000);
  REQUIRE_FALSE(never.ok());
  CHECK(never.error().code == "temporarily_unavailable");
  CHECK(reads < 10);
}

TEST_CASE("edges that cannot be read change nothing") {
  Bench bench;
  REQUIRE(bench.MoveBy(5, 0, bench.NextOp()).ok());
  auto call = bench.cloud.NewCall();
  const auto failed =
      Recount({bench.cloud.services(), call}, CountersOfUser(bench.ann.id), {"image_count"},
              []() -> Outcome<std::vector<Edge>> { return TryAgain("not now"); });
  CHECK_FALSE(failed.ok());
  CHECK(bench.Counts() == Counts(5, 0));
}

TEST_CASE("each counter moves and is set alone; the others stay, also those without a number") {
  Bench bench;
  auto call = bench.cloud.NewCall();
  const Context context{bench.cloud.services(), call};
  const ImageRef image{bench.ann.id, FirstIdAt(bench.cloud.now)};
  auto row = tests::ImageRow(bench.cloud, image.author, image.image);
  REQUIRE(context.services.nosql->Put(call, schema::kImages, row).ok());
  struct Case {
    CounterRow counters;
    std::vector<std::string> columns;
  };
  for (const auto& [counters, columns] : std::vector<Case>{
           {CountersOfUser(bench.ann.id), {"image_count", "follower_count", "following_count"}},
           {CountersOfImage(image), {"like_count", "dislike_count", "comment_count"}}}) {
    const auto stored = [&] { return bench.cloud.Rows(counters.table).at(0); };
    Json expected = stored();
    for (const auto& column : columns) expected[column] = 100;
    expected[columns[2]] = nullptr;  // as of a row that was imported without
    REQUIRE(context.services.nosql->Put(call, counters.table, expected).ok());
    for (size_t i = 0; i < 2; ++i) {
      INFO(columns[i]);
      REQUIRE(Move(context, counters, {{columns[i], 3}}, bench.NextOp()).ok());
      expected[columns[i]] = 103;
      for (const auto& column : columns) CHECK(stored()[column] == expected[column]);
      REQUIRE(Recount(context, counters, {columns[i]}, []() -> Outcome<std::vector<Edge>> {
                return std::vector<Edge>();
              }).ok());
      expected[columns[i]] = 0;
      for (const auto& column : columns) CHECK(stored()[column] == expected[column]);
    }
  }
}
