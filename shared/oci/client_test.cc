#include "oci/client.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "oci/testing.h"

namespace oci {
namespace {

using std::chrono::milliseconds;
using testing::Bench;
using testing::LostAnswer;
using testing::NotConnected;

HttpRequest Get() { return {"GET", "https://example.com/x", {}, ""}; }
HttpRequest Post() { return {"POST", "https://example.com/x", {}, "{}"}; }
const char* const kBusy = R"({"code":"TooManyRequests","message":"slow down"})";

TEST_CASE("an answer below 400 comes back and is counted") {
  Bench bench;
  bench.transport->Add(202, "body", {{"opc-request-id", "r"}});
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE(answer.ok());
  CHECK(answer->status == 202);
  CHECK(answer->body == "body");
  CHECK(call.requests == 1);
  CHECK(call.retries == 0);
  const std::string sent(FindHeader(bench.transport->sent[0].headers, "authorization"));
  CHECK(sent.starts_with(
      R"(Signature version="1",headers="date (request-target) host",keyId="ST$token")"));
}

TEST_CASE("an error carries the service's code, message and request id") {
  Bench bench;
  bench.transport->Add(412, R"({"code":"ETagMismatch","message":"m"})", {{"OPC-Request-Id", "R1"}});
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "ETagMismatch");
  CHECK(answer.error().message == "m");
  CHECK(answer.error().http_status == 412);
  CHECK(answer.error().opc_request_id == "R1");
  CHECK_FALSE(answer.error().retryable);
  CHECK_FALSE(Requester::OutcomeUnknown(answer.error()));
  CHECK(call.requests == 1);
}

TEST_CASE("an error body of any other form is code None") {
  for (const char* body : {"", "<html>", "[1]", R"({"code":7,"message":[]})", "{\"code\":\"x\""}) {
    INFO(body);
    const Error error = Requester::ErrorOf({400, {}, body});
    CHECK(error.code == "None");
    CHECK(error.message == "HTTP status 400");
  }
}

TEST_CASE("what may succeed later is tried again, re-dated and re-signed") {
  for (const int status : {429, 500, 502, 503, 504}) {
    INFO(status);
    Bench bench;
    bench.transport->Add(status, kBusy).Add(200, "ok");
    Call call = bench.NewCall();
    // A second must pass for the date to differ.
    bench.transport->script[0] = [&bench, status](const HttpRequest&) -> Result<HttpResponse> {
      bench.now += std::chrono::seconds(1);
      return HttpResponse{status, {}, kBusy};
    };
    REQUIRE(bench.requester->Send(call, Post(), Retry::kIdempotent).ok());
    CHECK(call.requests == 2);
    CHECK(call.retries == 1);
    const auto& sent = bench.transport->sent;
    CHECK(FindHeader(sent[0].headers, "date") != FindHeader(sent[1].headers, "date"));
    CHECK(FindHeader(sent[0].headers, "authorization") !=
          FindHeader(sent[1].headers, "authorization"));
    CHECK(sent[0].headers.size() == sent[1].headers.size());
  }
}

TEST_CASE("409 is tried again for IncorrectState only") {
  for (const bool incorrect_state : {true, false}) {
    Bench bench;
    const char* code =
        incorrect_state ? R"({"code":"IncorrectState"})" : R"({"code":"TableAlreadyExists"})";
    bench.transport->Add(409, code).Add(200, "");
    Call call = bench.NewCall();
    CHECK(bench.requester->Send(call, Post(), Retry::kNever).ok() == incorrect_state);
    CHECK(call.requests == (incorrect_state ? 2 : 1));
  }
}

TEST_CASE("four tries at most, then the last error") {
  Bench bench;
  bench.transport->otherwise = [](const HttpRequest&) -> Result<HttpResponse> {
    return HttpResponse{503, {}, R"({"code":"ServiceAvailable","message":"m"})"};
  };
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "ServiceAvailable");
  CHECK(answer.error().retryable);
  CHECK(Requester::OutcomeUnknown(answer.error()));
  CHECK(call.requests == 4);
  CHECK(call.retries == 3);
}

TEST_CASE("delays grow from 50 to 400 ms with jitter") {
  for (const double jitter : {0.0, 0.999999}) {
    Bench bench;
    bench.jitter = jitter;
    bench.transport->otherwise = [](const HttpRequest&) -> Result<HttpResponse> {
      return LostAnswer();
    };
    Call call = bench.NewCall();
    REQUIRE_FALSE(bench.requester->Send(call, Get(), Retry::kIdempotent).ok());
    if (jitter == 0.0) {
      CHECK(bench.slept == milliseconds(50 + 100 + 200));
    } else {
      CHECK(bench.slept >= milliseconds(99 + 199 + 399));
      CHECK(bench.slept <= milliseconds(100 + 200 + 400));
    }
  }
}

TEST_CASE("an ambiguous failure is not repeated for a request that must not run twice") {
  Bench bench;
  const int status = GENERATE(0, 500, 504);
  INFO(status);
  if (status == 0) bench.transport->AddError(LostAnswer());
  if (status != 0) bench.transport->Add(status, "{}");
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Post(), Retry::kNever);
  REQUIRE_FALSE(answer.ok());
  CHECK(Requester::OutcomeUnknown(answer.error()));
  CHECK(call.requests == 1);
  CHECK_FALSE(bench.transport->sent[0].repeatable);
}

TEST_CASE("a request that certainly had no effect is always repeated") {
  Bench bench;
  const bool is_connected = GENERATE(false, true);
  INFO(is_connected);
  if (is_connected) bench.transport->Add(429, kBusy);
  if (!is_connected) bench.transport->AddError(NotConnected());
  bench.transport->Add(200, "ok");
  Call call = bench.NewCall();
  CHECK(bench.requester->Send(call, Post(), Retry::kNever).ok());
  CHECK(call.requests == 2);
}

TEST_CASE("a refusal after a lost answer says that the outcome is unknown") {
  Bench bench;
  bench.transport->AddError(LostAnswer()).Add(412, R"({"code":"ETagMismatch"})");
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Post(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "ETagMismatch");
  CHECK(Requester::OutcomeUnknown(answer.error()));
}

TEST_CASE("nothing is sent when no time is left or the call is cancelled") {
  Bench bench;
  Call call = bench.NewCall(milliseconds(0));
  auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "deadline_exceeded");
  Call cancelled = bench.NewCall();
  bench.cancelled = true;
  answer = bench.requester->Send(cancelled, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "deadline_exceeded");
  CHECK(bench.transport->sent.empty());
}

TEST_CASE("no try begins that the deadline forbids") {
  Bench bench;
  bench.transport->Add(503, "").Add(200, "");
  Call call = bench.NewCall(milliseconds(40));
  const auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().http_status == 503);
  CHECK(call.requests == 1);
  CHECK(bench.slept.count() == 0);
}

TEST_CASE("a call cancelled between two tries sends no more") {
  Bench bench;
  bench.transport->script.push_back([&bench](const HttpRequest&) -> Result<HttpResponse> {
    bench.cancelled = true;
    return LostAnswer();
  });
  bench.transport->Add(200, "");
  Call call = bench.NewCall();
  CHECK_FALSE(bench.requester->Send(call, Get(), Retry::kIdempotent).ok());
  CHECK(bench.transport->sent.size() == 1);
}

TEST_CASE("each try has the time that is left, and an idempotent one no more than its share") {
  Bench bench;
  bench.transport->Add(200, "").Add(200, "").Add(200, "");
  Call long_call = bench.NewCall(milliseconds(30000));
  REQUIRE(bench.requester->Send(long_call, Get(), Retry::kIdempotent).ok());
  REQUIRE(bench.requester->Send(long_call, Post(), Retry::kNever).ok());
  Call short_call = bench.NewCall(milliseconds(700));
  REQUIRE(bench.requester->Send(short_call, Get(), Retry::kIdempotent).ok());
  CHECK(bench.transport->timeouts ==
        std::vector<milliseconds>{milliseconds(10000), milliseconds(30000), milliseconds(700)});
}

TEST_CASE("a try that timed out before the call's deadline is tried again") {
  Bench bench;
  bench.transport->AddError({"deadline_exceeded", "timed out", 0, "", false, true}).Add(200, "ok");
  Call call = bench.NewCall();
  CHECK(bench.requester->Send(call, Get(), Retry::kIdempotent).ok());
}

TEST_CASE("a failure at the end of the call's time is its deadline's") {
  Bench bench;
  bench.transport->script.push_back([&bench](const HttpRequest&) -> Result<HttpResponse> {
    bench.now += std::chrono::seconds(30);
    return NotConnected();
  });
  Call call = bench.NewCall();
  const auto answer = bench.requester->Send(call, Get(), Retry::kIdempotent);
  REQUIRE_FALSE(answer.ok());
  CHECK(answer.error().code == "deadline_exceeded");
  CHECK_FALSE(answer.error().retryable);
}

TEST_CASE("a 401 refreshes the credentials once") {
  Bench bench;
  const char* refused = R"({"code":"NotAuthenticated","message":"m"})";
  SECTION("and succeeds") {
    bench.credentials->can_refresh = true;
    bench.transport->Add(401, refused).Add(200, "");
    Call call = bench.NewCall();
    CHECK(bench.requester->Send(call, Post(), Retry::kNever).ok());
    const auto& second = bench.transport->sent[1].headers;
    CHECK(FindHeader(second, "authorization").find("ST$token+") != std::string_view::npos);
  }
  SECTION("and fails when it is refused again") {
    bench.credentials->can_refresh = true;
    bench.transport->Add(401, refused).Add(401, refused).Add(200, "");
    Call call = bench.NewCall();
    const auto answer = bench.requester->Send(call, Post(), Retry::kIdempotent);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "NotAuthenticated");
    CHECK(call.requests == 2);
  }
  SECTION("and not at all when nothing new can be read") {
    bench.transport->Add(401, refused).Add(200, "");
    Call call = bench.NewCall();
    CHECK_FALSE(bench.requester->Send(call, Post(), Retry::kIdempotent).ok());
    CHECK(call.requests == 1);
  }
}

TEST_CASE("waiting ends early when the call is cancelled") {
  Bench bench;
  Call call = bench.NewCall();
  CHECK(bench.requester->Wait(call, milliseconds(120)));
  CHECK(bench.slept == milliseconds(120));
  CHECK_FALSE(bench.requester->Wait(call, milliseconds(30000)));
  CHECK(bench.slept == milliseconds(120));
  bench.cancelled = true;
  CHECK_FALSE(bench.requester->Wait(call, milliseconds(1)));
}

}  // namespace
}  // namespace oci
