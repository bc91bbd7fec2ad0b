#include "operate/command/smoke_journey.h"

#include <catch2/catch_test_macros.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

using namespace operate;
using nlohmann::json;

namespace {

// A FotoGal with two people, whose functions for jobs finish after some requests, or never.
struct Small : oci::Transport {
  std::string broken;  // the function that is never started: "fanout", "export", "deletion"
  bool refuses_uploads = false;
  std::map<std::string, int> asked;  // number of requests by method and path
  std::set<std::string> accounts, deleted, exporting;

  static oci::HttpResponse Answer(int status, const json& body = json::object()) {
    return {status, {{"content-type", "application/json"}}, body.dump()};
  }
  // Finished at the third request.
  bool Done(const std::string& function, const std::string& what) {
    return broken != function && asked[what] >= 3;
  }
  static std::string PersonOf(const oci::HttpRequest& request) {
    const std::string value(oci::FindHeader(request.headers, "authorization"));
    return value.empty() ? "" : value.substr(std::string("Bearer token of ").size());
  }
  oci::HttpResponse SignUpOrIn(const std::string& path, const json& body) {
    if (path == "/v1/users") {
      CHECK(body["password"].get<std::string>().size() >= 10);
      return Answer(accounts.insert(body["username"]).second ? 201 : 409);
    }
    const std::string name = body["login"];
    return accounts.contains(name) ? Answer(200, {{"token", "token of " + name}}) : Answer(401);
  }
  oci::HttpResponse AnswerOf(const oci::HttpRequest& request, const std::string& path) {
    const std::string person = PersonOf(request), what = person + " " + path;
    ++asked[what];
    const json body = json::parse(request.body, nullptr, false);
    if (path == "/v1/users" || path == "/v1/login") return SignUpOrIn(path, body);
    if (path.starts_with("/v1/get/")) {
      if (!deleted.contains(path.substr(8))) return {200, {}, "PK.."};
      return Done("deletion", what) ? Answer(404) : oci::HttpResponse{200, {}, "PK.."};
    }
    if (!accounts.contains(person) || deleted.contains(person)) return Answer(401);
    if (request.method == "DELETE" && path == "/v1/me") {
      asked.erase(" /v1/get/" + person);
      deleted.insert(person);
      return Answer(202);
    }
    if (path.ends_with("/follow")) return Answer(200, {{"relation", "following"}});
    if (path == "/v1/images") return refuses_uploads ? Answer(503) : Answer(201, {{"id", "1-2"}});
    if (path == "/v1/feed") {
      const json items = Done("fanout", what) ? json{{{"id", "1-2"}}} : json::array();
      return Answer(200, {{"items", items}, {"next_cursor", nullptr}});
    }
    if (path == "/v1/me/export" && request.method == "POST") {
      exporting.insert(person);
      return Answer(202, {{"status", "preparing"}});
    }
    if (path == "/v1/me/export" && !exporting.contains(person))
      return Answer(200, {{"status", "none"}});
    if (path == "/v1/me/export")
      return Done("export", what) ? Answer(200, {{"status", "ready"}, {"url", "/v1/get/" + person}})
                                  : Answer(202, {{"status", "preparing"}});
    return Answer(404);
  }
  oci::Result<oci::HttpResponse> Send(const oci::HttpRequest& request, std::chrono::milliseconds,
                                      const std::function<bool()>&) override {
    return AnswerOf(request, request.url.substr(std::string("http://h").size()));
  }
};

struct Patient {
  oci::TimePoint now{};
  oci::Call call{[this] { return now; }, oci::TimePoint{} + std::chrono::seconds(60)};

  oci::Status Travel(Small& small) {
    return SmokeJourney(call, small, "http://h", "f00",
                        [this](std::chrono::milliseconds time) { now += time; });
  }
};

}  // namespace

TEST_CASE("the journey passes when functions can start each other, and leaves no accounts") {
  Small small;
  const auto travelled = Patient().Travel(small);
  INFO((travelled.ok() ? "" : travelled.error().message));
  CHECK(travelled.ok());
  CHECK(small.accounts == std::set<std::string>{"smoke.f00.a", "smoke.f00.b"});
  CHECK(small.deleted == small.accounts);
}

TEST_CASE(
    "when a function is never started, the journey fails with its name and leaves no accounts") {
  for (const char* function : {"fanout", "export", "deletion"}) {
    INFO(function);
    Small small;
    small.broken = function;
    const auto travelled = Patient().Travel(small);
    REQUIRE_FALSE(travelled.ok());
    INFO(travelled.error().message);
    CHECK(travelled.error().message.find("(" + std::string(function) + ")") != std::string::npos);
    CHECK(travelled.error().message.find("answered last: ") != std::string::npos);
    CHECK(small.deleted == small.accounts);
  }
}

TEST_CASE("the error names the step that failed and the response") {
  Small small;
  small.refuses_uploads = true;
  const auto travelled = Patient().Travel(small);
  REQUIRE_FALSE(travelled.ok());
  CHECK(travelled.error().message == "upload: POST http://h/v1/images answered last: 503 {}");
  CHECK(small.deleted == small.accounts);
}

TEST_CASE("a sign-up whose response was lost is continued") {
  Small small;
  small.accounts = {"smoke.f00.a"};
  CHECK(Patient().Travel(small).ok());
}
