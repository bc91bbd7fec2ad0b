// The cloud of a running FotoGal stops responding: connections stay open, and nothing is answered.
#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <future>
#include <map>

#include "tests/support/pictures.h"
#include "tests/support/running_service.h"

using tests::Client;
using tests::HttpReply;
using tests::Json;
using tests::RunningService;

namespace {

// Stops the stand-in as long as this object exists.
class Silence {
 public:
  explicit Silence(const RunningService& service) : pids_(service.Processes("stand-in")) {
    REQUIRE(pids_.size() == 1);
    for (const auto pid : pids_) kill(pid, SIGSTOP);
  }
  ~Silence() {
    for (const auto pid : pids_) kill(pid, SIGCONT);
  }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  const std::vector<pid_t> pids_;
};

using Requests = std::map<std::string, std::function<HttpReply()>>;

std::map<std::string, HttpReply> AllAtOnce(const Requests& requests) {
  std::map<std::string, std::future<HttpReply>> pending;
  for (const auto& [what, send] : requests)
    pending.emplace(what, std::async(std::launch::async, send));
  std::map<std::string, HttpReply> replies;
  for (auto& [what, reply] : pending) replies.emplace(what, reply.get());
  return replies;
}

std::string PathOf(const std::string& url) { return url.substr(url.find("/v1/")); }

}  // namespace

TEST_CASE("while the cloud is silent every request is answered, and as documented") {
  RunningService service;
  service.AwaitHealthy();
  const auto ann = Client::SignUp(service, "ann");
  // the gateway has cached her session
  REQUIRE(ann.SendPatiently("GET", "/v1/feed").status == 200);
  const Json wanted{{"content_type", "image/png"}, {"size", 1000}};
  const auto opened = ann.SendPatiently("POST", "/v1/uploads", wanted.dump(), "application/json");
  REQUIRE(opened.status == 201);
  const std::string put = PathOf(opened.json()["url"]);
  const Json login{{"login", "ann"}, {"password", "password of ann"}};

  const Requests requests = {
      {"feed", [&] { return ann.Send("GET", "/v1/feed"); }},
      {"log-in",
       [&] { return service.Send("POST", "/v1/login", login.dump(), "application/json"); }},
      {"upload",
       [&] {
         const auto png = tests::EncodePng(40, 30, [](int b, int y) { return b + y; });
         return ann.Send("POST", "/v1/images", png, "image/png");
       }},
      {"unknown session",
       [&] {
         return service.Send("GET", "/v1/me", "", "",
                             {{"Authorization", "Bearer " + std::string(43, 'A')}});
       }},
      {"page", [&] { return service.Send("GET", "/"); }},
      {"asset", [&] { return service.Send("GET", "/assets/a.js"); }},
      {"put", [&] { return service.Send("PUT", put, std::string(1000, 'x'), "image/png"); }},
      {"get", [&] { return service.Send("GET", "/v1/get" + put.substr(put.find("/", 4))); }},
  };
  std::map<std::string, HttpReply> replies;
  {
    const Silence silence(service);
    replies = AllAtOnce(requests);
  }
  for (const char* what : {"feed", "log-in", "upload"}) {
    const auto& reply = replies[what];
    INFO(what << ": " << reply.status << " " << reply.body);
    CHECK(reply.status == 503);
    CHECK(reply.Code() == "temporarily_unavailable");
    CHECK(reply.Header("Retry-After") == "1");
    CHECK(reply.Header("Content-Type") == "application/problem+json");
  }
  // The gateway's own errors: 502 for an authorizer that failed, 504 for Object Storage.
  for (const char* what : {"unknown session", "page", "asset", "put", "get"}) {
    const auto& reply = replies[what];
    INFO(what << ": " << reply.status << " " << reply.body);
    CHECK(reply.status == (std::string(what) == "unknown session" ? 502 : 504));
    CHECK(reply.Header("Content-Type") == "application/json");
    CHECK(reply.json().value("code", 0) == reply.status);
  }
  // The silence has ended no session and left nothing behind.
  CHECK(ann.SendPatiently("GET", "/v1/feed").status == 200);
  CHECK(service.SendPatiently("POST", "/v1/login", login.dump(), "application/json").status == 200);
}
