#include "operate/command/smoke.h"

#include <catch2/catch_test_macros.hpp>

using namespace operate;

namespace {

// A FotoGal that answers correctly only after some requests.
struct Sleepy : oci::Transport {
  int asleep_for = 0;
  std::string wrong_path;
  std::vector<std::string> asked;

  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request, std::chrono::milliseconds,
                                      const std::function<bool()>&) override {
    asked.push_back(request.method + " " + request.url);
    if (asleep_for-- > 0) return oci::Error{"network", "connection refused", 0, "", true};
    const auto path = request.url.substr(std::string("http://h").size());
    if (path == wrong_path) return oci::HttpResponse{200, {{"content-type", "text/plain"}}, "?"};
    if (path == "/") return oci::HttpResponse{200, {{"content-type", "text/html"}}, "<html>"};
    if (path == "/v1/health")
      return oci::HttpResponse{200, {{"content-type", "application/json"}}, "{}"};
    return oci::HttpResponse{401, {{"content-type", "application/problem+json"}}, "{}"};
  }
};

struct Patient {
  oci::TimePoint now{};
  oci::Call call{[this] { return now; }, oci::TimePoint{} + std::chrono::seconds(10)};

  oci::Status Test(Sleepy& sleepy) {
    return SmokeTest(call, sleepy, "http://h",
                     [this](std::chrono::milliseconds time) { now += time; });
  }
};

}  // namespace

TEST_CASE("the smoke test passes when the service answers in time") {
  Sleepy sleepy;
  sleepy.asleep_for = 5;
  CHECK(Patient().Test(sleepy).ok());
  CHECK(sleepy.asked.size() == 9);
}

TEST_CASE("the error of the smoke test has the last response") {
  Sleepy dead;
  dead.asleep_for = 1000;
  CHECK(Patient().Test(dead).error().message == "GET http://h/v1/health: connection refused");
  Sleepy open_feed;
  open_feed.wrong_path = "/v1/feed";
  CHECK(Patient().Test(open_feed).error().message == "GET http://h/v1/feed answered 200, not 401");
  Sleepy no_client;
  no_client.wrong_path = "/";
  CHECK(Patient().Test(no_client).error().message ==
        "GET http://h/ answered text/plain, not text/html");
}
