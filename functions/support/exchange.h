// From an Fn call to a handler and back: routes, the caller, errors, the log line.
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
#include "functions/support/warm_up.h"

namespace fotogal {

// The caller as the gateway's authorizer has found it (X-FotoGal-User-Id, -Session-Id, -Via,
// -Suspended).
struct Caller {
  UserId user_id;  // 0: nobody is logged in
  std::string session_id;
  bool by_cookie = false;
  bool suspended = false;  // a hint, up to a minute old: the account's row decides
};

// One request and what its handler needs.
struct Exchange {
  Context context;
  const fdk::Request& request;
  Caller caller;
  // values of the path template's parameters, percent-decoded
  std::map<std::string, std::string> path;
  std::string note;               // added to the log line
  bool serves_suspended = false;  // as the Method says
};

using Answer = Outcome<fdk::Response>;

// One method of a path and what handles it. Null: another function serves the method; it is listed
// so that a 405 names it as allowed.
struct Method {
  std::string_view name;
  Answer (*handle)(Exchange&) = nullptr;
  // Whether suspended people may use it, too: to read why, take their data along, and leave.
  bool serves_suspended = false;
};
inline constexpr bool kAlsoSuspended = true;

// A path template as in the deployment specification ("/v1/images/{id}/like") and its methods.
struct Route {
  std::string_view path;
  Method methods[4];  // those without a name are none
};

// The response to a request: the handler's, or 404/405, or the error. HEAD is handled as GET; the
// FDK then sends the length of the body but not the body.
fdk::Response Dispatch(std::string_view function, Services& services,
                       std::initializer_list<Route> routes, const fdk::Request& request,
                       fdk::Context& context);

// The same for functions that are invoked directly: the authorizer, those that run jobs, and the
// scheduled one. Every call goes to the one handler, whatever its method, path, intent and content
// type, because no page of Oracle's says what its services send there.
fdk::Response DispatchInvocation(std::string_view function, Services& services,
                                 const std::function<Answer(Exchange&)>& handle,
                                 const fdk::Request& request, fdk::Context& context);

// main() of every function: makes the clients from the environment and calls fdk::Serve.
using FunctionHandler = fdk::Response (*)(Services&, const fdk::Request&, fdk::Context&);
int RunFunction(std::string_view function, FunctionHandler handler, WarmUp warm_up = nullptr);

// The caller, or 401. Enough for reading: the gateway caches the authorizer's answer for a minute
// at most.
Outcome<UserId> RequireUser(const Exchange& exchange);

// 403 suspended, with the reason, if the account is suspended.
Outcome<Unit> RequireStanding(const Context& context, UserId user);

// The JSON object in the body: 415 another content type, 413 too large, 400 bad_json.
Outcome<nlohmann::json> JsonBody(const Exchange& exchange);
// "image/png" for "Image/PNG; x=y".
std::string MediaTypeOf(std::string_view content_type);
std::optional<std::string> QueryParameter(const fdk::Request& request, std::string_view name);

fdk::Response JsonResponse(int status, const nlohmann::json& body);
fdk::Response NoContent();  // 204

}  // namespace fotogal
