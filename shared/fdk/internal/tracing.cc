#include "fdk/internal/tracing.h"

#include <algorithm>
#include <optional>

#include "common/ascii.h"

namespace fdk {
namespace {

constexpr size_t kSpanDigits = 16, kTraceDigits = 32;

// The identifier in lower case; empty when the text is not a valid one (one of zeros only is not
// valid).
std::string Identifier(std::string_view text, std::initializer_list<size_t> lengths) {
  const std::string lower = common::Lower(text);
  const bool has_length = std::find(lengths.begin(), lengths.end(), lower.size()) != lengths.end();
  const bool is_hex = lower.find_first_not_of("0123456789abcdef") == std::string::npos;
  const bool is_zero = lower.find_first_not_of('0') == std::string::npos;
  return has_length && is_hex && !is_zero ? lower : "";
}

std::string_view Value(const Headers& headers, std::string_view name) {
  return headers.Get(name).value_or("");
}

void ReadB3(const Headers& headers, Tracing& tracing) {
  tracing.span_id = Identifier(Value(headers, "X-B3-SpanId"), {kSpanDigits});
  tracing.parent_span_id = Identifier(Value(headers, "X-B3-ParentSpanId"), {kSpanDigits});
  const auto flags = Value(headers, "X-B3-Flags");
  if (flags == "0" || flags == "1") tracing.flags = flags;
  const auto sampled = Value(headers, "X-B3-Sampled");
  // Flag 1 means "debug": such a trace is always sampled.
  tracing.sampled = sampled == "1" || common::EqualNoCase(sampled, "true") || tracing.flags == "1";
}

// "00-<trace, 32 digits>-<span, 16>-<flags, 2>"; later versions may have more after it.
void ReadTraceparent(std::string_view text, Tracing& tracing) {
  constexpr size_t kTrace = 3, kSpan = kTrace + kTraceDigits + 1, kFlags = kSpan + kSpanDigits + 1,
                   kEnd = kFlags + 2;
  if (text.size() < kEnd || text[kTrace - 1] != '-' || text[kSpan - 1] != '-' ||
      text[kFlags - 1] != '-')
    return;
  const std::string version = common::Lower(text.substr(0, kTrace - 1));
  const bool is_known = version == "00"
                            ? text.size() == kEnd
                            : version != "ff" && (text.size() == kEnd || text[kEnd] == '-');
  const std::string flags = common::Lower(text.substr(kFlags, 2));
  const bool is_hex = (version + flags).find_first_not_of("0123456789abcdef") == std::string::npos;
  const auto trace = Identifier(text.substr(kTrace, kTraceDigits), {kTraceDigits});
  const auto span = Identifier(text.substr(kSpan, kSpanDigits), {kSpanDigits});
  if (!is_known || !is_hex || trace.empty() || span.empty()) return;
  tracing.trace_id = trace;
  tracing.span_id = span;
  tracing.flags = flags;
  tracing.sampled = std::string_view("13579bdf").find(flags[1]) != std::string_view::npos;
}

}  // namespace

Tracing ReadTracing(const Headers& fn_headers, const TracingSettings& settings) {
  Tracing tracing;
  tracing.enabled = settings.enabled == "1" || common::EqualNoCase(settings.enabled, "true");
  if (!tracing.enabled) return tracing;
  tracing.collector_url = settings.collector_url;
  tracing.service_name = common::Lower(settings.app_name + "::" + settings.function_name);
  tracing.trace_id = Identifier(Value(fn_headers, "X-B3-TraceId"), {kSpanDigits, kTraceDigits});
  if (!tracing.trace_id.empty())
    ReadB3(fn_headers, tracing);
  else
    ReadTraceparent(Value(fn_headers, "Traceparent"), tracing);
  return tracing;
}

}  // namespace fdk
