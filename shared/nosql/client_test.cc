#include "nosql/client.h"

#include <catch2/catch_test_macros.hpp>

#include "nosql/signature.h"
#include "nosql/testing.h"

namespace nosql {
namespace {

using namespace testing;
using protocol::Code;

TEST_CASE("request: address, headers, version and header of the protocol") {
  Bench bench;
  bench.Answer(Success());
  Call call = bench.NewCall(std::chrono::seconds(7));
  REQUIRE(bench.client.Get(call, "users", {{"id", 1}}).ok());
  CHECK(bench.sent(0).method == "POST");
  CHECK(bench.sent(0).url == "https://nosql.example.com/V2/nosql/data");
  CHECK(bench.header_of(0, "content-type") == "application/octet-stream");
  CHECK(bench.header_of(0, "accept") == "application/octet-stream");
  CHECK(bench.header_of(0, "x-nosql-compartment-id") == "ocid1.c");
  CHECK(bench.header_of(0, "x-nosql-request-id") == "1");
  CHECK(bench.header_of(0, "user-agent").starts_with("FotogalNosql/"));
  CHECK(bench.header_of(0, "host") == "nosql.example.com");
  CHECK(bench.header_of(0, "authorization").find("headers=\"date (request-target) host\"") !=
        std::string::npos);
  CHECK(bench.sent(0).body.starts_with(protocol::kVersionBytes));
  CHECK(bench.header(0) ==
        Map({{"v", Of(4)}, {"n", Of("users")}, {"o", Of(2)}, {"t", Of(7000)}, {"ts", Of(-1)}}));
}

TEST_CASE("request: numbers count up, and one signature serves them all") {
  Bench bench;
  bench.transport->otherwise = [](const oci::HttpRequest&) -> oci::Result<oci::HttpResponse> {
    return oci::HttpResponse{200, {}, Success()};
  };
  Call call = bench.NewCall();
  for (int i = 0; i < 3; ++i) REQUIRE(bench.client.Get(call, "users", {{"id", i}}).ok());
  CHECK(bench.header_of(2, "x-nosql-request-id") == "3");
  CHECK(bench.header_of(2, "authorization") == bench.header_of(0, "authorization"));
  bench.now += Signature::kLifetime;
  Call later = bench.NewCall();
  REQUIRE(bench.client.Get(later, "users", {{"id", 9}}).ok());
  CHECK(bench.header_of(3, "date") != bench.header_of(0, "date"));
  CHECK(bench.header_of(3, "authorization") != bench.header_of(0, "authorization"));
}

TEST_CASE("units of every answer are charged to the call") {
  Bench bench;
  bench.Answer(Success()).Answer(Success());
  Call call = bench.NewCall();
  REQUIRE(bench.client.Get(call, "t", {{"id", 1}}).ok());
  REQUIRE(bench.client.Put(call, "t", {{"id", 1}}).ok());
  CHECK(call.read_units == 4);
  CHECK(call.write_units == 6);
  CHECK(call.requests == 2);
}

TEST_CASE("errors that pass are tried again, with the same signature") {
  for (const auto code : {Code::kReadLimitExceeded, Code::kWriteLimitExceeded, Code::kServerError,
                          Code::kServiceUnavailable, Code::kTableBusy, Code::kRequestTimeout}) {
    Bench bench;
    bench.Answer(Failure(code)).Answer(Success());
    Call call = bench.NewCall();
    REQUIRE(bench.client.Get(call, "t", {{"id", 1}}).ok());
    CHECK(call.retries == 1);
    CHECK(bench.requests() == 2);
    CHECK(bench.header_of(1, "authorization") == bench.header_of(0, "authorization"));
  }
}

TEST_CASE("errors that stay are reported at once") {
  Bench bench;
  bench.Answer(Failure(Code::kTableNotFound, "Table not found: t"));
  Call call = bench.NewCall();
  const auto row = bench.client.Get(call, "t", {{"id", 1}});
  REQUIRE_FALSE(row.ok());
  CHECK(row.error().code == "TableNotFound");
  CHECK(row.error().http_status == 404);
  CHECK(row.error().message == "Table not found: t");
  CHECK(bench.requests() == 1);
}

TEST_CASE("an error keeps the service's id of the request") {
  Bench bench;
  bench.transport->Add(200, Failure(Code::kTableNotFound), {{"opc-request-id", "the id"}});
  Call call = bench.NewCall();
  CHECK(bench.client.Get(call, "t", {{"id", 1}}).error().opc_request_id == "the id");
}

TEST_CASE("a refused signature is made anew once, with credentials read again") {
  for (const bool by_code : {true, false}) {
    Bench bench;
    bench.credentials->can_refresh = true;
    if (by_code) {
      bench.Answer(Failure(Code::kInvalidAuthorization));
    } else {
      bench.transport->Add(401, R"({"code":"NotAuthenticated","message":"m"})");
    }
    bench.Answer(Success());
    Call call = bench.NewCall();
    REQUIRE(bench.client.Get(call, "t", {{"id", 1}}).ok());
    CHECK(bench.credentials->refreshes == 1);
    CHECK(bench.header_of(0, "authorization").find("keyId=\"ST$token\"") != std::string::npos);
    CHECK(bench.header_of(1, "authorization").find("keyId=\"ST$token+\"") != std::string::npos);
  }
}

TEST_CASE("a signature that is refused twice is an error") {
  Bench bench;
  for (int i = 0; i < 3; ++i) bench.Answer(Failure(Code::kInvalidAuthorization));
  Call call = bench.NewCall();
  const auto row = bench.client.Get(call, "t", {{"id", 1}});
  REQUIRE_FALSE(row.ok());
  CHECK(row.error().code == "InvalidAuthorization");
  CHECK(bench.requests() == 2);
}

TEST_CASE("an answer that is no NSON is an error whose outcome is unknown") {
  for (const char* body : {"", "{\"json\":1}", "\x06"}) {
    Bench bench;
    bench.Answer(body);
    Call call = bench.NewCall();
    const auto put = bench.client.Put(call, "t", {{"id", 1}});
    REQUIRE_FALSE(put.ok());
    CHECK(put.error().code == "bad_response");
    CHECK(put.error().outcome_unknown);
  }
}

TEST_CASE("an answer with an entry of another type is an error whose outcome is unknown") {
  Bench bench;
  bench.Answer(Success({{"rv", Of("text")}}));
  Call call = bench.NewCall();
  const auto put = bench.client.Put(call, "t", {{"id", 1}});
  REQUIRE_FALSE(put.ok());
  CHECK(put.error().code == "bad_response");
  CHECK(put.error().outcome_unknown);
}

TEST_CASE("a call without time sends nothing") {
  Bench bench;
  Call call = bench.NewCall(std::chrono::milliseconds(0));
  CHECK(bench.client.Get(call, "t", {{"id", 1}}).error().code == "deadline_exceeded");
  CHECK(bench.requests() == 0);
}

}  // namespace
}  // namespace nosql
