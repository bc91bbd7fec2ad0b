#include "local/gateway/function_backend.h"

#include <catch2/catch_test_macros.hpp>

using local::FunctionReply;

TEST_CASE("a call has the request's own bytes, and the headers that the service adds") {
  const local::Request request{"POST", "/v1/a%20b", "x=1&y=2", {}, ""};
  const local::RequestContext context{request, {}, {}, "y=2"};
  const auto call =
      local::FunctionCall(context, {{"X-A", "1"}, {"X-A", "2"}}, "body", {"192.0.2.1", "/a/b", {}});
  CHECK(call.body == "body");
  CHECK(oci::FindHeader(call.headers, "Fn-Http-Request-Url") == "/v1/a%20b?y=2");
  CHECK(oci::FindHeader(call.headers, "Opc-Request-Id") == "/a/b");
  CHECK(oci::FindHeader(call.headers, "Content-Type") == "application/octet-stream");
  CHECK(oci::FindHeader(call.headers, "Fn-Http-H-X-A") == "1");
  CHECK(oci::FindHeader(call.headers, "Fn-Http-H-X-Real-Ip") == "192.0.2.1");
}

TEST_CASE("an answer is what the function says") {
  const auto reply = FunctionReply({200,
                                    {{"Fn-Http-Status", "404"},
                                     {"Fn-Http-H-X-A", "1"},
                                     {"Fn-Http-H-", "nameless"},
                                     {"Content-Type", "text/plain"},
                                     {"Fn-Fdk-Version", "x"}},
                                    "gone"},
                                   false);
  CHECK(reply.status == 404);
  CHECK(reply.body == "gone");
  CHECK(reply.headers == oci::HeaderList{{"X-A", "1"}, {"Content-Type", "text/plain"}});
  CHECK(FunctionReply({200, {{"Content-Type", "x"}}, ""}, false).status == 200);
  CHECK(FunctionReply({200, {{"Fn-Http-Status", "204"}, {"Content-Type", "x"}}, ""}, false)
            .headers.empty());
}

TEST_CASE("a function that failed or answers garbage is 502, one that was late 504") {
  CHECK(FunctionReply({504, {}, ""}, false).status == 504);
  for (const int status : {0, 404, 500, 502})
    CHECK(FunctionReply({status, {}, ""}, false).status == 502);
  for (const char* status : {"0", "100", "600", "abc", "20x", "99999999999999999999", "-200"}) {
    INFO(status);
    CHECK(FunctionReply({200, {{"Fn-Http-Status", status}}, "x"}, false).status == 502);
  }
  const auto busy = FunctionReply({503, {{"Retry-After", "1"}}, "{}"}, false);
  CHECK(busy.status == 503);
  CHECK(oci::FindHeader(busy.headers, "Retry-After") == "1");
  CHECK(busy.body == R"({"code":503,"message":"Service Unavailable"})");
}
