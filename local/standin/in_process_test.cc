#include "local/standin/in_process.h"

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <thread>
#include <vector>

using namespace standin;
using Fault = InProcessTransport::Fault;
using namespace std::chrono_literals;

namespace {

struct Bench {
  std::vector<Request> handled;
  InProcessTransport transport{[this](const Request& request) {
    handled.push_back(request);
    return Response{200, {}, "answer"};
  }};
  // "answer", or the error's code with "?" when nobody can know the outcome.
  std::string Ask(const std::string& url = "http://h/x", std::chrono::milliseconds timeout = 1s,
                  const std::function<bool()>& stop = nullptr) {
    const auto answer = transport.Send({"GET", url, {{"a", "b"}}, "body"}, timeout, stop);
    if (answer.ok()) return answer->body;
    return answer.error().code + (answer.error().outcome_unknown ? "?" : "");
  }
};

}  // namespace

TEST_CASE("a request arrives as the wire would bring it") {
  Bench bench;
  CHECK(bench.Ask("https://host:8443/a%20b/c?q=%2F&r") == "answer");
  REQUIRE(bench.handled.size() == 1);
  CHECK(bench.handled[0].method == "GET");
  CHECK(bench.handled[0].path == "/a%20b/c");
  CHECK(bench.handled[0].query == "q=%2F&r");
  CHECK(bench.handled[0].body == "body");
  CHECK(bench.handled[0].headers == oci::HeaderList{{"a", "b"}});
  CHECK(bench.Ask("no url") == "configuration");
  CHECK(bench.Ask("http://h/x", 0ms) == "deadline_exceeded");
  CHECK(bench.Ask("http://h/x", 1s, [] { return true; }) == "deadline_exceeded");
  CHECK(bench.handled.size() == 1);
}

TEST_CASE("one request fails as told, and only that one") {
  const struct {
    Fault fault;
    std::string seen;
    size_t handled;
  } faults[] = {{Fault::kNotReached, "network_error", 2},
                {Fault::kLostRequest, "network_error?", 2},
                {Fault::kLostAnswer, "network_error?", 3}};
  for (const auto& [fault, seen, handled] : faults) {
    Bench bench;
    bench.transport.FailRequest(2, fault);
    CHECK(bench.Ask() == "answer");
    CHECK(bench.Ask() == seen);
    CHECK(bench.Ask() == "answer");
    CHECK(bench.handled.size() == handled);
    CHECK(bench.transport.requests() == 3);
  }
}

TEST_CASE("a reply that breaks off is a lost answer") {
  for (const auto broken : {local::Break::kBefore, local::Break::kHalfBody}) {
    InProcessTransport transport([&](const Request&) {
      local::Reply reply(Response{200, {}, "answer"});
      reply.broken = broken;
      return reply;
    });
    const auto answer = transport.Send({"GET", "http://h/x", {}, ""}, 1s, nullptr);
    REQUIRE_FALSE(answer.ok());
    CHECK(answer.error().code == "network_error");
    CHECK(answer.error().outcome_unknown);
  }
}

TEST_CASE("FailFrom lets all requests fail until Recover") {
  Bench bench;
  bench.transport.FailFrom(2, Fault::kLostAnswer);
  CHECK(bench.Ask() == "answer");
  CHECK(bench.Ask() == "network_error?");
  for (int i = 0; i < 3; ++i) CHECK(bench.Ask() == "network_error");
  CHECK(bench.handled.size() == 2);
  bench.transport.Recover();
  CHECK(bench.Ask() == "answer");
}

TEST_CASE("an observer sees each request, and may send requests itself") {
  Bench bench;
  int seen = 0;
  bench.transport.Observe([&](const Request&) {
    if (++seen == 1) CHECK(bench.Ask() == "answer");
  });
  bench.transport.FailRequest(3, Fault::kLostRequest);
  CHECK(bench.Ask() == "answer");
  CHECK(bench.Ask() == "network_error?");
  CHECK(seen == 2);
  CHECK(bench.handled.size() == 2);
  bench.transport.Observe(nullptr);
  CHECK(bench.Ask() == "answer");
  CHECK(seen == 2);
}

TEST_CASE("requests of several threads are counted once each") {
  std::atomic<int> handled = 0;
  InProcessTransport transport([&](const Request&) {
    ++handled;
    return Response{200, {}, ""};
  });
  for (int n = 1; n <= 400; n += 2) transport.FailRequest(n, Fault::kLostRequest);
  std::atomic<int> failed = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) {
        const auto answer = transport.Send({"GET", "http://h/", {}, ""}, 1s, nullptr);
        if (!answer.ok()) ++failed;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(handled == 200);
  CHECK(failed == 200);
  CHECK(transport.requests() == 400);
}
