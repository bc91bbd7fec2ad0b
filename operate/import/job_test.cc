#include "operate/import/job.h"

#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

namespace {

struct Putting : Steps {
  oci::Status Put(std::int64_t id, std::int64_t op, const std::string& name) {
    auto call = cloud.NewCall();
    return PutOwn(job, call, testing::schema::kIdentities,
                  {{"name", name}, {"user_id", id}, {"op", op}});
  }
};

}  // namespace

TEST_CASE("a row of this import is written once, and replaced when it differs") {
  Putting steps;
  for (int i = 0; i < 2; ++i) CHECK(steps.Put(7, 1, "ann").ok());
  CHECK(steps.Put(8, 1, "ann").ok());
  const auto rows = steps.cloud.Rows(testing::schema::kIdentities);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["user_id"] == 8);
}

TEST_CASE("a row that belongs to somebody else is an error, and is not changed") {
  Putting steps;
  REQUIRE(steps.Put(7, 1, "ann").ok());
  const auto refused = steps.Put(8, 2, "ann");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "id_in_use");
  CHECK(steps.cloud.Rows(testing::schema::kIdentities)[0]["user_id"] == 7);
}

TEST_CASE("errors that may go away are retried until the patience is over") {
  Putting steps;
  steps.options.patience = std::chrono::seconds(1);
  std::chrono::milliseconds slept{0};
  steps.options.sleep = [&slept](std::chrono::milliseconds time) { slept += time; };
  const auto failing = [&](bool retryable) {
    int tries = 0;
    const auto done = Patiently(steps.job, [&](oci::Call&) {
      ++tries;
      return oci::Status(oci::Error{"x", "", 503, "", retryable});
    });
    CHECK_FALSE(done.ok());
    return tries;
  };
  CHECK(failing(false) == 1);
  CHECK(slept.count() == 0);
  CHECK(failing(true) == 4);  // after 250, 500 and 1,000 ms
  CHECK(slept.count() == 1750);
}
