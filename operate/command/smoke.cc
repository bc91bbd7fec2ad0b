#include "operate/command/smoke.h"

#include <array>

namespace operate {
namespace {

struct SmokeQuestion {
  const char *method, *path, *body;
  int status;
  const char* content_type;  // what the response's Content-Type must begin with
};

// Together they need everything: gateway, authorizer, functions, NoSQL, Object Storage.
constexpr std::array kRequests = {
    SmokeQuestion{"GET", "/v1/health", "", 200, "application/json"},
    SmokeQuestion{"GET", "/v1/feed", "", 401, ""},
    SmokeQuestion{"POST", "/v1/login",
                  R"({"login":"nobody@fotogal.invalid","password":"smoke test"})", 401,
                  "application/problem+json"},
    SmokeQuestion{"GET", "/", "", 200, "text/html"}};

// What is wrong with the response; "": nothing.
std::string WrongWith(oci::Transport& transport, const std::string& url,
                      const SmokeQuestion& question) {
  constexpr std::chrono::seconds kOneAnswer{40};
  oci::HttpRequest request{question.method, url + question.path, {}, question.body};
  if (!request.body.empty()) request.headers.emplace_back("content-type", "application/json");
  const std::string what = std::string(question.method) + " " + request.url;
  const auto answer = transport.Send(request, kOneAnswer, [] { return false; });
  if (!answer.ok()) return what + ": " + answer.error().message;
  if (answer->status != question.status)
    return what + " answered " + std::to_string(answer->status) + ", not " +
           std::to_string(question.status);
  const std::string type(oci::FindHeader(answer->headers, "content-type"));
  if (type.starts_with(question.content_type)) return "";
  return what + " answered " + type + ", not " + question.content_type;
}

}  // namespace

oci::Status SmokeTest(oci::Call& call, oci::Transport& transport, const std::string& url,
                      const std::function<void(std::chrono::milliseconds)>& sleep) {
  constexpr std::chrono::milliseconds kLookEvery{1000};
  for (const auto& question : kRequests) {
    auto trouble = WrongWith(transport, url, question);
    while (!trouble.empty()) {
      if (call.TimeLeft() <= kLookEvery) return oci::Error{"smoke_test", trouble, 0, "", false};
      sleep(kLookEvery);
      trouble = WrongWith(transport, url, question);
    }
  }
  return oci::Ok();
}

}  // namespace operate
