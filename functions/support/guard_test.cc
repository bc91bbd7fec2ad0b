#include "functions/support/guard.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/account/sessions.h"
#include "fotogal/base/schema.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

Answer Write(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const UserId user, RequireSession(exchange));
  return JsonResponse(200, {{"user", user}});
}
Answer List(Exchange& exchange) {
  OCI_ASSIGN_OR_RETURN(const auto page, ReadPageRequest(exchange));
  return JsonResponse(200, {{"limit", page.limit}});
}
fdk::Response Handle(Services& services, const fdk::Request& request, fdk::Context& context) {
  return Dispatch("test", services,
                  {{"/w", {{"POST", &Write}, {"GET", &Write}}},
                   {"/l", {{"GET", &List}}},
                   {"/o", {{"POST", &Write, kAlsoSuspended}, {"GET", &List, kAlsoSuspended}}}},
                  request, context);
}

struct Bench {
  tests::TestCloud cloud;
  tests::Person ann = cloud.SignUp("ann");

  std::string Write(const tests::Person* as, const fdk::Headers& headers = {}) {
    const auto reply = cloud.Send(&Handle, {"POST", "/w", "", "", "", headers}, as);
    return reply.status == 200 ? "" : reply.Code();
  }
  std::string ByCookie(const std::string& host, const std::string& origin) {
    fdk::Headers headers;
    headers.Add("X-FotoGal-Via", "cookie");
    if (!host.empty()) headers.Add("Host", host);
    if (!origin.empty()) headers.Add("Origin", origin);
    return Write(&ann, headers);
  }
};

}  // namespace

TEST_CASE("a suspended account is refused what does not say that it serves it") {
  Bench bench;
  const auto ask = [&](const char* method, const char* path, const fdk::Headers& headers = {}) {
    return bench.cloud.Send(&Handle, {method, path, "", "", "", headers}, &bench.ann);
  };
  fdk::Headers marked;
  marked.Set("X-FotoGal-Suspended", "yes");
  auto call = bench.cloud.NewCall();
  REQUIRE(MarkSessionsOf({bench.cloud.services(), call}, bench.ann.id, true).ok());
  // The marks alone refuse nothing.
  CHECK(ask("POST", "/w").status == 200);
  CHECK(ask("GET", "/l", marked).status == 200);
  bench.cloud.SetOfUser(bench.ann, R"(suspension = {"reason": "why", "since_ts": 1})");
  for (const auto& reply :
       {ask("POST", "/w"), ask("POST", "/w", marked), ask("GET", "/l", marked)}) {
    CHECK(reply.status == 403);
    CHECK(reply.Code() == "suspended");
    CHECK(reply.body["detail"] == "why");
  }
  CHECK(ask("POST", "/o", marked).status == 200);
  CHECK(ask("GET", "/o", marked).status == 200);
}

TEST_CASE("writing needs a valid session of one's own") {
  Bench bench;
  CHECK(bench.Write(&bench.ann) == "");
  CHECK(bench.Write(nullptr) == "not_logged_in");
  const auto bob = bench.cloud.SignUp("bob");
  auto thief = bob;
  thief.session_id = bench.ann.session_id;
  CHECK(bench.Write(&thief) == "session_ended");
  for (const std::string& id : {std::string(), std::string("x"), std::string(60, 'a'),
                                std::string(100, 'a'), bench.ann.token}) {
    auto person = bench.ann;
    person.session_id = id;
    CHECK(bench.Write(&person) == "session_ended");
  }
  auto call = bench.cloud.NewCall();
  REQUIRE(EndSession({bench.cloud.services(), call}, bench.ann.session_id).ok());
  CHECK(bench.Write(&bench.ann) == "session_ended");
  CHECK(bench.Write(&bob) == "");
  bench.cloud.now += schema::kSessionIdle;
  CHECK(bench.Write(&bob) == "session_ended");
}

TEST_CASE("with a cookie, writing is allowed only from the service's own pages") {
  Bench bench;
  CHECK(bench.ByCookie("fotogal.example", "https://fotogal.example") == "");
  CHECK(bench.ByCookie("fotogal.example:443", "https://fotogal.example") == "");
  CHECK(bench.ByCookie("Fotogal.Example", "https://fotogal.example") == "");
  CHECK(bench.ByCookie("[::1]:8443", "https://[::1]:8443") == "");
  const std::pair<const char*, const char*> foreign[] = {
      {"fotogal.example", "https://evil.example"},
      {"fotogal.example", "https://fotogal.example.evil.example"},
      {"fotogal.example", "https://fotogal.example:444"},
      {"fotogal.example", "https://evil.fotogal.example"},
      {"fotogal.example", "https://fotogal.example@evil.example"},
      {"fotogal.example", "https://evil.example/https://fotogal.example"},
      {"fotogal.example", "http://fotogal.example"},
      {"127.0.0.1:8080", "http://127.0.0.1:8080"},
      {"fotogal.example:80", "http://fotogal.example"},
      {"fotogal.example:80", "https://fotogal.example"},
      {"fotogal.example", "fotogal.example"},
      {"fotogal.example", "//fotogal.example"},
      {"fotogal.example", "https://"},
      {"fotogal.example", "ftp://fotogal.example"},
      {"fotogal.example", "https://fotogal.example/"},
      {"fotogal.example", "https://fotogal.example https://evil.example"},
      {"fotogal.example", "null"},
      {"fotogal.example", ""},
      {"", "https://fotogal.example"},
      {"", ""}};
  for (const auto& [host, origin] : foreign) {
    INFO(host << " " << origin);
    CHECK(bench.ByCookie(host, origin) == "bad_origin");
  }
  fdk::Headers reads;  // browsers send no Origin when a page reads from its own origin
  reads.Add("X-FotoGal-Via", "cookie");
  CHECK(bench.cloud.Send(&Handle, {"GET", "/w", "", "", "", reads}, &bench.ann).status == 200);
  fdk::Headers evil;  // a token is sent deliberately, so its origin does not matter
  evil.Add("Origin", "https://evil.example");
  CHECK(bench.Write(&bench.ann, evil) == "");
}

TEST_CASE("the origin's scheme must be the one that cookies are for") {
  Bench bench;
  bench.cloud.services().config.cookie_secure = false;
  CHECK(bench.ByCookie("127.0.0.1:8080", "http://127.0.0.1:8080") == "");
  CHECK(bench.ByCookie("localhost:80", "http://localhost") == "");
  CHECK(bench.ByCookie("127.0.0.1:8080", "https://127.0.0.1:8080") == "bad_origin");
  CHECK(bench.ByCookie("127.0.0.1:8080", "http://127.0.0.1:8081") == "bad_origin");
  CHECK(bench.ByCookie("localhost:443", "http://localhost") == "bad_origin");
}

TEST_CASE("exactly one Origin and one Host are accepted") {
  Bench bench;
  for (const auto& [hosts, origins] : std::vector<std::pair<int, int>>{{1, 1}, {2, 1}, {1, 2}}) {
    fdk::Headers headers;
    headers.Add("X-FotoGal-Via", "cookie");
    for (int i = 0; i < hosts; ++i) headers.Add("Host", "fotogal.example");
    for (int i = 0; i < origins; ++i) headers.Add("Origin", "https://fotogal.example");
    CHECK(bench.Write(&bench.ann, headers) == (hosts == 1 && origins == 1 ? "" : "bad_origin"));
  }
}

TEST_CASE("when the store does not answer, there is no session") {
  Bench bench;
  bench.cloud.transport().FailFrom(1, standin::InProcessTransport::Fault::kLostRequest);
  CHECK(bench.Write(&bench.ann) == "temporarily_unavailable");
  bench.cloud.transport().Recover();
  CHECK(bench.Write(&bench.ann) == "");
}

TEST_CASE("a page has 1 to 100 items, 20 when nothing is said") {
  Bench bench;
  const auto limit = [&](const std::string& query) {
    const auto reply = bench.cloud.Send(&Handle, {"GET", "/l", query});
    return reply.status == 200 ? reply.body["limit"].get<int>() : -reply.status;
  };
  CHECK(limit("") == 20);
  CHECK(limit("limit=1") == 1);
  CHECK(limit("limit=100") == 100);
  for (const char* bad :
       {"limit=0", "limit=101", "limit=-1", "limit=", "limit=1x", "limit=x", "limit=+5",
        "limit=1.0", "limit=99999999999999999999", "limit=%31%00", "limit= 5"}) {
    INFO(bad);
    CHECK(limit(bad) == -422);
  }
}
