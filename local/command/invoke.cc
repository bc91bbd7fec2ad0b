#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/account/sessions.h"
#include "fotogal/people/identities.h"
#include "fotogal/people/user.h"
#include "local/command/manifest.h"
#include "local/command/operator.h"
#include "local/command/up.h"
#include "local/gateway/function_backend.h"
#include "local/gateway/routing.h"

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

// A real session of that person, ended when this is.
class ShortSession {
 public:
  static fotogal::Outcome<ShortSession> Open(fotogal::Services& services, oci::Call& call,
                                             const std::string& username) {
    OCI_ASSIGN_OR_RETURN(const auto id, fotogal::FindByUsername(services, call, username));
    if (!id) return fotogal::Problem(404, "not_found", "there is no account " + username);
    OCI_ASSIGN_OR_RETURN(const auto session, fotogal::StartSession(services, call, *id));
    return ShortSession(services, *id, fotogal::Sha256Base64Url(session.token));
  }
  ShortSession(ShortSession&& other) noexcept
      : services_(other.services_), user_(other.user_), id_(std::move(other.id_)) {
    other.id_.clear();
  }
  ShortSession& operator=(ShortSession&&) = delete;
  ~ShortSession() {
    if (id_.empty()) return;
    auto call = CallWithin(std::chrono::seconds(5));
    (void)fotogal::EndSession(services_, call, id_);
  }

  // What the gateway's authorizer would have set.
  void AddTo(oci::HeaderList& headers) const {
    headers.emplace_back("Fn-Http-H-X-FotoGal-User-Id", fotogal::ToBase36(user_));
    headers.emplace_back("Fn-Http-H-X-FotoGal-Session-Id", id_);
    headers.emplace_back("Fn-Http-H-X-FotoGal-Via", "bearer");
  }

 private:
  ShortSession(fotogal::Services& services, fotogal::Id user, std::string id)
      : services_(services), user_(user), id_(std::move(id)) {}
  fotogal::Services& services_;
  fotogal::Id user_;
  std::string id_;
};

// What is called of a function: empty for one without routes, which is called plainly.
struct Target {
  std::string method, path;
};

// The first route of the function in the deployment specification that needs no parameter.
oci::Result<Target> FirstRoute(const std::string& function) {
  OCI_ASSIGN_OR_RETURN(const auto functions, ReadManifest({}));
  OCI_ASSIGN_OR_RETURN(const auto specification,
                       ReadSpecification(DefaultSpecification(), "http://127.0.0.1", functions));
  std::string with_parameters;
  for (const auto& route : specification.routes) {
    const auto* backend = std::get_if<FunctionBackend>(AllBackends(route).front());
    if (backend == nullptr || backend->function_id != FunctionId(function)) continue;
    if (route.path.find('{') == std::string::npos) {
      const auto takes = [&](const char* method) {
        return std::find(route.methods.begin(), route.methods.end(), method) != route.methods.end();
      };
      return Target{takes("GET") || takes("ANY") ? "GET" : route.methods.front(), route.path};
    }
    if (with_parameters.empty()) with_parameters = route.path;
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

oci::Result<oci::HeaderList> FnHeaders(const InvokeOptions& options) {
  OCI_ASSIGN_OR_RETURN(const Target target, TargetOf(options));
  std::string content_type = "application/octet-stream";
  if (target.path.empty()) return oci::HeaderList{{"Content-Type", content_type}};
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
    if (SameName(name, "Content-Type")) content_type = value;
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

// JSON is laid out for who reads it on a terminal, and printed as it came for programs.
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

// The status of its answer.
fotogal::Outcome<int> AskFunction(const InvokeOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(const auto running, FindRunning(folder));
  OCI_ASSIGN_OR_RETURN(auto services, OperatorServices(folder, running));
  OCI_ASSIGN_OR_RETURN(const auto requester, OperatorRequester(folder));
  auto call = CallWithin(std::chrono::minutes(6));
  oci::HttpRequest request{"POST",
                           running.functions_url + "/20181201/functions/" +
                               FunctionId(options.function) + "/actions/invoke",
                           {},
                           ReadStandardInput()};
  OCI_ASSIGN_OR_RETURN(request.headers, FnHeaders(options));
  std::optional<ShortSession> session;
  if (!options.as.empty()) {
    OCI_ASSIGN_OR_RETURN(auto opened, ShortSession::Open(services, call, options.as));
    session.emplace(std::move(opened));
    session->AddTo(request.headers);
  }
  if (options.raw) PrintHeaders(stderr, "> ", request.headers);
  OCI_ASSIGN_OR_RETURN(auto sent, requester->Send(call, request, oci::Retry::kNever));
  if (options.raw) {
    std::fprintf(stderr, "< HTTP %d\n", sent.status);
    PrintHeaders(stderr, "< ", sent.headers);
  }
  const Reply answer = FunctionReply(std::move(sent), options.method == "HEAD");
  if (options.json) {
    PrintJson(answer);
  } else {
    Print(answer);
  }
  return answer.status;
}

}  // namespace

int Invoke(const InvokeOptions& options) {
  const auto invoked = AskFunction(options);
  if (invoked.ok()) return *invoked >= 200 && *invoked < 300 ? 0 : 1;
  const auto& problem = invoked.error();
  std::fprintf(stderr, "fotogal: %s\n",
               (problem.cause ? problem.cause->message : problem.detail).c_str());
  return 1;
}

}  // namespace local
