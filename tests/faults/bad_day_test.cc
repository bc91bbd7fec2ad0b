// Bad days of a running FotoGal: its rules, changed while it runs, and what people see meanwhile.
// What each endpoint does on which day: bad_day_walk_test.cc.
#include <filesystem>
#include <fstream>

#include "tests/support/operator.h"
#include "tests/support/pictures.h"

using tests::Client;
using tests::Json;
using tests::Ran;
using tests::RunningService;

namespace {

struct Rules {
  Rules() {
    char pattern[] = "/tmp/fotogal-rules-XXXXXX";
    folder = mkdtemp(pattern);
  }
  ~Rules() { std::filesystem::remove_all(folder); }
  std::string Write(const std::string& rules) const {
    std::ofstream(folder + "/rules.json") << "{\"faults\": [" << rules << "]}";
    return folder + "/rules.json";
  }
  std::string folder;
};

struct BadDays {
  Rules rules;
  RunningService service;

  explicit BadDays(const std::string& first)
      : service(RunningService::Options{{"--faults", rules.Write(first)}, ""}) {}
  Ran Faults(const std::string& what) const {
    return tests::Run(std::string(tests::kProgram) + " faults " + what + " --data " +
                      service.data());
  }
  void Set(const std::string& next) const { REQUIRE(Faults(rules.Write(next)).status == 0); }
};

void CheckIsForLater(const tests::HttpReply& reply) {
  INFO(reply.status << " " << reply.body);
  CHECK(reply.status == 503);
  CHECK(reply.Code() == "temporarily_unavailable");
  CHECK(reply.Header("Retry-After") == "1");
}

}  // namespace

TEST_CASE("a running FotoGal fails as the rules of the moment say, and recovers") {
  BadDays bad(R"({"fault": "error", "status": 503, "service": "nosql"})");
  const auto form = tests::SignUpForm("ann").dump();
  // More than opens the circuit: each is answered.
  for (int i = 0; i < 5; ++i)
    CheckIsForLater(bad.service.Send("POST", "/v1/users", form, "application/json"));
  CHECK(bad.Faults("show").said.find("\"status\": 503") != std::string::npos);

  // A file with an error changes nothing.
  const Ran wrong = bad.Faults(bad.rules.Write(R"({"fault": "error", "status": 200})"));
  CHECK(wrong.status == 1);
  CHECK(wrong.said.find("faults[0].status is 200; must be") != std::string::npos);
  CheckIsForLater(bad.service.Send("POST", "/v1/users", form, "application/json"));

  CHECK(bad.Faults("off").status == 0);
  CHECK(bad.Faults("show").said == "nothing fails on purpose\n");
  const auto ann = Client::SignUp(bad.service, "ann");
  CHECK(ann.SendPatiently("GET", "/v1/feed").status == 200);

  // A function is killed in a call: only that call fails.
  bad.Set(R"({"fault": "killed", "function": "feed", "count": 1})");
  CHECK(ann.Send("GET", "/v1/feed").status == 502);
  CHECK(ann.Send("GET", "/v1/feed").status == 200);

  bad.Set(R"({"fault": "slow", "delay_ms": 200, "service": "nosql"})");
  CHECK(ann.Send("GET", "/v1/feed").status == 200);
  const Ran logs = tests::Run(std::string(tests::kProgram) + " logs stand-in gateway --data " +
                              bad.service.data());
  CHECK(logs.said.find("fault: killed: feed") != std::string::npos);
  CHECK(logs.said.find("fault: slow: nosql") != std::string::npos);
  CHECK(logs.said.find("fault: error: nosql") != std::string::npos);
}

TEST_CASE("what is done while answers are lost is done once") {
  BadDays bad("");
  const auto ann = Client::SignUp(bad.service, "ann"), bob = Client::SignUp(bad.service, "bob");
  const std::string lost[] = {
      R"({"fault": "reset", "when": "after", "percent": 20})",
      R"({"fault": "half-body", "percent": 20})",
      R"({"fault": "error", "status": 500, "when": "after", "percent": 20})",
      R"({"fault": "throttled", "percent": 20})", R"({"fault": "expired-token", "percent": 20})"};
  int photos = 0;
  for (const auto& rule : lost) {
    INFO(rule);
    bad.Set(rule);
    const std::string png = tests::EncodePng(8, 8, [&](int b, int y) { return b * y + photos; });
    const std::string image = ann.Upload(png);
    ++photos;
    CHECK(bob.SendPatiently("PUT", "/v1/users/ann/follow").status == 200);
    for (int i = 0; i < 3; ++i)
      CHECK(bob.SendPatiently("PUT", "/v1/images/" + image + "/like").status == 200);
    REQUIRE(bad.Faults("off").status == 0);
    const Json seen = bob.SendPatiently("GET", "/v1/images/" + image).json();
    CHECK(seen.value("like_count", -1) == 1);
    const Json profile = bob.SendPatiently("GET", "/v1/users/ann").json();
    CHECK(profile["counts"]["followers"] == 1);
    CHECK(bob.SendPatiently("GET", "/v1/users/ann/images").json()["items"].size() ==
          static_cast<size_t>(photos));
  }
}

TEST_CASE("rules end with the run that had them, also when it is killed") {
  Rules rules;
  const std::string data = rules.folder + "/data";
  const std::string file = rules.Write(R"({"fault": "error"})");
  for (const int signal : {SIGTERM, SIGKILL}) {
    {
      RunningService service({{"--faults", file}, data});
      CHECK(std::filesystem::exists(data + "/faults.json"));
      service.Stop(signal);
    }
    RunningService service({{}, data});
    CHECK_FALSE(std::filesystem::exists(data + "/faults.json"));
    service.AwaitHealthy();
  }
}
