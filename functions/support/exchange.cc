#include "functions/support/exchange.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "common/ascii.h"
#include "common/percent.h"
#include "common/rfc3339.h"
#include "fotogal/base/schema.h"
#include "fotogal/base/text.h"
#include "fotogal/people/user.h"
#include "functions/support/given_back.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

using Json = nlohmann::json;

// the log line of a call that takes longer names its slowest statement
constexpr std::int64_t kSlowMs = 1000;

std::string_view NextSegment(std::string_view& path) {
  path.remove_prefix(1);  // without the slash
  const auto end = std::min(path.find('/'), path.size());
  const auto segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

// The parameters of the path, when it matches the template. What a wildcard stands for is not among
// them: its segments are still encoded.
std::optional<std::map<std::string, std::string>> Match(std::string_view pattern,
                                                        std::string_view path) {
  std::map<std::string, std::string> parameters;
  while (!pattern.empty() && !path.empty()) {
    if (path.front() != '/') return std::nullopt;
    const auto expected = NextSegment(pattern);
    if (expected.ends_with("*}")) return parameters;
    const auto segment = NextSegment(path);
    if (expected.starts_with('{')) {
      auto value = common::PercentDecode(segment);
      if (!value || value->empty()) return std::nullopt;
      parameters[std::string(expected.substr(1, expected.size() - 2))] = std::move(*value);
    } else if (expected != segment) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return parameters;
}

Caller CallerOf(const fdk::Request& request) {
  Caller caller;
  if (const auto id = request.headers.Get("X-FotoGal-User-Id"))
    caller.user_id = FromBase36(*id).value_or(0);
  caller.session_id = request.headers.Get("X-FotoGal-Session-Id").value_or("");
  caller.by_cookie = request.headers.Get("X-FotoGal-Via").value_or("") == "cookie";
  caller.suspended = request.headers.Get("X-FotoGal-Suspended").value_or("") == "yes";
  return caller;
}

Answer Handle(Exchange& exchange, std::initializer_list<Route> routes) {
  // HEAD is handled as GET; the FDK does not send the body.
  const std::string_view method =
      exchange.request.method == "HEAD" ? "GET" : std::string_view(exchange.request.method);
  std::string allowed;
  for (const auto& route : routes) {
    auto parameters = Match(route.path, exchange.request.path);
    if (!parameters) continue;
    for (const auto& [name, handle, serves_suspended] : route.methods) {
      if (name.empty()) break;
      if (name == method && handle != nullptr) {
        exchange.path = std::move(*parameters);
        exchange.serves_suspended = serves_suspended;
        if (exchange.caller.suspended && !serves_suspended)
          OCI_RETURN_IF_ERROR(RequireStanding(exchange.context, exchange.caller.user_id));
        return handle(exchange);
      }
      allowed += (allowed.empty() ? "" : ", ") + std::string(name);
      if (name == "GET") allowed += ", HEAD";
    }
  }
  if (allowed.empty()) return NotFound();
  Problem problem(405, "method_not_allowed", "This address does not take that method.");
  oci::SetHeader(problem.headers, "Allow", allowed);
  return problem;
}

fdk::Response ToResponse(const Problem& problem) {
  fdk::Response response;
  response.status = problem.status;
  for (const auto& [name, value] : problem.headers) response.headers.Set(name, value);
  response.content_type = "application/problem+json";
  response.body = ToJson(problem);
  return response;
}

// What the log line says about a call besides its response.
struct Course {
  oci::TimePoint start;
  int starts_failed = 0;  // jobs that could not be started; each is logged in a line of its own
  SlowestStatement::Taken slowest;
  const Problem* problem = nullptr;
};

// Writes one line of JSON per call to stderr, which Fn collects.
void Log(std::string_view function, const Exchange& exchange, const fdk::Context& context,
         const Course& course, const fdk::Response& response) {
  const oci::Call& call = exchange.context.call;
  const auto now = exchange.context.services.clock();
  Json line{{"time", common::Rfc3339(now)},
            {"call_id", context.call_id()},
            {"function", function},
            {"status", response.status},
            {"duration_ms", ToMillis(now) - ToMillis(course.start)},
            {"oci_calls", call.requests.load()},
            {"oci_signatures", call.signatures.load()},
            {"oci_retries", call.retries.load()},
            {"read_units", call.read_units.load()},
            {"write_units", call.write_units.load()}};
  if (ToMillis(now) - ToMillis(course.start) >= kSlowMs && !course.slowest.name.empty())
    line["slowest_statement"] = {{"name", course.slowest.name}, {"ms", course.slowest.ms}};
  if (course.starts_failed > 0) line["starts_failed"] = course.starts_failed;
  if (!exchange.note.empty()) line["note"] = exchange.note;
  if (const Problem* problem = course.problem; problem != nullptr) {
    line["code"] = problem->code;
    if (problem->cause) {
      line["error"] = {{"code", problem->cause->code},
                       {"message", problem->cause->message},
                       {"http_status", problem->cause->http_status},
                       {"opc_request_id", problem->cause->opc_request_id}};
    }
  }
  exchange.context.services.log(line);
}

}  // namespace

namespace {

// The time until which requests to OCI may run. The rest of the call's time is for sending the
// client an error: the FDK itself answers 504 shortly before the deadline.
oci::TimePoint RequestsEnd(oci::TimePoint deadline, oci::TimePoint now) {
  constexpr oci::TimePoint::duration kForTheAnswer = std::chrono::seconds(1);
  if (deadline <= now) return deadline;
  return deadline - std::min(kForTheAnswer, (deadline - now) / 5);
}

template <class Handler>
fdk::Response Run(std::string_view function, Services& services, const fdk::Request& request,
                  fdk::Context& context, Handler handle) {
  const auto start = services.clock();
  const int failed_starts = services.failed_starts;
  (void)services.slowest->Take();  // drops what ran between calls
  const auto cancellation = context.cancellation();
  oci::Call call(services.clock, RequestsEnd(context.deadline(), start),
                 [cancellation] { return cancellation.Cancelled(); });
  Exchange exchange{{services, call}, request, CallerOf(request), {}, {}, false};
  Answer answer = handle(exchange);
  fdk::Response response = answer.ok() ? std::move(answer).value() : ToResponse(answer.error());
  if (!response.headers.Get("Cache-Control")) response.headers.Set("Cache-Control", "no-store");
  Log(function, exchange, context,
      {start, services.failed_starts - failed_starts, services.slowest->Take(),
       answer.ok() ? nullptr : &answer.error()},
      response);
  return response;
}

}  // namespace

fdk::Response Dispatch(std::string_view function, Services& services,
                       std::initializer_list<Route> routes, const fdk::Request& request,
                       fdk::Context& context) {
  return Run(function, services, request, context,
             [&](Exchange& exchange) { return Handle(exchange, routes); });
}

fdk::Response DispatchInvocation(std::string_view function, Services& services,
                                 const std::function<Answer(Exchange&)>& handle,
                                 const fdk::Request& request, fdk::Context& context) {
  auto response = Run(function, services, request, context, handle);
  response.is_for_invoker = true;
  return response;
}

int RunFunction(std::string_view function, FunctionHandler handler, WarmUp warm_up) {
  auto services = ServicesFromEnvironment(oci::ProcessEnvironment());
  if (!services.ok()) {
    std::fprintf(stderr, "%.*s: %s\n", static_cast<int>(function.size()), function.data(),
                 services.error().message.c_str());
    return 1;
  }
  GiveStartBack();
  RunningWarmUp running(*services, warm_up);
  return fdk::Serve(
      [&](const fdk::Request& request, fdk::Context& context) {
        running.Await(request);
        return handler(*services, request, context);
      },
      [&] { services->nosql->RenewSignatureEarly(); });
}

Outcome<UserId> RequireUser(const Exchange& exchange) {
  if (exchange.caller.user_id == 0) return Problem(401, "not_logged_in", "Log in first.");
  return exchange.caller.user_id;
}

Outcome<Unit> RequireStanding(const Context& context, UserId user) {
  OCI_ASSIGN_OR_RETURN(const auto row, FindUserRow(context, user));
  if (row && row->is_suspended()) return Problem(403, "suspended", row->suspension.reason);
  return Unit{};
}

namespace {

// Readers differ in which of two members with the same name they use, so such JSON is refused.
Json::parser_callback_t RefuseTwins(bool& has_twins) {
  return [&has_twins, open = std::vector<std::set<std::string>>()](int, Json::parse_event_t event,
                                                                   Json& parsed) mutable {
    if (event == Json::parse_event_t::object_start) open.emplace_back();
    if (event == Json::parse_event_t::object_end && !open.empty()) open.pop_back();
    if (event == Json::parse_event_t::key && !open.empty())
      has_twins = !open.back().insert(parsed.get<std::string>()).second || has_twins;
    return true;
  };
}

}  // namespace

std::string MediaTypeOf(std::string_view content_type) {
  return common::Lower(content_type.substr(0, content_type.find_first_of("; ")));
}

Outcome<nlohmann::json> JsonBody(const Exchange& exchange) {
  const auto& request = exchange.request;
  if (MediaTypeOf(request.content_type) != "application/json") {
    return Problem(415, "unsupported_media_type", "The body must be application/json.");
  }
  if (request.body.size() > schema::kMaxJsonBytes) {
    return Problem(413, "body_too_large", "The body is too large.");
  }
  // The size limit bounds the depth, and nlohmann's parser does not recurse. It would take a NUL
  // for the end of the text.
  bool has_twins = false;
  Json body = Json::parse(request.body, RefuseTwins(has_twins), false);
  if (has_twins) return BadRequest("bad_json", "A name stands twice in an object of the body.");
  if (body.is_discarded() || !body.is_object() || request.body.find('\0') != std::string::npos) {
    return BadRequest("bad_json", "The body must be one JSON object in UTF-8.");
  }
  return body;
}

std::optional<std::string> QueryParameter(const fdk::Request& request, std::string_view name) {
  std::string_view rest = request.query;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const auto pair = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    if (pair.substr(0, equals) != name) continue;
    std::string value(pair.substr(std::min(equals + 1, pair.size())));
    std::replace(value.begin(), value.end(), '+', ' ');
    return common::PercentDecode(value).value_or("");
  }
  return std::nullopt;
}

fdk::Response JsonResponse(int status, const Json& body) {
  return fdk::Response::Json(oci::JsonText(body), status);
}

fdk::Response NoContent() {
  fdk::Response response;
  response.status = 204;
  return response;
}

}  // namespace fotogal
