#include <catch2/catch_test_macros.hpp>

#include "operate/import/testing.h"

using namespace operate::v1;
using testing::Steps;

namespace {

Json Identity(Steps& steps, const std::string& name) {
  for (const auto& row : steps.cloud.Rows(testing::schema::kIdentities))
    if (row["name"] == name) return row;
  return {};
}

std::string NameOf(Steps& steps, std::int64_t old_id) {
  return steps.Text("SELECT username FROM people WHERE old_id = " + std::to_string(old_id));
}

}  // namespace

TEST_CASE("of people with the same folded name the oldest keeps it; the others get new names") {
  Steps steps;
  steps.Person(1, "Ann", 10);
  steps.Person(2, "ann", 20);
  steps.Person(3, "an n", 30);
  steps.Plan();
  CHECK(NameOf(steps, 2) == "ann");
  CHECK(NameOf(steps, 1) == "ann_1");
  CHECK(NameOf(steps, 3) == "an_n");
  CHECK(steps.Cases()["username_changed"] == 2);
  const auto names = steps.Text("SELECT group_concat(username) FROM people");
  steps.Run({&PlanNames});
  CHECK(steps.Text("SELECT group_concat(username) FROM people") == names);
}

TEST_CASE(
    "of people with the same address the oldest keeps it; invalid or taken addresses are left "
    "out") {
  Steps steps;
  steps.Person(1, "ann", 10, {{"email", "Same@Example.com"}});
  steps.Person(2, "bob", 20, {{"email", "same@example.com"}});
  steps.Person(3, "eve", 30, {{"email", "nowhere"}});
  steps.Plan();
  CHECK(steps.Text("SELECT email FROM people WHERE old_id = 2") == "same@example.com");
  CHECK(steps.Number("SELECT count(*) FROM people WHERE email IS NULL") == 2);
  CHECK(steps.Cases()["email_left_out"] == 2);
}

TEST_CASE("reserved names are taken for everybody, and open no account before they are confirmed") {
  Steps steps;
  const auto taken = steps.cloud.SignUp("ann");
  steps.Person(1, "ann", 10, {{"email", "ann@example.com"}});
  steps.Person(2, "bob", 20);
  steps.Plan();
  for (int i = 0; i < 2; ++i) {
    steps.Run({&ReserveNames});
    CHECK(NameOf(steps, 1) == "ann_1");
    CHECK(steps.Text("SELECT coalesce(email, 'none') FROM people WHERE old_id = 1") == "none");
    CHECK(Identity(steps, "u:ann")["user_id"] == taken.id);
    for (const auto& [name, old_id] : {std::pair{"u:ann_1", 1}, {"u:bob", 2}}) {
      const auto held = Identity(steps, name);
      CHECK(held["user_id"] == steps.NewIdOf(old_id));
      CHECK(held["reserved_until"] > steps.now * 1000);
    }
  }
  for (int i = 0; i < 2; ++i) {
    steps.Run({&ConfirmNames});
    CHECK(Identity(steps, "u:ann_1")["reserved_until"] == 0);
    CHECK(Identity(steps, "u:bob")["reserved_until"] == 0);
    CHECK(Identity(steps, "u:ann")["user_id"] == taken.id);
  }
}

TEST_CASE("reserving that was interrupted anywhere continues, and reserves each name once") {
  for (int n = 1;; ++n) {
    Steps steps;
    for (int id = 1; id <= 3; ++id) steps.Person(id, "person" + std::to_string(id), 100 - id);
    steps.Plan();
    steps.cloud.transport().FailFrom(n, standin::InProcessTransport::Fault::kLostAnswer);
    const bool whole = ReserveNames(steps.job).ok();
    steps.cloud.transport().Recover();
    steps.Run({&ReserveNames});
    CHECK(steps.cloud.Rows(testing::schema::kIdentities).size() == 6);
    for (int id = 1; id <= 3; ++id) CHECK(NameOf(steps, id) == "person" + std::to_string(id));
    if (whole) break;
    REQUIRE(n < 40);
  }
}

TEST_CASE("a run that lost its state finds the names that it gave") {
  Steps first;
  first.Person(1, "ann", 20);
  first.Person(2, "ANN", 10);
  first.Plan();
  first.Run({&ReserveNames, &WritePeople});
  first.state = State::Open(first.folder.path() / "another").value();
  Job job{first.source, first.cloud.services(), first.options,
          *first.state, first.silent,           first.job.imported_at};
  for (const auto step : {&ReadUsers, &ReadImages, &PlanIds, &PlanEdges, &Survey, &PlanNames})
    REQUIRE(step(job).ok());
  CHECK(first.state->Get("written").empty());
  CHECK(NameOf(first, 1) == "ann");
  CHECK(NameOf(first, 2) == "ann_2");
  REQUIRE(ConfirmNames(job).ok());
  first.state = State::Open(first.folder.path() / "a third").value();
  Job again{first.source, first.cloud.services(), first.options,
            *first.state, first.silent,           first.job.imported_at};
  for (const auto step : {&ReadUsers, &PlanIds, &Survey}) REQUIRE(step(again).ok());
  CHECK(first.state->Get("written") == "1");
}
