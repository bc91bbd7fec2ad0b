// A function that does what the caller's X-Do header says, for the contract tests.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "fdk/fdk.h"

namespace {

using fdk::Context;
using fdk::Request;
using fdk::Response;

std::string Header(const Request& request, std::string_view name) {
  return std::string(request.headers.Get(name).value_or(""));
}

Response Echo(const Request& request) {
  Response response;
  response.content_type = request.content_type;
  response.body = request.body;
  return response;
}

// One line for everything that the handler was given.
Response Report(const Request& request, const Context& context) {
  std::string text = request.is_http ? "http\n" : "invoke\n";
  text += "method=" + request.method + "\nurl=" + request.url + "\npath=" + request.path +
          "\nquery=" + request.query + "\ntype=" + request.content_type +
          "\ncall=" + context.call_id() + "\nbytes=" + std::to_string(request.body.size()) + "\n";
  text += context.TimeLeft() > std::chrono::hours(23) ? "deadline=none\n" : "deadline=set\n";
  for (const auto& [name, value] : request.headers) text += "h " + name + "=" + value + "\n";
  for (const auto& [name, value] : context.fn_headers()) text += "fn " + name + "=" + value + "\n";
  return Response::Text(text);
}

// X-Status, and a header for every X-Set: name|value, where ~r, ~n and ~0 stand for control
// characters.
Response Compose(const Request& request) {
  Response response;
  response.status = std::stoi(Header(request, "X-Status"));
  for (const auto value : request.headers.GetAll("X-Set")) {
    std::string set;
    for (size_t i = 0; i < value.size(); ++i) {
      if (value[i] != '~') {
        set += value[i];
        continue;
      }
      const char code = value[++i];
      set += code == 'r' ? '\r' : code == 'n' ? '\n' : '\0';
    }
    const auto bar = set.find('|');
    response.headers.Add(set.substr(0, bar), set.substr(bar + 1));
  }
  response.body = request.body;
  return response;
}

bool Exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

void Pause() { std::this_thread::sleep_for(std::chrono::milliseconds(1)); }

// Until the file X-Until exists, or the call is cancelled with X-Mind-Cancel.
Response Wait(const Request& request, const Context& context) {
  const bool minds = request.headers.Get("X-Mind-Cancel").has_value();
  context.cancellation().OnCancel([] { std::fputs("action ran\n", stderr); });
  std::fputs("waiting\n", stderr);
  while (!Exists(Header(request, "X-Until"))) {
    if (minds && context.cancellation().Cancelled()) break;
    Pause();
  }
  std::fputs("waited\n", stderr);
  return Response::Text("waited");
}

std::string Millis(fdk::TimePoint time) {
  return std::to_string(
      std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count());
}

Response Trace(const Context& context) {
  const auto tracing = context.Tracing();
  return Response::Text(std::string(tracing.enabled ? "on" : "off") + "|" + tracing.collector_url +
                        "|" + tracing.service_name + "|" + tracing.trace_id + "|" +
                        tracing.span_id + "|" + (tracing.sampled ? "sampled" : ""));
}

Response Do(const Request& request, Context& context) {
  const auto what = Header(request, "X-Do");
  if (what == "report") return Report(request, context);
  if (what == "compose") return Compose(request);
  if (what == "wait") return Wait(request, context);
  if (what == "throw") throw std::runtime_error("a thing\nwent wrong");
  if (what == "throw-int") throw 42;
  if (what == "large")
    return Response::Text(std::string(std::stoul(Header(request, "X-Size")), 'x'));
  if (what == "print") {
    std::printf("printed %s", request.body.c_str());  // stays in the buffer of stdout
    std::fprintf(stderr, "complained %s", request.body.c_str());
    return Response::Text("done");
  }
  if (what == "deadline") return Response::Text(Millis(context.deadline()));
  if (what == "trace") return Trace(context);
  if (what == "info") {
    const auto& info = fdk::Info();
    return Response::Text(info.app_id + "|" + info.app_name + "|" + info.fn_id + "|" +
                          info.fn_name + "|" + std::to_string(info.memory_mb));
  }
  return Echo(request);
}

}  // namespace

int main() {
  const char* when_idle = std::getenv("TEST_WHEN_IDLE");
  if (when_idle == nullptr) return fdk::Serve(Do);
  return fdk::Serve(Do, [fails = std::string(when_idle) == "throw"] {
    if (fails) throw std::runtime_error("no rest");
    std::fputs("idle\n", stdout);  // stays in the buffer of stdout
  });
}
