#include <catch2/catch_test_macros.hpp>

#include "local/standin/nosql/testing_trees.h"

using namespace standin::nosql;

TEST_CASE("clauses of an update are told apart") {
  const auto parsed = Parse(
      "UPDATE t x SET x.a = 1, x.b = 2, ADD x.l 0 5, ADD x.l [7], REMOVE x.l[1], PUT x.m {\"k\": "
      "1}, "
      "JSON MERGE x.j WITH PATCH {\"z\": null}, SET TTL 3 DAYS WHERE x.id = 1 RETURNING *");
  REQUIRE(parsed.ok());
  const auto& update = std::get<UpdateStatement>(parsed->body);
  using Kind = UpdateClause::Kind;
  std::vector<Kind> kinds;
  for (const auto& clause : update.clauses) kinds.push_back(clause.kind);
  CHECK(kinds == std::vector<Kind>{Kind::kSet, Kind::kSet, Kind::kAdd, Kind::kAdd, Kind::kRemove,
                                   Kind::kPut, Kind::kMerge, Kind::kTtl});
  CHECK(Show(update.clauses[2].position) == "(lit 0)");
  CHECK(Show(update.clauses[3].value) == "(array (lit 7))");
  CHECK(Show(update.clauses[3].target) == "(field l (name x))");
  CHECK(update.returning->all);
}
