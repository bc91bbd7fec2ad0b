#include "fotogal/upkeep/reconciliation.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

TEST_CASE("a job's cursor tells where a reconciliation stands; none: it has not begun") {
  Reconciliation at;
  at.part = "feeds";
  at.page = "token";
  at.batch = {3, 4};
  at.after = 5;
  at.done = 6;
  at.totals = {{"users", 7}};
  at.mended = {{"follower_count", 8}};
  const auto read = ReadReconciliation(ToCursor(at));
  CHECK(read.part == at.part);
  CHECK(read.page == at.page);
  CHECK(read.batch == at.batch);
  CHECK(read.after == at.after);
  CHECK(read.done == at.done);
  CHECK(read.totals == at.totals);
  CHECK(read.mended == at.mended);
  CHECK(ReadReconciliation("").part.empty());
}
