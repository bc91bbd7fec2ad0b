#include "local/standin/nosql/work_requests.h"

#include <catch2/catch_test_macros.hpp>

namespace standin::nosql {
namespace {

TEST_CASE("work requests are found by id, and listed by compartment with the newest first") {
  auto database = Database::Open(":memory:");
  REQUIRE(database.ok());
  std::chrono::system_clock::time_point now;
  Engine engine(
      std::move(*database), [&] { return now; }, false);
  REQUIRE(engine.Load().ok());
  const auto first = RecordWorkRequest(engine, TableAction::kCreated, "c", "t", "ocid");
  now += std::chrono::seconds(1);
  const auto second = RecordWorkRequest(engine, TableAction::kDeleted, "c", "t", "ocid");
  const auto other = RecordWorkRequest(engine, TableAction::kUpdated, "d", "t", "ocid");
  REQUIRE((first.ok() && second.ok() && other.ok()));
  const auto found = FindWorkRequest(engine, *first);
  REQUIRE(found.ok());
  CHECK(found->operation == "CREATE_TABLE");
  CHECK(found->action == "CREATED");
  CHECK(found->table_ocid == "ocid");
  CHECK(FindWorkRequest(engine, "unknown").error().http_status == 404);
  const auto recent = RecentWorkRequests(engine, "c");
  REQUIRE(recent.ok());
  REQUIRE(recent->size() == 2);
  CHECK((*recent)[0].id == *second);
}

}  // namespace
}  // namespace standin::nosql
