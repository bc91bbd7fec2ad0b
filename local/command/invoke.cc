#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/accounts.h"
#include "fotogal/sessions.h"
#include "local/command/manifest.h"
#include "local/command/operator.h"
#include "local/command/up.h"
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

bool IsPlainCall(const InvokeOptions& options) {
  return options.method.empty() && options.path.empty() && options.as.empty() &&
         options.headers.empty();
}

oci::Result<oci::HeaderList> FnHeaders(const InvokeOptions& options) {
  std::string content_type = "application/octet-stream";
  if (IsPlainCall(options)) return oci::HeaderList{{"Content-Type", content_type}};
  oci::HeaderList headers{{"Fn-Intent", "httprequest"},
                          {"Fn-Http-Method", options.method.empty() ? "GET" : options.method},
                          {"Fn-Http-Request-Url", options.path.empty() ? "/" : options.path},
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

// As the gateway would answer: status, the Fn-Http-H-* headers without their prefix, the body.
void PrintAnswer(const oci::HttpResponse& answer) {
  const std::string status(oci::FindHeader(answer.headers, "Fn-Http-Status"));
  std::fprintf(stderr, "HTTP %s\n", status.empty() ? "200" : status.c_str());
  constexpr std::string_view kPrefix = "Fn-Http-H-";
  for (const auto& [name, value] : answer.headers) {
    if (SameName(name, "Content-Type")) std::fprintf(stderr, "Content-Type: %s\n", value.c_str());
    if (name.size() <= kPrefix.size() || !SameName(name.substr(0, kPrefix.size()), kPrefix))
      continue;
    std::fprintf(stderr, "%s: %s\n", name.substr(kPrefix.size()).c_str(), value.c_str());
  }
  std::fprintf(stderr, "\n");
  std::fwrite(answer.body.data(), 1, answer.body.size(), stdout);
  if (isatty(STDOUT_FILENO) == 1) std::fputc('\n', stdout);
}

fotogal::Outcome<fotogal::Unit> InvokeFunction(const InvokeOptions& options) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(options.data));
  OCI_ASSIGN_OR_RETURN(const auto running, ReadRunning(folder));
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
  OCI_ASSIGN_OR_RETURN(const auto answer, requester->Send(call, request, oci::Retry::kNever));
  if (options.raw) {
    std::fprintf(stderr, "< HTTP %d\n", answer.status);
    PrintHeaders(stderr, "< ", answer.headers);
  }
  PrintAnswer(answer);
  return fotogal::Unit{};
}

}  // namespace

int Invoke(const InvokeOptions& options) {
  const auto invoked = InvokeFunction(options);
  if (invoked.ok()) return 0;
  const auto& problem = invoked.error();
  std::fprintf(stderr, "fotogal: %s\n",
               (problem.cause ? problem.cause->message : problem.detail).c_str());
  return 1;
}

}  // namespace local
