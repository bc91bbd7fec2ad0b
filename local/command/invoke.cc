#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "common/ascii.h"
#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "local/command/up.h"
#include "local/gateway/function_backend.h"
#include "local/gateway/routing.h"
#include "local/running/manifest.h"
#include "local/running/operator.h"
#include "oci/http.h"
#include "oci/json_text.h"
#include "oci/nearest_name.h"

namespace local {
namespace {

std::string ReadStandardInput() {
  std::string text;
  if (isatty(STDIN_FILENO) == 1) return text;
  char buffer[65536];
  for (ssize_t count; (count = read(STDIN_FILENO, buffer, sizeof(buffer))) > 0;) {
    text.append(buffer, static_cast<size_t>(count));
  }
  return text;
}

// A real session of that person, which the destructor ends.
class ShortSession {
 public:
  static fotogal::Outcome<ShortSession> Open(const fotogal::Context& context,
                                             const std::string& username) {
    OCI_ASSIGN_OR_RETURN(const auto id, fotogal::FindByUsername(context, username));
    if (!id) return fotogal::Problem(404, "not_found", "there is no account " + username);
    OCI_ASSIGN_OR_RETURN(const auto session, fotogal::StartSession(context, *id));
    return ShortSession(context.services, *id, fotogal::Sha256Base64Url(session.token));
  }
  ShortSession(ShortSession&& other) noexcept
      : services_(other.services_), user_(other.user_), id_(std::move(other.id_)) {
    other.id_.clear();
  }
  ShortSession& operator=(ShortSession&&) = delete;
  ~ShortSession() {
    if (id_.empty()) return;
    auto call = CallWithin(std::chrono::seconds(5));
    (void)fotogal::EndSession({services_, call}, id_);
  }

  // Adds what the gateway's authorizer would set.
  void AddTo(oci::HeaderList& headers) const {
    headers.emplace_back("Fn-Http-H-X-FotoGal-User-Id", fotogal::ToBase36(user_));
    headers.emplace_back("Fn-Http-H-X-FotoGal-Session-Id", id_);
    headers.emplace_back("Fn-Http-H-X-FotoGal-Via", "bearer");
  }

 private:
  ShortSession(fotogal::Services& services, fotogal::UserId user, std::string id)
      : services_(services), user_(user), id_(std::move(id)) {}
  fotogal::Services& services_;
  fotogal::UserId user_;
  std::string id_;
};

// Method and path of the call; empty for a function without routes, which is invoked directly.
struct Target {
  std::string method, path;
};

// The first route of the function in the deployment specification whose path has no parameters.
oci::Result<Target> FirstRoute(const std::string& function) {
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}));
  OCI_ASSIGN_OR_RETURN(const auto specification,
                       ReadSpecification(DefaultSpecification(), "http://127.0.0.1", functions));
  std::string with_parameters;
  for (const auto& route : specification.routes) {
    const auto takes = [&](const char* method) {
      return std::find(route.methods.begin(), route.methods.end(), method) != route.methods.end();
    };
    for (const auto& path : PathsTo(route, FunctionId(function))) {
      if (path.find('{') == std::string::npos)
        return Target{takes("GET") || takes("ANY") ? "GET" : route.methods.front(), path};
      if (with_parameters.empty()) with_parameters = path;
    }
  }
  if (with_parameters.empty()) return Target{};
  return oci::ConfigurationError(function + " answers " + with_parameters +
                                 ": say which with --path");
}

oci::Result<Target> TargetOf(const InvokeOptions& options) {
  Target target{options.method, options.path};
  if (target.path.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto first, FirstRoute(options.function));
    target.path = first.path;
    if (target.method.empty()) target.method = first.method;
  }
  const bool is_plain =
      target.path.empty() && target.method.empty() && options.as.empty() && options.headers.empty();
  if (is_plain) return target;
  if (target.path.empty()) target.path = "/";
  if (target.method.empty()) target.method = "GET";
  return target;
}

// After a 405: a method that the function accepts, to be used when none was given. "": there is
// none but methods that change or remove something, and those are not tried unasked.
std::string MethodTaken(const Reply& answer) {
  if (answer.status != 405) return {};
  std::istringstream allowed{std::string(oci::FindHeader(answer.headers, "Allow"))};
  std::vector<std::string> methods;
  for (std::string one; std::getline(allowed >> std::ws, one, ',');) methods.push_back(one);
  for (const char* method : {"GET", "POST", "PUT", "PATCH"})
    if (std::ranges::find(methods, method) != methods.end()) return method;
  return {};
}

// True for a problem body in an answer without an HTTP status of its own, as jobs return it.
bool IsProblem(const Reply& answer) {
  if (oci::FindHeader(answer.headers, "Content-Type").starts_with("application/problem+json"))
    return true;
  const auto body = oci::JsonOf(answer.body);
  if (!body.is_object() || !body.contains("code")) return false;
  const auto status = body.value("status", nlohmann::json());
  return status.is_number_integer() && status.get<int>() >= 400;
}

oci::Result<oci::HeaderList> FnHeaders(const InvokeOptions& options, const Target& target,
                                       const std::string& body) {
  std::string content_type = "application/octet-stream";
  if (target.path.empty()) return oci::HeaderList{{"Content-Type", content_type}};
  if (oci::JsonOf(body).is_structured()) content_type = "application/json";
  oci::HeaderList headers{{"Fn-Intent", "httprequest"},
                          {"Fn-Http-Method", target.method},
                          {"Fn-Http-Request-Url", target.path},
                          {"Fn-Http-H-Host", "127.0.0.1"}};
  for (const auto& header : options.headers) {
    const auto colon = header.find(':');
    if (colon == std::string::npos || colon == 0)
      return oci::ConfigurationError("-H takes 'Name: value', not " + header);
    std::string value = header.substr(colon + 1);
    value.erase(0, value.find_first_not_of(' '));
    const std::string name = header.substr(0, colon);
    if (common::EqualNoCase(name, "Content-Type")) content_type = value;
    headers.emplace_back("Fn-Http-H-" + name, std::move(value));
  }
  headers.emplace_back("Content-Type", content_type);
  return headers;
}

void PrintHeaders(std::FILE* to, const char* prefix, const oci::HeaderList& headers) {
  for (const auto& [name, value] : headers)
    std::fprintf(to, "%s%s: %s\n", prefix, name.c_str(), value.c_str());
}

using OrderedJson = nlohmann::ordered_json;

std::string Text(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace);
}

void PrintJson(const Reply& answer) {
  OrderedJson headers = OrderedJson::object();
  for (const auto& [name, value] : answer.headers) {
    auto& told = headers[name];
    told =
        told.is_null() ? OrderedJson(value) : OrderedJson(told.get<std::string>() + ", " + value);
  }
  auto body = OrderedJson::parse(answer.body, nullptr, false);
  if (body.is_discarded()) body = answer.body;
  std::printf("%s\n",
              Text({{"status", answer.status}, {"headers", headers}, {"body", body}}).c_str());
}

// JSON is indented on a terminal, and printed unchanged for programs.
void Print(const Reply& answer) {
  std::fprintf(stderr, "HTTP %d\n", answer.status);
  PrintHeaders(stderr, "", answer.headers);
  std::fprintf(stderr, "\n");
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const auto json = terminal ? OrderedJson::parse(answer.body, nullptr, false) : OrderedJson();
  const bool is_structure = json.is_object() || json.is_array();
  const std::string text = is_structure ? Text(json) : answer.body;
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (terminal) std::fputc('\n', stdout);
}

// An unknown name is refused with the nearest known one. Functions of an empty tenancy may have any
// name.
oci::Status CheckName(const std::string& function, const Running& running) {
  if (running.IsCloudOnly()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}, FunctionsFolder(running)));
  std::vector<std::string> names;
  for (const auto& one : functions) names.push_back(one.name);
  if (std::find(names.begin(), names.end(), function) != names.end()) return oci::Ok();
  return oci::ConfigurationError("there is no function " + function + "; " +
                                 oci::Suggestion(function, names));
}

// Makes the calls over the Fn contract for one command.
struct Caller {
  const InvokeOptions& options;
  const Running& running;
  oci::Requester& requester;
  oci::Call& call;
  const ShortSession* session;
  std::string body;

  oci::Result<Reply> Send(const Target& target) const {
    oci::HttpRequest request{"POST",
                             running.functions_url + "/20181201/functions/" +
                                 FunctionId(options.function) + "/actions/invoke",
                             {},
                             body};
    OCI_ASSIGN_OR_RETURN(request.headers, FnHeaders(options, target, body));
    if (session != nullptr) session->AddTo(request.headers);
    if (options.raw) PrintHeaders(stderr, "> ", request.headers);
    OCI_ASSIGN_OR_RETURN(auto sent, requester.Send(call, request, oci::Retry::kNever));
    if (options.raw) {
      std::fprintf(stderr, "< HTTP %d\n", sent.status);
      PrintHeaders(stderr, "< ", sent.headers);
    }
    return FunctionReply(std::move(sent), options.method == "HEAD");
  }
};

// False: the function has answered with a failure.
fotogal::Outcome<bool> AskFunction(const InvokeOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(const auto running, FindRunning(folder));
  OCI_RETURN_IF_ERROR(CheckName(options.function, running));
  OCI_ASSIGN_OR_RETURN(auto services, OperatorServices(folder, running));
  OCI_ASSIGN_OR_RETURN(const auto requester, OperatorRequester(folder));
  OCI_ASSIGN_OR_RETURN(Target target, TargetOf(options));
  auto call = CallWithin(std::chrono::minutes(6));
  std::optional<ShortSession> session;
  if (!options.as.empty()) {
    OCI_ASSIGN_OR_RETURN(auto opened, ShortSession::Open({services, call}, options.as));
    session.emplace(std::move(opened));
  }
  const Caller caller{
      options, running, *requester, call, session ? &*session : nullptr, ReadStandardInput()};
  OCI_ASSIGN_OR_RETURN(Reply answer, caller.Send(target));
  if (options.method.empty() && options.path.empty()) {
    if (const auto taken = MethodTaken(answer); !taken.empty()) {
      target.method = taken;
      OCI_ASSIGN_OR_RETURN(answer, caller.Send(target));
    }
  }
  if (options.json) {
    PrintJson(answer);
  } else {
    Print(answer);
  }
  const bool is_plain = target.path.empty();
  return answer.status >= 200 && answer.status < 300 && !(is_plain && IsProblem(answer));
}

}  // namespace

int Invoke(const InvokeOptions& options) {
  const auto invoked = AskFunction(options);
  if (invoked.ok()) return *invoked ? 0 : 1;
  const auto& problem = invoked.error();
  std::fprintf(stderr, "fotogal: %s\n",
               (problem.cause ? problem.cause->message : problem.detail).c_str());
  return 1;
}

}  // namespace local
