#include "fotogal/base/shard_writes.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/rows.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using oci::nosql::RowWrite;
using tests::Fault;
using tests::Json;

namespace {

const schema::Table& Feed() { return schema::TableOf(schema::kFeed); }

Json RowIn(int owner, int image) {
  return {{"owner_id", owner}, {"image_id", image}, {"author_id", 5}};
}

struct Bench : tests::World {
  // Over REST each row is a request of its own.
  bool by_shard = services.nosql->MostTogether() > 1;

  template <class Function>
  auto Do(Function function) {
    auto call = cloud.NewCall();
    const int before = cloud.transport().requests();
    auto result = function(Context{services, call});
    requests = cloud.transport().requests() - before;
    return result;
  }
  auto Write(const std::vector<RowWrite>& writes) {
    return Do([&](const Context& context) { return WriteRows(context, Feed(), writes); });
  }
  auto Delete(const oci::nosql::ShardRows& rows) {
    return Do([&](const Context& context) { return context.DeleteShardRows(rows); });
  }
  size_t Count(int owner) {
    const auto rows = cloud.Rows(schema::kFeed);
    return static_cast<size_t>(std::ranges::count(
        rows, owner, [](const Json& row) { return row["owner_id"].get<int>(); }));
  }
  void Fill(int owner, int rows) {
    std::vector<RowWrite> writes;
    for (int i = 0; i < rows; ++i) writes.push_back({.row = RowIn(owner, i)});
    REQUIRE(Write(writes).ok());
  }
  int requests = 0;
};

}  // namespace

TEST_CASE("rows of one shard key are written by one request, fifty at most") {
  Bench bench;
  std::vector<RowWrite> writes;
  for (int i = 0; i < 51; ++i) {
    writes.push_back({.row = RowIn(1, i)});
    if (i < 3) writes.push_back({.row = RowIn(2, i)});
  }
  writes.push_back({.row = RowIn(3, 1)});
  const auto results = bench.Write(writes);
  REQUIRE(results.ok());
  CHECK(results->size() == writes.size());
  for (const auto& result : *results) CHECK(result.written);
  CHECK(bench.Count(1) == 51);
  CHECK(bench.Count(2) == 3);
  CHECK(bench.Count(3) == 1);
  if (bench.by_shard) CHECK(bench.requests == 4);
  if (!bench.by_shard) CHECK(bench.requests >= 55);
  CHECK(bench.Write({})->empty());
  CHECK(bench.requests == 0);
}

TEST_CASE("each of several writes has its own result, at its own place") {
  Bench bench;
  bench.Fill(1, 2);
  const auto removed = Removal(Feed(), RowIn(1, 0)), missing = Removal(Feed(), RowIn(2, 7));
  const auto results = bench.Write({{.row = RowIn(2, 1), .put = IfAbsent()},
                                    {.row = RowIn(1, 1), .put = IfAbsent()},
                                    missing,
                                    removed,
                                    {.row = RowIn(1, 2), .put = IfAbsent()}});
  REQUIRE(results.ok());
  REQUIRE(results->size() == 5);
  CHECK((*results)[0].written);
  CHECK_FALSE((*results)[1].written);
  REQUIRE((*results)[1].existing);
  CHECK((*results)[1].existing->value == RowIn(1, 1));
  CHECK_FALSE((*results)[2].written);
  CHECK((*results)[3].written);
  CHECK((*results)[4].written);
  CHECK(bench.Count(1) == 2);
  CHECK(bench.Count(2) == 1);
}

TEST_CASE("of several writes of one row the last is made, and its result is theirs") {
  Bench bench;
  bench.Fill(1, 1);
  const auto removed = Removal(Feed(), RowIn(1, 0));
  const auto results = bench.Write({{.row = RowIn(1, 0), .put = IfAbsent()},
                                    {.row = RowIn(1, 5)},
                                    {.row = RowIn(2, 5)},
                                    {.row = RowIn(1, 5)},
                                    removed});
  REQUIRE(results.ok());
  REQUIRE(results->size() == 5);
  for (const auto& result : *results) CHECK(result.written);
  CHECK(bench.Count(1) == 1);
  CHECK(bench.Count(2) == 1);
}

TEST_CASE("writes that fail may be repeated, wherever they were cut off") {
  for (const Fault fault : {Fault::kNotReached, Fault::kLostRequest, Fault::kLostAnswer}) {
    for (int cut = 1; cut <= 3; ++cut) {
      INFO("fault " << static_cast<int>(fault) << " from request " << cut);
      Bench bench;
      std::vector<RowWrite> writes;
      for (int i = 0; i < 6; ++i) writes.push_back({.row = RowIn(1 + i % 3, i)});
      bench.cloud.transport().FailFrom(cut, fault);
      CHECK_FALSE(bench.Write(writes).ok());
      bench.cloud.transport().Recover();
      CHECK(bench.Write(writes).ok());
      for (int owner = 1; owner <= 3; ++owner) CHECK(bench.Count(owner) == 2);
    }
  }
}

TEST_CASE("the rows of a person go, a hundred at a time, and nobody else's") {
  Bench bench;
  bench.Fill(1, 120);
  bench.Fill(2, 3);
  const auto rows = ShardOfPerson(Feed(), "owner_id", 1);
  auto deleted = bench.Delete(rows);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 100);
  CHECK(deleted->more);
  if (bench.by_shard) CHECK(bench.requests == 1);
  deleted = bench.Delete(rows);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 20);
  CHECK_FALSE(deleted->more);
  deleted = bench.Delete(rows);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 0);
  CHECK_FALSE(deleted->uncertain);
  CHECK(bench.Count(1) == 0);
  CHECK(bench.Count(2) == 3);
}

TEST_CASE("a deletion whose answer was lost says that it may have deleted") {
  Bench bench;
  bench.Fill(1, 3);
  bench.cloud.transport().FailRequest(1, Fault::kLostAnswer);
  const auto deleted = bench.Delete(ShardOfPerson(Feed(), "owner_id", 1));
  REQUIRE(deleted.ok());
  CHECK((deleted->count > 0 || deleted->uncertain));
  CHECK(bench.Count(1) == 0);
}

TEST_CASE("an image's rows go, and not those of the author's other images") {
  Bench bench;
  for (int image = 1; image <= 2; ++image) {
    for (int user = 0; user < 4; ++user) {
      REQUIRE(bench
                  .Do([&](const Context& context) {
                    return context.Put(schema::kReactions,
                                       {{"author_id", 9}, {"image_id", image}, {"user_id", user}});
                  })
                  .ok());
    }
  }
  const auto& reactions = schema::TableOf(schema::kReactions);
  const auto deleted = bench.Delete(ShardOfImage(reactions, {9, 1}));
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 4);
  const auto left = bench.cloud.Rows(schema::kReactions);
  CHECK(left.size() == 4);
  for (const auto& row : left) CHECK(row["image_id"] == 2);
}
