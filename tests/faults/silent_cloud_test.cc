// The cloud of a running FotoGal stops responding: connections stay open, and nothing is answered.
#include <algorithm>
#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <thread>

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

namespace {

constexpr std::chrono::seconds kLongestCall{30};

// Comments that one person makes one after the other, each with its own key and text.
struct Writer {
  Client client;
  std::string image;
  std::atomic<int> answered = 0, refused = 0;
  std::vector<int> open = {};      // numbers of those that were not acknowledged
  std::vector<std::string> wrong;  // answers that should not be

  HttpReply Comment(int number) const {
    const std::string name = client.username + "-" + std::to_string(number);
    return client.Send("POST", "/v1/images/" + image + "/comments", Json{{"text", name}}.dump(),
                       "application/json", {{"Idempotency-Key", name}});
  }
  void Run(const std::atomic<bool>& done) {
    for (int number = 0; !done; ++number) {
      const auto begun = std::chrono::steady_clock::now();
      const auto reply = Comment(number);
      if (std::chrono::steady_clock::now() - begun > kLongestCall) wrong.emplace_back("late");
      if (reply.status == 201) {
        ++answered;
        continue;
      }
      open.push_back(number);
      ++refused;
      const bool is_later = reply.status == 503 && !reply.Header("Retry-After").empty();
      // The gateway answers 502 when its authorizer could not.
      if (!is_later && reply.status != 502) wrong.push_back(reply.body);
    }
  }
};

}  // namespace

TEST_CASE("a cloud that is stopped in the middle of writes has each of them once when it goes on") {
  setenv("FOTOGAL_BUDGETS", "signups=10000/20000,comments=1000000/1000000", 1);
  RunningService service;
  service.AwaitHealthy();
  const auto ann = Client::SignUp(service, "ann");
  const std::string image =
      ann.Upload(tests::EncodePng(40, 30, [](int b, int y) { return b + y; }));
  std::vector<std::unique_ptr<Writer>> writers;
  for (const char* name : {"ben", "carla", "dora", "emil"}) {
    writers.emplace_back(new Writer);
    writers.back()->client = Client::SignUp(service, name);
    writers.back()->image = image;
  }
  std::atomic<bool> done = false;
  std::vector<std::jthread> threads;
  for (auto& writer : writers) threads.emplace_back([&] { writer->Run(done); });
  const auto all = [&](int least, std::atomic<int> Writer::*count) {
    return tests::Eventually(
        [&] {
          return std::ranges::all_of(writers,
                                     [&](const auto& one) { return (*one).*count >= least; });
        },
        90);
  };
  CHECK(all(3, &Writer::answered));
  {
    const Silence silence(service);
    CHECK(all(1, &Writer::refused));
  }
  std::vector<int> before;
  for (const auto& writer : writers) before.push_back(writer->answered);
  CHECK(all(*std::ranges::max_element(before) + 2, &Writer::answered));
  done = true;
  threads.clear();

  std::map<std::string, int> expected, found;
  for (const auto& writer : writers) {
    CHECK(writer->wrong == std::vector<std::string>());
    for (const int number : writer->open)
      CHECK(tests::Eventually([&] { return writer->Comment(number).status == 201; }));
    const int count = writer->answered + static_cast<int>(writer->open.size());
    for (int i = 0; i < count; ++i) expected[writer->client.username + "-" + std::to_string(i)] = 1;
  }
  std::string cursor;
  do {
    const auto page =
        ann.SendPatiently("GET", "/v1/images/" + image + "/comments?limit=100" + cursor).json();
    for (const auto& item : page["items"]) ++found[item["text"]];
    cursor =
        page["next_cursor"].is_string() ? "&cursor=" + page["next_cursor"].get<std::string>() : "";
  } while (!cursor.empty());
  CHECK(found == expected);
  const auto counted = ann.SendPatiently("GET", "/v1/images/" + image).json();
  CHECK(counted.value("comment_count", 0) == static_cast<int>(expected.size()));
}
