// A function for Fn and OCI Functions in C++: include this header, write a handler, `return
// fdk::Serve(handler)` from main. Implements the http-stream contract of the Fn Project
// (fnproject/docs, fn-format.md, and what Fn's agent was observed to do).
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

// The headers of a request or a response; see common/headers.h.
using Headers = common::Headers;

// What the caller sent. In a call through a gateway or HTTP trigger (Fn-Intent: httprequest),
// method, url and headers are those of the HTTP client (Fn-Http-Method, Fn-Http-Request-Url,
// Fn-Http-H-*). In a direct invocation the method is POST, the url is "/call", and the headers are
// those of the invocation without the Fn-* ones.
struct Request {
  bool is_http = false;  // the call came through a gateway or HTTP trigger
  std::string method = "POST";
  std::string url = "/call";   // as received: absolute or path only
  std::string path = "/call";  // without scheme, host and query; still percent-encoded
  std::string query;           // without "?"; still percent-encoded
  Headers headers;
  std::string content_type;  // also in headers; empty when the header is missing
  std::string body;          // as sent: neither Content-Type nor Content-Encoding changes it
};

// What the caller gets. Behind a gateway the status and the headers become Fn-Http-Status and
// Fn-Http-H-*. In a direct invocation the headers and the body are sent; Fn has no status there.
struct Response {
  int status = 200;
  Headers headers;
  std::string content_type;  // empty: the header is not sent
  std::string body;
  // True when the body is for the gateway (or another invoker) and not for its client, as an
  // authorizer's decision is: then it is sent also for HEAD requests. In a direct invocation a
  // response with status 500 or more is sent as a failure: Fn reads only the status line, drops the
  // body and answers 502.
  bool is_for_invoker = false;

  static Response Text(std::string body, int status = 200);
  static Response Json(std::string body, int status = 200);  // body: text that is JSON already
};

using TimePoint = std::chrono::system_clock::time_point;

// Becomes true when the response can no longer be delivered: the FDK has answered 504 because the
// deadline is near, or the process is stopping. Copies share the state; may be used from any
// thread.
class CancellationToken {
 public:
  CancellationToken();
  bool Cancelled() const;
  // Registers an action that runs on the thread that cancels, so it must not block or throw. When
  // the token is cancelled already, it runs at once.
  void OnCancel(std::function<void()> action) const;
  void Cancel() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The place of a call in a distributed trace, for OCI Application Performance Monitoring or another
// collector of Zipkin's format. Identifiers are lower-case hexadecimal digits; empty: the call has
// none. All members are empty while tracing is off in the platform.
struct Tracing {
  bool enabled = false;       // OCI_TRACING_ENABLED
  std::string collector_url;  // OCI_TRACE_COLLECTOR_URL: where spans are sent by POST
  std::string
      service_name;      // "<application>::<function>" in lower case, as Fn's other FDKs name it
  std::string trace_id;  // X-B3-TraceId (16 or 32 digits), else Traceparent's
  std::string span_id;   // X-B3-SpanId, else Traceparent's parent-id
  std::string parent_span_id;  // X-B3-ParentSpanId
  bool sampled = false;        // X-B3-Sampled or X-B3-Flags 1, else Traceparent's flag
  std::string flags;           // X-B3-Flags ("0", "1"), else Traceparent's two digits
};

// One call: its identifier, deadline and configuration.
class Context {
 public:
  struct Values {
    std::string call_id;  // Fn-Call-Id
    // Fn-Deadline. When it has no fraction of a second, the FDK adds the part of it that it knows
    // (never too much); a day ahead when the header is missing or unreadable
    TimePoint deadline;
    // all Fn-* but Fn-Http-*, and Opc-Request-Id, Oci-Subject-*, X-B3-*, Traceparent
    Headers fn_headers;
    CancellationToken cancellation;
  };
  explicit Context(Values values) : values_(std::move(values)) {}

  const std::string& call_id() const { return values_.call_id; }
  TimePoint deadline() const { return values_.deadline; }
  std::chrono::milliseconds TimeLeft() const;  // never negative
  const CancellationToken& cancellation() const { return values_.cancellation; }
  const Headers& fn_headers() const { return values_.fn_headers; }
  // The trace of this call; parsed from the headers each time.
  fdk::Tracing Tracing() const;

 private:
  Values values_;
};

// Called for one call at a time. What it throws is logged and answered with 502; the process keeps
// running.
using Handler = std::function<Response(const Request&, Context&)>;

// Called on the handler's thread after answers have been sent, when no other call waits: for what
// the next call would otherwise have to wait for, such as renewing a signature. A call that comes
// meanwhile waits for its end, and Fn may freeze the container in the middle of it, so it must be
// short. What it throws is logged.
using WhenIdle = std::function<void()>;

// The function's name, application and limits from the variables FN_*; empty or 0 when not set.
struct FunctionInfo {
  std::string app_id, app_name, fn_id, fn_name;
  int memory_mb = 0;
};
const FunctionInfo& Info();

// Listens on the socket of FN_LISTENER (or on FDK_DEBUG_LISTEN=127.0.0.1:PORT, for curl) and serves
// calls until SIGTERM or SIGINT; then it finishes the current call, removes the socket and returns
// 0. When it cannot start, it prints one line on stderr that names the step that failed, and
// returns 1 (2: FN_LISTENER or FN_FORMAT is missing or wrong). main returns this value.
int Serve(Handler handler, WhenIdle when_idle = nullptr);

}  // namespace fdk
