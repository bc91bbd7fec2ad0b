// Reads tracing from a call's headers and the function's environment. Pure functions.
#pragma once

#include <string>
#include <string_view>

#include "fdk/fdk.h"

namespace fdk {

// OCI_TRACING_ENABLED, OCI_TRACE_COLLECTOR_URL, FN_APP_NAME and FN_FN_NAME.
struct TracingSettings {
  std::string enabled, collector_url, app_name, function_name;
};

// Headers X-B3-* win over Traceparent (W3C Trace Context). An invalid identifier counts as missing.
Tracing ReadTracing(const Headers& fn_headers, const TracingSettings& settings);

}  // namespace fdk
