#include "fdk/internal/tracing.h"

#include <catch2/catch_test_macros.hpp>

using namespace fdk;

namespace {

const TracingSettings kOn{"1", "http://collector/api?key=1", "Gallery", "Feed"};
constexpr const char* kTrace = "463ac35c9f6413ad48485a3953bb6124";
constexpr const char* kSpan = "a2fb4a1d1a96d312";

Tracing Read(const std::vector<Headers::Entry>& entries, const TracingSettings& settings = kOn) {
  Headers headers;
  for (const auto& [name, value] : entries) headers.Add(name, value);
  return ReadTracing(headers, settings);
}

Tracing FromTraceparent(const std::string& value) { return Read({{"Traceparent", value}}); }

}  // namespace

TEST_CASE("A call's trace by Zipkin's headers") {
  const auto tracing = Read({{"X-B3-Traceid", "463AC35C9F6413AD48485A3953BB6124"},
                             {"x-b3-spanid", kSpan},
                             {"X-B3-ParentSpanId", "0020000000000001"},
                             {"X-B3-Sampled", "1"},
                             {"X-B3-Flags", "0"}});
  CHECK(tracing.enabled);
  CHECK(tracing.collector_url == "http://collector/api?key=1");
  CHECK(tracing.service_name == "gallery::feed");
  CHECK(tracing.trace_id == kTrace);
  CHECK(tracing.span_id == kSpan);
  CHECK(tracing.parent_span_id == "0020000000000001");
  CHECK(tracing.sampled);
  CHECK(tracing.flags == "0");
  CHECK(Read({{"X-B3-TraceId", kSpan}}).trace_id == kSpan);  // 64 bits are allowed
  CHECK_FALSE(Read({{"X-B3-TraceId", kTrace}, {"X-B3-Sampled", "0"}}).sampled);
  CHECK(Read({{"X-B3-TraceId", kTrace}, {"X-B3-Flags", "1"}}).sampled);
}

TEST_CASE("A call's trace by Traceparent, where Zipkin's is not there") {
  const std::string value = std::string("00-") + kTrace + "-" + kSpan + "-01";
  const auto tracing = FromTraceparent(value);
  CHECK(tracing.trace_id == kTrace);
  CHECK(tracing.span_id == kSpan);
  CHECK(tracing.parent_span_id.empty());
  CHECK(tracing.sampled);
  CHECK(tracing.flags == "01");
  CHECK_FALSE(FromTraceparent(std::string("00-") + kTrace + "-" + kSpan + "-00").sampled);
  CHECK(FromTraceparent(std::string("01-") + kTrace + "-" + kSpan + "-01-more").sampled);
  CHECK(Read({{"Traceparent", value}, {"X-B3-TraceId", kSpan}}).trace_id == kSpan);
}

TEST_CASE("What is no identifier counts as absent") {
  for (const char* trace :
       {"", "0", "463ac35c9f6413ad48485a3953bb612", "00000000000000000000000000000000",
        "463ac35c9f6413ad48485a3953bb612g", "463ac35c9f6413ad\n8485a3953bb6124"})
    CHECK(Read({{"X-B3-TraceId", trace}, {"X-B3-SpanId", kSpan}}).trace_id.empty());
  const auto odd = Read({{"X-B3-TraceId", kTrace}, {"X-B3-SpanId", "x"}, {"X-B3-Flags", "7"}});
  CHECK(odd.span_id.empty());
  CHECK(odd.flags.empty());
  const std::string trace = kTrace, span = kSpan;
  for (const auto& value :
       {std::string(), "00-" + trace + "-" + span, "ff-" + trace + "-" + span + "-01",
        "00-" + trace + "-" + span + "-01-more", "00-" + trace + "-0000000000000000-01",
        "00-" + trace + "x" + span + "-01", "zz-" + trace + "-" + span + "-01",
        "00-" + trace + "-" + span + "-0x"})
    CHECK(FromTraceparent(value).trace_id.empty());
}

TEST_CASE("Tracing is off when the platform has it off") {
  for (const char* off : {"", "0", "false", "no"}) {
    TracingSettings settings = kOn;
    settings.enabled = off;
    const auto tracing = Read({{"X-B3-TraceId", kTrace}, {"X-B3-Sampled", "1"}}, settings);
    CHECK_FALSE(tracing.enabled);
    CHECK_FALSE(tracing.sampled);
    CHECK(tracing.trace_id.empty());
    CHECK(tracing.collector_url.empty());
    CHECK(tracing.service_name.empty());
  }
}
