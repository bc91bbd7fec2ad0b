// A function for Fn and OCI Functions in C++: include this header, write a handler, `return
// fdk::Serve(handler)`.
//
// Implements the http-stream contract of the Fn Project (fnproject/docs, fn-format.md; observed
// behaviour of the agent).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "common/headers.h"

namespace fdk {

// The headers of a request or an answer: see common/headers.h.
using Headers = common::Headers;

// What the caller sent.
//
// Called through a gateway or HTTP trigger (Fn-Intent: httprequest): method, url and headers are
// those of the HTTP client (Fn-Http-Method, Fn-Http-Request-Url, Fn-Http-H-*). Invoked directly:
// method is POST, url is "/call", and headers are the request's own without the Fn-* ones.
struct Request {
  bool is_http = false;  // the gateway form
  std::string method = "POST";
  std::string url = "/call";   // as received: absolute or path only
  std::string path = "/call";  // without scheme, host and query; still percent-encoded
  std::string query;           // without "?"; still percent-encoded
  Headers headers;
  std::string content_type;  // also in headers; empty when there is none
  std::string body;          // as sent, whatever Content-Type and Content-Encoding say
};

// What the caller gets. In the gateway form the status and headers become Fn-Http-Status and
// Fn-Http-H-*; a direct invocation gets the headers and body (Fn has no status there).
struct Response {
  int status = 200;
  Headers headers;
  std::string content_type;  // empty: none is sent
  std::string body;
  // The body is for whoever invokes the function and reads it, such as a gateway that asks an
  // authorizer: it goes along even when the call says that a client asked by HEAD. A status of 500
  // or more fails a direct invocation, for there the status line is all that tells failure: Fn
  // answers 502 and drops the body.
  bool is_for_invoker = false;

  static Response Text(std::string body, int status = 200);
  static Response Json(std::string body, int status = 200);  // body is JSON already
};

using TimePoint = std::chrono::system_clock::time_point;

// Turns true once the call's answer can no longer be delivered: the deadline is near and the FDK
// has answered 504, or the process is to stop. Copies share the state; safe from any thread.
class CancellationToken {
 public:
  CancellationToken();
  bool Cancelled() const;
  // Runs on the thread that cancels, so it must not block or throw; at once when already cancelled.
  void OnCancel(std::function<void()> action) const;
  void Cancel() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Where a call belongs in a distributed trace, for OCI Application Performance Monitoring or any
// other collector that speaks Zipkin's format. Identifiers are lower-case hexadecimal digits;
// empty: the call brought none. All of it is empty while the platform has tracing off.
struct Tracing {
  bool enabled = false;       // OCI_TRACING_ENABLED
  std::string collector_url;  // OCI_TRACE_COLLECTOR_URL: where spans are posted
  std::string
      service_name;      // "<application>::<function>" in lower case, as Fn's other FDKs name it
  std::string trace_id;  // X-B3-TraceId (16 or 32 digits), else Traceparent's
  std::string span_id;   // X-B3-SpanId, else Traceparent's parent-id
  std::string parent_span_id;  // X-B3-ParentSpanId
  bool sampled = false;        // X-B3-Sampled or X-B3-Flags 1, else Traceparent's flag
  std::string flags;           // X-B3-Flags ("0", "1"), else Traceparent's two digits
};

// One call: its identity, deadline and configuration.
class Context {
 public:
  struct Values {
    std::string call_id;  // Fn-Call-Id
    TimePoint deadline;   // Fn-Deadline, with the fraction of its second as far as it is
                          // known, never later; a day ahead when absent or unreadable
    Headers fn_headers;   // every Fn-* (but Fn-Http-*), Opc-Request-Id, Oci-Subject-*, X-B3-*,
                          // Traceparent
    CancellationToken cancellation;
  };
  explicit Context(Values values) : values_(std::move(values)) {}

  const std::string& call_id() const { return values_.call_id; }
  TimePoint deadline() const { return values_.deadline; }
  std::chrono::milliseconds TimeLeft() const;  // never negative
  const CancellationToken& cancellation() const { return values_.cancellation; }
  const Headers& fn_headers() const { return values_.fn_headers; }
  // Of this call; read anew each time.
  fdk::Tracing Tracing() const;

 private:
  Values values_;
};

// Called for one call at a time. Whatever it throws is logged and answered 502; the container
// stays.
using Handler = std::function<Response(const Request&, Context&)>;

// The function's identity and limits, from FN_* variables; empty or 0 when not set.
struct FunctionInfo {
  std::string app_id, app_name, fn_id, fn_name;
  int memory_mb = 0;
};
const FunctionInfo& Info();

// Listens where FN_LISTENER says (or FDK_DEBUG_LISTEN=127.0.0.1:PORT, for curl) and serves calls
// until SIGTERM or SIGINT; then finishes the call under way, removes the socket and answers 0. A
// start-up failure is one line on stderr that names the failing step, and 1 (2: FN_LISTENER or
// FN_FORMAT is missing or wrong). Meant to be returned from main.
int Serve(Handler handler);

}  // namespace fdk
