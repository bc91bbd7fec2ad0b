// From an Fn call to a handler and back: routing, the caller's identity, problems, the log line.
#pragma once

#include <functional>
#include <initializer_list>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "fdk/fdk.h"
#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Who calls, as the gateway's authorizer found out (X-FotoGal-User-Id, -Session-Id, -Via).
struct Caller {
  Id user_id = 0;  // 0: nobody is logged in
  std::string session_id;
  bool by_cookie = false;
};

// One request under way.
struct Exchange {
  Context context;
  const fdk::Request& request;
  Caller caller;
  std::map<std::string, std::string> path;  // the template's parameters, percent-decoded
  std::string note;                         // joins the log line
};

using Answer = Outcome<fdk::Response>;

// One method of a path and what it calls. Null: another function takes it, the gateway sees to
// that; a 405 here names it as allowed.
struct Method {
  std::string_view name;
  Answer (*handle)(Exchange&) = nullptr;
};

// A path template as in the deployment specification ("/v1/images/{id}/like") and its methods.
struct Route {
  std::string_view path;
  Method methods[4];  // those without a name are none
};

// The function's answer to a request: the route's, or 404/405, or the problem. HEAD is served as
// GET; the body is left for the FDK, which sends its length alone.
fdk::Response Dispatch(std::string_view function, Services& services,
                       std::initializer_list<Route> routes, const fdk::Request& request,
                       fdk::Context& context);

// The same for what is invoked and not routed to: the authorizer's function, those of jobs, that of
// the schedule. Every call is for it, whatever method, path, intent and content type it carries: no
// page of Oracle's says what those of its services are.
fdk::Response DispatchInvocation(std::string_view function, Services& services,
                                 const std::function<Answer(Exchange&)>& handle,
                                 const fdk::Request& request, fdk::Context& context);

// main() of every function: clients from the environment, then fdk::Serve.
using FunctionHandler = fdk::Response (*)(Services&, const fdk::Request&, fdk::Context&);
// What a process does once before it takes calls, so that the first one costs no more than the
// next. It has a second, and may fail.
using WarmUp = Outcome<Unit> (*)(const Context&);
int RunFunction(std::string_view function, FunctionHandler handler, WarmUp warm_up = nullptr);

// The caller, or 401. Reading needs no more: the authorizer vouches for 60 s.
Outcome<Id> RequireUser(const Exchange& exchange);

// The request's JSON object: 415 another type, 413 too large, 400 bad_json.
Outcome<nlohmann::json> JsonBody(const Exchange& exchange);
// A parameter of the query string, percent-decoded; nullopt: absent.
// "image/png" of "Image/PNG; x=y".
std::string MediaTypeOf(std::string_view content_type);
std::optional<std::string> QueryParameter(const fdk::Request& request, std::string_view name);

fdk::Response JsonResponse(int status, const nlohmann::json& body);
fdk::Response NoContent();  // 204

}  // namespace fotogal
