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

}  // namespace
}  // namespace nosql
