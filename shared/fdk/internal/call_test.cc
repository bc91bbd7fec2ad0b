#include "fdk/internal/call.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

using namespace fdk;
using std::chrono::milliseconds;

namespace {

const TimePoint kNow = TimePoint(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21));

Call Map(const std::vector<Headers::Entry>& headers, bool plain_http = false,
         const std::string& method = "POST", const std::string& target = "/call") {
  common::RequestHead head;
  head.method = method;
  head.target = target;
  for (const auto& [name, value] : headers) head.headers.Add(name, value);
  return MapCall(std::move(head), plain_http, kNow);
}

Call Gateway(std::vector<Headers::Entry> headers) {
  headers.emplace_back("Fn-Intent", "httprequest");
  return Map(headers);
}

std::vector<Headers::Entry> Entries(const Headers& headers) {
  return {headers.begin(), headers.end()};
}

}  // namespace

TEST_CASE("Invoke form: the caller's own headers, without Fn's and the connection's") {
  const auto call = Map({{"Host", "localhost"},
                         {"Transfer-Encoding", "chunked"},
                         {"Connection", "keep-alive"},
                         {"Content-Type", "text/plain"},
                         {"Range", "bytes=0-1"},
                         {"Fn-Call-Id", "01M7"},
                         {"Fn-Http-Method", "PUT"},
                         {"Fn-Deadline", "2026-11-21T00:00:30Z"}});
  CHECK(call.form == Form::kInvoke);
  CHECK_FALSE(call.request.is_http);
  CHECK(call.request.method == "POST");
  CHECK(call.request.url == "/call");
  CHECK(call.request.content_type == "text/plain");
  CHECK(Entries(call.request.headers) == std::vector<Headers::Entry>{{"Host", "localhost"},
                                                                     {"Content-Type", "text/plain"},
                                                                     {"Range", "bytes=0-1"}});
  CHECK(call.values.call_id == "01M7");
  CHECK(call.values.deadline == kNow + std::chrono::seconds(30));
  CHECK(call.values.fn_headers.size() == 2);
}

TEST_CASE("Without a readable deadline there is a day") {
  CHECK(Map({}).values.deadline == kNow + std::chrono::hours(24));
  CHECK(Map({{"Fn-Deadline", "soon"}}).values.deadline == kNow + std::chrono::hours(24));
  // No time that can be reckoned with.
  CHECK(Map({{"Fn-Deadline", "9999-11-21T14:41:46Z"}}).values.deadline ==
        kNow + std::chrono::hours(24));
}

TEST_CASE("Gateway form: only Fn-Http-H-* headers are the client's") {
  const auto call = Gateway({{"Host", "localhost"},
                             {"User-Agent", "lua-resty-http"},
                             {"Date", "x"},
                             {"Fn-Http-Method", "PUT"},
                             {"Fn-Http-H-Host", "api.example"},
                             {"fn-http-h-Cookie", "a=%20b"},
                             {"Fn-Http-H-Accept", "text/html"},
                             {"Fn-Http-H-accept", "image/png"},
                             {"Fn-Http-H-", "nameless"}});
  CHECK(call.form == Form::kGateway);
  CHECK(call.request.is_http);
  CHECK(call.request.method == "PUT");
  CHECK(Entries(call.request.headers) == std::vector<Headers::Entry>{{"Host", "api.example"},
                                                                     {"Cookie", "a=%20b"},
                                                                     {"Accept", "text/html"},
                                                                     {"accept", "image/png"}});
}

TEST_CASE("Gateway form: one Content-Type, however it was sent") {
  using Entry = Headers::Entry;
  const auto headers = GENERATE(std::vector<Entry>{{"Content-Type", "image/png"}},
                                std::vector<Entry>{{"Fn-Http-H-Content-Type", "image/png"}},
                                std::vector<Entry>{{"Fn-Http-H-Content-Type", "image/png"},
                                                   {"Fn-Http-H-Content-Type", "image/png"}},
                                std::vector<Entry>{{"Content-Type", "application/octet-stream"},
                                                   {"Fn-Http-H-Content-Type", "image/png"}});
  const auto call = Gateway(headers);
  CHECK(call.request.content_type == "image/png");
  CHECK(call.request.headers.GetAll("content-type") == std::vector<std::string_view>{"image/png"});
}

TEST_CASE("A forged double prefix stays an ordinary header") {
  const auto call = Gateway({{"Fn-Call-Id", "real"},
                             {"Fn-Http-H-Fn-Call-Id", "forged"},
                             {"Fn-Http-H-Fn-Deadline", "2000-01-01T00:00:00Z"},
                             {"Fn-Http-H-Fn-Http-Method", "DELETE"},
                             {"Fn-Http-H-Oci-Subject-Id", "forged"}});
  CHECK(call.values.call_id == "real");
  CHECK(call.values.deadline == kNow + std::chrono::hours(24));
  CHECK(call.request.method == "POST");
  CHECK(call.request.headers.Get("Fn-Call-Id") == "forged");
  CHECK(Entries(call.values.fn_headers) ==
        std::vector<Headers::Entry>{{"Fn-Call-Id", "real"}, {"Fn-Intent", "httprequest"}});
}

TEST_CASE("What the platform says about the call is kept apart") {
  const auto call = Gateway({{"Opc-Request-Id", "/A/B"},
                             {"oci-subject-id", "ocid1"},
                             {"X-B3-TraceId", "t"},
                             {"Traceparent", "p"},
                             {"Fn-Http-H-X-B3-TraceId", "forged"},
                             {"X-Other", "o"}});
  CHECK(call.values.fn_headers.Get("Opc-Request-Id") == "/A/B");
  CHECK(call.values.fn_headers.Get("Oci-Subject-Id") == "ocid1");
  CHECK(call.values.fn_headers.GetAll("X-B3-TraceId") == std::vector<std::string_view>{"t"});
  CHECK(call.values.fn_headers.Get("traceparent") == "p");
  CHECK_FALSE(call.values.fn_headers.Get("X-Other"));
}

TEST_CASE("Absolute and path-only request URLs") {
  struct Case {
    std::string url, path, query;
  };
  const auto example =
      GENERATE(values<Case>({{"http://host/t/demo/x?q=1&z=%20", "/t/demo/x", "q=1&z=%20"},
                             {"https://h:8/a%2Fb", "/a%2Fb", ""},
                             {"/fn/x?y=http://z/w?v", "/fn/x", "y=http://z/w?v"},
                             {"/to/http://other/path", "/to/http://other/path", ""},
                             {"//double/slash", "//double/slash", ""},
                             {"http://host", "/", ""},
                             {"http://host?x=1", "/", "x=1"},
                             {"http://host/p#frag?no", "/p", ""},
                             {"/p?#", "/p", ""},
                             {"x/y", "/x/y", ""},
                             {"?a=b://c", "/", "a=b://c"},
                             {"", "/", ""}}));
  const auto call = Gateway({{"Fn-Http-Request-Url", example.url}});
  CHECK(call.request.url == example.url);
  CHECK(call.request.path == example.path);
  CHECK(call.request.query == example.query);
}

TEST_CASE("Plain HTTP is taken as it is, unless it is a call as Fn sends it") {
  const auto plain = Map({{"Host", "h"}, {"Accept", "*/*"}}, true, "DELETE", "/x?y=1");
  CHECK(plain.form == Form::kPlain);
  CHECK(plain.request.is_http);
  CHECK(plain.request.method == "DELETE");
  CHECK(plain.request.path == "/x");
  CHECK(plain.request.query == "y=1");
  CHECK(plain.request.headers.size() == 2);
  CHECK(Map({}, true).form == Form::kPlain);
  CHECK(Map({{"Fn-Call-Id", "1"}}, true, "POST", "/other").form == Form::kPlain);
  CHECK(Map({{"Fn-Call-Id", "1"}}, true).form == Form::kInvoke);
  CHECK(Map({{"Fn-Intent", "httprequest"}}, true).form == Form::kGateway);
  CHECK(Map({{"Accept", "*/*"}}, false, "DELETE", "/x").form == Form::kInvoke);
}

TEST_CASE("The FDK answers a tenth of the time left before the deadline, at most 100 ms") {
  CHECK(AnswerLimit(kNow + milliseconds(30'000), kNow) == kNow + milliseconds(29'900));
  CHECK(AnswerLimit(kNow + milliseconds(500), kNow) == kNow + milliseconds(450));
  CHECK(AnswerLimit(kNow, kNow) == kNow);
  CHECK(AnswerLimit(kNow - milliseconds(500), kNow) == kNow);
}
