#include "nosql/rows.h"

#include <catch2/catch_test_macros.hpp>

#include "common/base64.h"
#include "nosql/signature.h"
#include "nosql/testing.h"

namespace nosql {
namespace {

using namespace testing;
using oci::testing::LostAnswer;
using When = oci::nosql::PutOptions::When;

struct Table : Bench {
  DriverRows rows{requester, {"https://nosql.example.com", "ocid1.c"}};
};

// The answer of a conditional put that met a row with this operation id.
std::string Met(const char* op) {
  return Success(
      {{"ri", Map({{"el", Map({{"id", Long(1)}, {"op", Of(op)}})}, {"ev", Binary("v9")}})}});
}

TEST_CASE("rows: a key becomes an object, a version a text") {
  Table table;
  table.Answer(Success({{"r", Map({{"rv", Binary("\xFF\x01")}, {"l", Map({{"id", Long(1)}})}})}}));
  Call call = table.NewCall();
  const auto row =
      table.rows.Get(call, "t", {{"name", "a"}, {"id", 7}}, oci::nosql::Consistency::kAbsolute);
  REQUIRE(row.ok());
  CHECK((*row)->value == Json{{"id", 1}});
  CHECK((*row)->version == common::Base64("\xFF\x01"));
  CHECK(*table.payload(0).Find("k") == Map({{"id", Of(7)}, {"name", Of("a")}}));
  CHECK(table.payload(0).Find("co")->Find("y")->integer == 0);
}

TEST_CASE("rows: put with TTL and version") {
  Table table;
  table.Answer(Success({{"rv", Binary("v2")}}));
  oci::nosql::PutOptions options;
  options.ttl_days = 90;
  options.if_match = common::Base64("v1");
  Call call = table.NewCall();
  const auto put = table.rows.Put(call, "t", {{"id", 1}}, options);
  REQUIRE(put.ok());
  CHECK(put->written);
  CHECK(put->version == common::Base64("v2"));
  CHECK(table.operation(0) == 6);
  CHECK(table.payload(0).Find("rv")->text == "v1");
  CHECK(table.payload(0).Find("tt")->text == "90 DAYS");
  // the transport must not repeat what has a condition
  CHECK_FALSE(table.sent(0).repeatable);
}

TEST_CASE("rows: put with the table's own TTL") {
  Table table;
  table.Answer(Success({{"rv", Binary("v2")}}));
  oci::nosql::PutOptions options;
  options.table_ttl = true;
  Call call = table.NewCall();
  REQUIRE(table.rows.Put(call, "t", {{"id", 1}}, options).ok());
  CHECK(table.payload(0).Find("ut")->boolean);
  CHECK(table.payload(0).Find("tt") == nullptr);
}

TEST_CASE("rows: a version or page of another service is refused before it is sent") {
  Table table;
  Call call = table.NewCall();
  oci::nosql::PutOptions options;
  options.if_match = "not base64!";
  CHECK(table.rows.Put(call, "t", {{"id", 1}}, options).error().code == "InvalidParameter");
  CHECK(table.rows.Delete(call, "t", {{"id", 1}}, "?").error().code == "InvalidParameter");
  oci::nosql::QueryOptions query;
  query.page = "?";
  CHECK(table.rows.Query(call, "SELECT 1", nullptr, query).error().code == "InvalidParameter");
  CHECK(table.requests() == 0);
}

TEST_CASE("rows: put if absent finds what stands there, and its own row after a lost answer") {
  for (const bool ours : {true, false}) {
    Table table;
    table.transport->AddError(LostAnswer());
    table.Answer(Met(ours ? "ours" : "theirs"));
    oci::nosql::PutOptions options;
    options.when = When::kIfAbsent;
    Call call = table.NewCall();
    const auto put = table.rows.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
    REQUIRE(put.ok());
    CHECK(put->written == ours);
    REQUIRE(put->existing);
    CHECK(put->existing->value["op"] == (ours ? "ours" : "theirs"));
    CHECK(put->version == (ours ? common::Base64("v9") : ""));
  }
}

TEST_CASE("rows: put with a version takes a row for its own only after a lost answer") {
  for (const bool lost : {true, false}) {
    for (const bool ours : {true, false}) {
      Table table;
      if (lost) table.transport->AddError(LostAnswer());
      table.Answer(Met(ours ? "ours" : "theirs"));
      oci::nosql::PutOptions options;
      options.if_match = common::Base64("v1");
      Call call = table.NewCall();
      const auto put = table.rows.Put(call, "t", {{"id", 1}, {"op", "ours"}}, options);
      REQUIRE(put.ok());
      CHECK(put->written == (lost && ours));
      CHECK_FALSE(put->existing);
    }
  }
}

TEST_CASE("rows: delete with a version") {
  const std::string version = common::Base64("v1");
  {
    Table table;
    table.Answer(Success({{"ss", Of(true)}}));
    Call call = table.NewCall();
    CHECK(table.rows.Delete(call, "t", {{"id", 1}}, version).value());
  }
  for (const bool lost : {true, false}) {
    Table table;  // the row is gone
    if (lost) table.transport->AddError(LostAnswer());
    table.Answer(Success({{"ss", Of(false)}}));
    Call call = table.NewCall();
    const auto deleted = table.rows.Delete(call, "t", {{"id", 1}}, version);
    CHECK(deleted.ok() == lost);
    if (!deleted.ok()) CHECK(deleted.error().code == "ETagMismatch");
  }
  Table table;  // the row has another version
  table.transport->AddError(LostAnswer());
  table.Answer(Success({{"ss", Of(false)}, {"ri", Map({{"ev", Binary("v9")}})}}));
  Call call = table.NewCall();
  const auto deleted = table.rows.Delete(call, "t", {{"id", 1}}, version);
  REQUIRE_FALSE(deleted.ok());
  CHECK(deleted.error().http_status == 412);
}

TEST_CASE("rows: delete without a version says whether there was a row") {
  Table table;
  table.Answer(Success({{"ss", Of(false)}}));
  Call call = table.NewCall();
  const auto deleted = table.rows.Delete(call, "t", {{"id", 1}});
  REQUIRE(deleted.ok());
  CHECK_FALSE(*deleted);
}

TEST_CASE("rows: a key that is no text is the key of no row") {
  Table table;
  Call call = table.NewCall();
  const auto row = table.rows.Get(call, "t", {{"id", "\xFF"}}, oci::nosql::Consistency::kAbsolute);
  REQUIRE(row.ok());
  CHECK_FALSE(row->has_value());
  CHECK_FALSE(table.rows.Delete(call, "t", {{"id", "\xFF"}}).value());
  CHECK(table.requests() == 0);
}

TEST_CASE("rows: a statement's first use is text over REST, and it is prepared beside it") {
  Table table;
  const std::string statement = "DECLARE $a LONG; SELECT * FROM t WHERE id = $a";
  const auto is_driver = [](const oci::HttpRequest& request) {
    return request.url.ends_with("/V2/nosql/data");
  };
  // in either order, because they are sent at the same time
  table.transport->otherwise =
      [&](const oci::HttpRequest& request) -> oci::Result<oci::HttpResponse> {
    if (is_driver(request)) return oci::HttpResponse{200, {}, Success({{"pq", Binary("p")}})};
    return oci::HttpResponse{200, {}, R"({"items":[{"id":1}],"usage":{"readUnitsConsumed":3}})"};
  };
  Call call = table.NewCall();
  const auto first = table.rows.Query(call, statement, {{"$a", 1}});
  REQUIRE(first.ok());
  CHECK(first->items == std::vector<Json>{{{"id", 1}}});
  CHECK(call.read_units == 5);
  CHECK(table.requests() == 2);
  REQUIRE(table.rows.Query(call, statement, {{"$a", 2}}).ok());
  CHECK(table.requests() == 3);
  CHECK(is_driver(table.sent(2)));
  CHECK(table.payload(2).Find("pq")->text == "p");
}

TEST_CASE("rows: a first use whose preparation fails is answered, and the next one prepares") {
  Table table;
  const std::string statement = "DECLARE $a LONG; SELECT * FROM t WHERE id = $a";
  table.transport->otherwise =
      [&](const oci::HttpRequest& request) -> oci::Result<oci::HttpResponse> {
    if (request.url.ends_with("/V2/nosql/data"))
      return oci::HttpResponse{200, {}, Failure(protocol::Code::kOperationNotSupported)};
    return oci::HttpResponse{200, {}, R"({"items":[],"usage":{"readUnitsConsumed":3}})"};
  };
  Call call = table.NewCall();
  for (int use = 1; use <= 2; ++use) {
    CHECK(table.rows.Query(call, statement, {{"$a", 1}}).ok());
    CHECK(table.requests() == static_cast<std::size_t>(2 * use));
  }
}

TEST_CASE("rows: all pages of a query") {
  Table table;
  const Value row = Map({{"id", Long(1)}});
  table.Answer(Success({{"qr", Array({row})}, {"ck", Binary("\x01\x02")}, {"pq", Binary("p")}}))
      .Answer(Success({{"qr", Array({row, row})}}));
  Call call = table.NewCall();
  const auto items = table.rows.QueryAll(call, "SELECT * FROM t", nullptr);
  REQUIRE(items.ok());
  CHECK(items->size() == 3);
  CHECK(table.payload(1).Find("ck")->text == "\x01\x02");
}

TEST_CASE("rows: between calls the signature is renewed through the interface, too") {
  Table table;
  oci::nosql::Rows& rows = table.rows;
  const auto signatures_of_get = [&] {
    table.Answer(Success());
    Call call = table.NewCall();
    REQUIRE(rows.Get(call, "t", {{"id", 1}}, oci::nosql::Consistency::kEventual).ok());
    return call.signatures.load();
  };
  CHECK(signatures_of_get() == 1);
  table.now += Signature::kEarly;
  rows.RenewSignatureEarly();
  table.now += Signature::kLifetime - std::chrono::seconds(1);
  CHECK(signatures_of_get() == 0);
}

// The answer to that many puts, of which each was done.
std::string AllDone(int count) {
  std::vector<Value> results(static_cast<size_t>(count),
                             Map({{"ss", Of(true)}, {"rv", Binary("v1")}}));
  return Success({{"ws", Array(std::move(results))}});
}

TEST_CASE("rows: writes of one shard key are one request, and each has its own result") {
  Table table;
  const Value ours =
      Map({{"el", Map({{"id", Long(2)}, {"op", Of("ours")}})}, {"ev", Binary("v9")}});
  const Value theirs =
      Map({{"el", Map({{"id", Long(3)}, {"op", Of("theirs")}})}, {"ev", Binary("v8")}});
  table.Answer(Success(
      {{"ws", Array({Map({{"ss", Of(true)}, {"rv", Binary("v1")}}),
                     Map({{"ss", Of(false)}, {"ri", ours}}),
                     Map({{"ss", Of(false)}, {"ri", theirs}}), Map({{"ss", Of(true)}})})}}));
  Call call = table.NewCall();
  const oci::nosql::PutOptions if_absent{.when = When::kIfAbsent};
  const auto results =
      table.rows.WriteTogether(call, "t",
                               {{.row = {{"id", 1}}, .put = {.ttl_days = 9}},
                                {.row = {{"id", 2}, {"op", "ours"}}, .put = if_absent},
                                {.row = {{"id", 3}, {"op", "ours"}}, .put = if_absent},
                                {.row = {{"id", 4}}, .removes = true}});
  REQUIRE(results.ok());
  REQUIRE(results->size() == 4);
  CHECK((*results)[0].written);
  CHECK((*results)[0].version == common::Base64("v1"));
  CHECK((*results)[1].written);
  CHECK((*results)[1].version == common::Base64("v9"));
  CHECK_FALSE((*results)[2].written);
  CHECK((*results)[2].existing->value["op"] == "theirs");
  CHECK((*results)[3].written);
  REQUIRE(table.requests() == 1);
  CHECK(table.operation(0) == 9);
  const auto writes = table.payload(0).Find("os")->items;
  REQUIRE(writes.size() == 4);
  CHECK(writes[0] == Map({{"n", Of("t")},
                          {"o", Of(3)},
                          {"ut", Of(true)},
                          {"tt", Of("9 DAYS")},
                          {"l", Map({{"id", Of(1)}})}}));
  CHECK(writes[1].Find("o")->integer == 4);
  CHECK(writes[1].Find("rr")->boolean);
  CHECK(writes[1].Find("a") == nullptr);  // one that stands in the way keeps no other from it
  CHECK(writes[3] == Map({{"n", Of("t")}, {"o", Of(0)}, {"k", Map({{"id", Of(4)}})}}));
}

TEST_CASE("rows: more writes than one request takes are several, a single one is a put") {
  Table table;
  table.Answer(AllDone(50)).Answer(AllDone(1)).Answer(Success({{"rv", Binary("v1")}}));
  std::vector<oci::nosql::RowWrite> writes;
  for (int i = 0; i < 51; ++i) writes.push_back({.row = {{"id", i}}});
  Call call = table.NewCall();
  CHECK(table.rows.MostTogether() == 50);
  const auto results = table.rows.WriteTogether(call, "t", writes);
  REQUIRE(results.ok());
  CHECK(results->size() == 51);
  REQUIRE(table.requests() == 2);
  CHECK(table.payload(0).Find("os")->items.size() == 50);
  CHECK(table.payload(1).Find("os")->items.size() == 1);
  CHECK(table.rows.WriteTogether(call, "t", {{.row = {{"id", 1}}}}).ok());
  CHECK(table.operation(2) == 3);
}

TEST_CASE("rows: writes together without a result for each are an unknown outcome") {
  Table table;
  table.Answer(AllDone(1));
  Call call = table.NewCall();
  const auto results =
      table.rows.WriteTogether(call, "t", {{.row = {{"id", 1}}}, {.row = {{"id", 2}}}});
  REQUIRE_FALSE(results.ok());
  CHECK(results.error().outcome_unknown);
}

TEST_CASE("rows: the rows of a shard key are deleted by one request, a part of many") {
  Table table;
  table.Answer(Success({{"nd", Of(100)}, {"ck", Binary("more")}}));
  table.transport->AddError(LostAnswer());
  table.Answer(Success({{"nd", Of(0)}}));
  Call call = table.NewCall();
  const oci::nosql::ShardRows shard{.table = "t", .shard_key = {{"a", 1}, {"b", 2}}};
  auto deleted = table.rows.DeleteShardRows(call, shard);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 100);
  CHECK(deleted->more);
  CHECK_FALSE(deleted->uncertain);
  CHECK(table.operation(0) == 10);
  CHECK(table.payload(0) ==
        Map({{"du", Of(0)}, {"mw", Of(100)}, {"k", Map({{"a", Of(1)}, {"b", Of(2)}})}}));
  // what the lost try has deleted, nobody knows
  deleted = table.rows.DeleteShardRows(call, shard);
  REQUIRE(deleted.ok());
  CHECK(deleted->count == 0);
  CHECK_FALSE(deleted->more);
  CHECK(deleted->uncertain);
}

}  // namespace
}  // namespace nosql
