#include <catch2/catch_test_macros.hpp>

#include "nosql/testing.h"

namespace nosql {
namespace {

using namespace testing;
using protocol::Code;

std::string TableAnswer(Table::State state) {
  return nson::Encode(
      Map({{"to", Of("ocid1.t")},
           {"n", Of("t")},
           {"as", Of(static_cast<int>(state))},
           {"lm", Map({{"ru", Of(10)}, {"wu", Of(20)}, {"sg", Of(1)}, {"mo", Of(1)}})},
           {"ac", Of("{}")},
           {"od", Of("386")}}));
}

TEST_CASE("change table: statement and limits; the table with its operation") {
  Bench bench;
  bench.Answer(TableAnswer(Table::State::kCreating));
  Call call = bench.NewCall();
  const auto table =
      bench.client.ChangeTable(call, "CREATE TABLE t (id LONG, PRIMARY KEY(id))",
                               TableLimits{.read_units = 10, .write_units = 20, .storage_gb = 1});
  REQUIRE(table.ok());
  CHECK(table->name == "t");
  CHECK(table->id == "ocid1.t");
  CHECK(table->state == Table::State::kCreating);
  CHECK(table->limits.write_units == 20);
  CHECK(table->operation_id == "386");
  CHECK(bench.operation(0) == 15);
  CHECK(bench.payload(0) ==
        Map({{"st", Of("CREATE TABLE t (id LONG, PRIMARY KEY(id))")},
             {"lm", Map({{"ru", Of(10)}, {"wu", Of(20)}, {"sg", Of(1)}, {"mo", Of(1)}})}}));
}

TEST_CASE("change table: limits alone name the table; on demand has no units") {
  Bench bench;
  bench.Answer(TableAnswer(Table::State::kUpdating));
  Call call = bench.NewCall();
  REQUIRE(bench.client
              .ChangeTable(call, "",
                           TableLimits{.mode = TableLimits::Mode::kOnDemand, .storage_gb = 5}, "t")
              .ok());
  CHECK(bench.header(0).Find("n")->text == "t");
  CHECK(bench.payload(0) == Map({{"lm", Map({{"sg", Of(5)}, {"mo", Of(2)}})}}));
}

TEST_CASE("change table is not sent twice after a lost answer") {
  Bench bench;
  bench.transport->AddError(oci::testing::LostAnswer());
  Call call = bench.NewCall();
  CHECK(bench.client.ChangeTable(call, "DROP TABLE t").error().outcome_unknown);
  CHECK(bench.requests() == 1);
}

TEST_CASE("await: asks with the operation until the table is active") {
  Bench bench;
  bench.Answer(TableAnswer(Table::State::kCreating)).Answer(TableAnswer(Table::State::kActive));
  Call call = bench.NewCall();
  Table changed;
  changed.name = "t";
  changed.operation_id = "386";
  const auto table = bench.client.AwaitTable(call, changed);
  REQUIRE(table.ok());
  CHECK(table->state == Table::State::kActive);
  CHECK(bench.payload(0) == Map({{"od", Of("386")}}));
  CHECK(bench.slept > std::chrono::milliseconds(0));
}

TEST_CASE("await: a table that is gone is dropped, if that was the change") {
  Bench bench;
  bench.Answer(Failure(Code::kTableNotFound)).Answer(Failure(Code::kTableNotFound));
  Call call = bench.NewCall();
  Table changed;
  changed.name = "t";
  changed.state = Table::State::kDropping;
  const auto table = bench.client.AwaitTable(call, changed);
  REQUIRE(table.ok());
  CHECK(table->state == Table::State::kDropped);
  changed.state = Table::State::kCreating;
  CHECK(bench.client.AwaitTable(call, changed).error().code == "TableNotFound");
}

TEST_CASE("await: ends with the deadline of the call") {
  Bench bench;
  bench.transport->otherwise = [](const oci::HttpRequest&) -> oci::Result<oci::HttpResponse> {
    return oci::HttpResponse{200, {}, TableAnswer(Table::State::kCreating)};
  };
  Call call = bench.NewCall(std::chrono::seconds(3));
  Table changed;
  changed.name = "t";
  CHECK(bench.client.AwaitTable(call, changed).error().code == "deadline_exceeded");
}

TEST_CASE("list tables: names and where the next page begins") {
  Bench bench;
  bench.Answer(nson::Encode(Map({{"tb", Array({Of("a"), Of("b")})}, {"li", Of(2)}})));
  Call call = bench.NewCall();
  const auto tables = bench.client.ListTables(call, 1, 2);
  REQUIRE(tables.ok());
  CHECK(tables->names == std::vector<std::string>{"a", "b"});
  CHECK(tables->next == 2);
  CHECK(bench.payload(0) == Map({{"ls", Of(1)}, {"lx", Of(2)}}));
}

TEST_CASE("indexes: names and columns") {
  Bench bench;
  bench.Answer(nson::Encode(Map(
      {{"ix", Array({Map({{"m", Of("iu")},
                          {"f", Array({Map({{"pt", Of("user_id")}}),
                                       Map({{"pt", Of("j.a")}, {"y", Of("STRING")}})})}})})}})));
  Call call = bench.NewCall();
  const auto indexes = bench.client.GetIndexes(call, "t", "iu");
  REQUIRE(indexes.ok());
  REQUIRE(indexes->size() == 1);
  CHECK(indexes->front().name == "iu");
  CHECK(indexes->front().columns == std::vector<std::string>{"user_id", "j.a"});
  CHECK(bench.payload(0) == Map({{"i", Of("iu")}}));
}

TEST_CASE("usage: periods with units and throttled requests") {
  Bench bench;
  bench.Answer(nson::Encode(Map({{"n", Of("t")},
                                 {"u", Array({Map({{"sr", Of("2026-11-28T12:00:00.000Z")},
                                                   {"pd", Of(60)},
                                                   {"ru", Of(5)},
                                                   {"wu", Of(6)},
                                                   {"sg", Of(1)},
                                                   {"rt", Of(7)},
                                                   {"wt", Of(8)},
                                                   {"sl", Of(9)},
                                                   {"ms", Of(3)}})})}})));
  Call call = bench.NewCall();
  const auto usage =
      bench.client.GetUsage(call, "t", {.start = "2026-11-28T12:00:00Z", .limit = 4});
  REQUIRE(usage.ok());
  REQUIRE(usage->size() == 1);
  CHECK(usage->front().start == "2026-11-28T12:00:00.000Z");
  CHECK(usage->front().seconds == 60);
  CHECK(usage->front().read_units == 5);
  CHECK(usage->front().write_throttled == 8);
  CHECK(usage->front().storage_throttled == 9);
  CHECK(bench.payload(0) == Map({{"sr", Of("2026-11-28T12:00:00Z")}, {"lx", Of(4)}}));
}

}  // namespace
}  // namespace nosql
