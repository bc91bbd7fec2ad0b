// The gateway form and the invoke form on the wire, and the logs.
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include "fdk/testing/function_process.h"

using namespace fdk;
using namespace fdk::testing;

namespace {

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A gateway's call as OCI sends it") {
  TestFunction function;
  const auto response = function.Call(AgentCall(
      "data",
      {{"Fn-Call-Id: 01M7Z8WP33R00040KF7400001Z", "Fn-Deadline: 2099-11-21T14:41:46Z",
        "Fn-Intent: httprequest", "Fn-Invoke-Type: sync", "Fn-Http-Method: PUT",
        "Fn-Http-Request-Url: /fn/x%2Fy?a=%20b&c", "Fn-Http-H-Host: api.example",
        "Fn-Http-H-Accept: a", "Fn-Http-H-Accept: b", "Fn-Http-H-Content-Type: image/png",
        "Fn-Http-H-Content-Type: image/png", "Content-Type: image/png", "Fn-Http-H-X-Do: report",
        "Opc-Request-Id: /A/B", "Fn-Http-H-Fn-Call-Id: forged", "Oci-Subject-Id: ocid1.gateway"}}));
  REQUIRE(response.status == 200);
  CHECK(response.headers.Get("Fn-Http-Status") == "200");
  CHECK(response.headers.Get("Content-Type") == "text/plain; charset=utf-8");
  CHECK(response.body ==
        "http\nmethod=PUT\nurl=/fn/x%2Fy?a=%20b&c\npath=/fn/x%2Fy\nquery=a=%20b&c\n"
        "type=image/png\ncall=01M7Z8WP33R00040KF7400001Z\nbytes=4\ndeadline=none\n"
        "h Host=api.example\nh Accept=a\nh Accept=b\nh Content-Type=image/png\nh X-Do=report\n"
        "h Fn-Call-Id=forged\nfn Fn-Call-Id=01M7Z8WP33R00040KF7400001Z\nfn "
        "Fn-Deadline=2099-11-21T14:41:46Z\nfn Fn-Intent=httprequest\nfn Fn-Invoke-Type=sync\nfn "
        "Opc-Request-Id=/A/B\n"
        "fn Oci-Subject-Id=ocid1.gateway\n");
}

TEST_CASE("A trigger's call as the open-source Fn sends it") {
  TestFunction function;
  const auto response = function.Call(AgentCall(
      "", {{"Fn-Intent: httprequest", "Fn-Http-Method: GET", "Content-Type: text/plain",
            "Fn-Http-Request-Url: http://h:8080/t/demo/x?q=1&z=%20", "Fn-Http-H-X-Do: report"}}));
  CHECK(Contains(response.body, "\nurl=http://h:8080/t/demo/x?q=1&z=%20\npath=/t/demo/x\n"));
  CHECK(Contains(response.body, "\nh Content-Type=text/plain\n"));
  CHECK(Contains(response.body, "\ndeadline=none\n"));
}

TEST_CASE("A direct invocation") {
  TestFunction function;
  const auto response =
      function.Call(AgentCall("x", {{"X-Do: report", "Fn-Call-Id: c", "Content-Type: a/b"}}));
  CHECK_FALSE(response.headers.Get("Fn-Http-Status"));
  CHECK(response.headers.Get("Fn-Fdk-Runtime") == "cpp/20");
  CHECK(response.headers.Get("Fn-Fdk-Version")->starts_with("fdk-cpp/"));
  CHECK(Contains(response.body, "invoke\nmethod=POST\nurl=/call\npath=/call\nquery=\ntype=a/b\n"));
  CHECK(Contains(response.body, "\nh User-Agent=Go-http-client/1.1\n"));
  CHECK(Contains(response.body, "\nh Accept-Encoding=gzip\n"));
  for (const char* absent : {"REMOTE_", "LOCAL_", "h Fn-", "h Transfer-Encoding"}) {
    CHECK_FALSE(Contains(response.body, absent));
  }
}

TEST_CASE("A handler's headers reach the client and cannot split the answer") {
  TestFunction function;
  auto client = function.Connect();
  const auto response = client.Call(AgentCall(
      "body", {{"Fn-Intent: httprequest", "Fn-Http-H-X-Do: compose", "Fn-Http-H-X-Status: 302",
                "Fn-Http-H-X-Set: Set-Cookie|a=1", "Fn-Http-H-X-Set: Set-Cookie|b=2",
                "Fn-Http-H-X-Set: Location|/x~r~nFn-Http-Status: 200~r~n~r~nevil",
                "Fn-Http-H-X-Set: X~r~nY|z", "Fn-Http-H-X-Set: Content-Length|9999",
                "Fn-Http-H-X-Set: X-Zero|a~0b"}}));
  CHECK(response.headers.GetAll("Fn-Http-Status") == std::vector<std::string_view>{"302"});
  CHECK(response.headers.GetAll("Fn-Http-H-Set-Cookie") ==
        std::vector<std::string_view>{"a=1", "b=2"});
  CHECK(response.headers.Get("Fn-Http-H-Location") == "/x  Fn-Http-Status: 200    evil");
  CHECK(response.headers.Get("Fn-Http-H-X-Zero") == "a b");
  CHECK_FALSE(response.headers.Get("Content-Type"));
  CHECK_FALSE(response.headers.Get("Y"));
  CHECK(response.body == "body");
  CHECK(client.Call(AgentCall("next")).body == "next");
}

TEST_CASE("Log frames go to both streams before the handler's own lines") {
  TestFunction function(Environment{{"FN_LOGFRAME_NAME", "frame"}, {"FN_LOGFRAME_HDR", "X-Frame"}});
  auto client = function.Connect();
  client.Call(AgentCall("A", {{"X-Do: print", "X-Frame: id-1"}}));
  CHECK(function.process().Stdout() == "\nframe=id-1\nprinted A");
  CHECK(function.process().Stderr() == "\nframe=id-1\ncomplained A");
  client.Call(AgentCall("B", {{"X-Do: print"}}));
  CHECK(function.process().Stdout() == "\nframe=id-1\nprinted Aprinted B");
}

TEST_CASE("Without both variables nothing is framed, and no log waits in a buffer") {
  TestFunction function(Environment{{"FN_LOGFRAME_NAME", "frame"}});
  function.Call(AgentCall("A", {{"X-Do: print", "X-Frame: id-1"}}));
  CHECK(function.process().Stdout() == "printed A");
  CHECK(function.process().Stderr() == "complained A");
}

TEST_CASE("Info is what the platform set") {
  TestFunction known(Environment{{"FN_APP_ID", "a"},
                                 {"FN_APP_NAME", "an"},
                                 {"FN_FN_ID", "f"},
                                 {"FN_FN_NAME", "fn"},
                                 {"FN_MEMORY", "256"}});
  CHECK(known.Call(AgentCall("", {{"X-Do: info"}})).body == "a|an|f|fn|256");
  TestFunction unknown(Environment{{"FN_MEMORY", "much"}});
  CHECK(unknown.Call(AgentCall("", {{"X-Do: info"}})).body == "||||0");
}

TEST_CASE("Tracing by the platform's environment and the call's headers, not the client's") {
  const std::string trace = "463ac35c9f6413ad48485a3953bb6124", span = "a2fb4a1d1a96d312";
  TestFunction function({{"OCI_TRACING_ENABLED", "1"},
                         {"OCI_TRACE_COLLECTOR_URL", "http://c"},
                         {"FN_APP_NAME", "App"},
                         {"FN_FN_NAME", "Fn"}});
  CHECK(function
            .Call(AgentCall("", {{"X-Do: trace", "X-B3-Traceid: " + trace, "X-B3-Spanid: " + span,
                                  "X-B3-Sampled: 1"}}))
            .body == "on|http://c|app::fn|" + trace + "|" + span + "|sampled");
  CHECK(function
            .Call(AgentCall("", {{"Fn-Intent: httprequest", "Fn-Http-H-X-Do: trace",
                                  "Fn-Http-H-X-B3-TraceId: " + trace}}))
            .body == "on|http://c|app::fn|||");
  TestFunction off({{"OCI_TRACING_ENABLED", "0"}, {"OCI_TRACE_COLLECTOR_URL", "http://c"}});
  CHECK(off.Call(AgentCall("", {{"X-Do: trace", "X-B3-TraceId: " + trace}})).body == "off|||||");
}
