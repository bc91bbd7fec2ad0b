#include "local/standin/base/work_requests.h"

#include <catch2/catch_test_macros.hpp>

#include "local/standin/testing.h"

namespace standin {
namespace {

using nlohmann::json;

TEST_CASE("a work request says what was done, also after a restart") {
  testing::Folder folder;
  const auto clock = [] { return oci::TimePoint(std::chrono::seconds(1795269600)); };
  const WorkRequests::Options options{folder.path() / "work.json", "ocid1.work.", "SUCCEEDED",
                                      clock, SystemRandom()};
  std::string id;
  {
    WorkRequests work(options);
    id = work.Record("CREATE_LOG", "c",
                     json::array({WorkResource("CREATED", "log", "l", "/logs/l")}))
             .value();
    CHECK(id.starts_with("ocid1.work."));
  }
  const WorkRequests work(options);
  const json expected = {{"id", id},
                         {"operationType", "CREATE_LOG"},
                         {"status", "SUCCEEDED"},
                         {"compartmentId", "c"},
                         {"percentComplete", 100.0},
                         {"timeAccepted", "2026-11-21T14:00:00.000Z"},
                         {"timeStarted", "2026-11-21T14:00:00.000Z"},
                         {"timeFinished", "2026-11-21T14:00:00.000Z"},
                         {"resources",
                          {{{"actionType", "CREATED"},
                            {"entityType", "log"},
                            {"identifier", "l"},
                            {"entityUri", "/logs/l"}}}}};
  CHECK(work.Find(id) == expected);
  CHECK(json::parse(work.Get(id).body) == expected);
  CHECK(json::parse(work.GetDetails(id, WorkRequests::AsItems).body) ==
        json{{"items", json::array()}});
  CHECK(json::parse(work.GetDetails(id, WorkRequests::Bare).body) == json::array());
  CHECK_FALSE(work.Find("ocid1.work.other"));
  CHECK(work.Get("ocid1.work.other").status == 404);
  CHECK(work.GetDetails("ocid1.work.other", WorkRequests::Bare).status == 404);
}

TEST_CASE("the newest 500 are kept, and a compartment's are listed, the newest first") {
  testing::Folder folder;
  WorkRequests work({folder.path() / "work.json", "w", "DONE",
                     [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                     SystemRandom()});
  const auto first = work.Record("A", "c", json::array()).value();
  const auto other = work.Record("B", "d", json::array()).value();
  for (int i = 0; i < 499; ++i) REQUIRE(work.Record("C", "c", json::array()).ok());
  CHECK_FALSE(work.Find(first));
  CHECK(work.List("d").size() == 1);
  CHECK(work.List("d")[0]["id"] == other);
  const auto last = work.Record("D", "c", json::array()).value();
  CHECK(work.List("c").size() == 500);
  CHECK(work.List("c")[0]["id"] == last);
  CHECK(work.List("c")[1]["operationType"] == "C");
  CHECK(work.List("e").empty());
  CHECK(work.GetList({"GET", "/", "", {}, ""}, WorkRequests::Bare).status == 400);
  const Request of_c{"GET", "/", "compartmentId=c", {}, ""};
  CHECK(json::parse(work.GetList(of_c, WorkRequests::Bare).body) == work.List("c"));
  CHECK(json::parse(work.GetList(of_c, WorkRequests::AsItems).body)["items"] == work.List("c"));
}

TEST_CASE("what cannot be kept is not promised") {
  testing::Folder folder;
  WorkRequests work({folder.path() / "none" / "work.json", "w", "DONE",
                     [] { return oci::TimePoint(std::chrono::seconds(1795269600)); },
                     SystemRandom()});
  CHECK_FALSE(work.Record("A", "c", json::array()).ok());
  CHECK(work.List("c").empty());
}

}  // namespace
}  // namespace standin
