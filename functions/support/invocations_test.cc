// Functions that are invoked directly, with every form of call that Oracle's services may use.
#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "common/rfc3339.h"
#include "fdk/testing/received_call.h"
#include "fotogal/base/schema.h"
#include "functions/account/handler.h"
#include "functions/authorize/handler.h"
#include "functions/deletion/handler.h"
#include "functions/export/handler.h"
#include "functions/fanout/handler.h"
#include "functions/health/handler.h"
#include "functions/reconcile/handler.h"
#include "functions/signup/handler.h"
#include "functions/sweep/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Json;

namespace {

using Heads = std::vector<common::RequestHead>;

// Intent, method, path and content type in every combination, as the function gets them.
Heads EveryForm() {
  Heads heads;
  for (const char* intent : {"", "cloudevent", "httprequest", "something new"}) {
    for (const char* type :
         {"", "application/json", "text/plain; charset=latin1", "application/cloudevents+json",
          "application/x-www-form-urlencoded", "?"}) {
      for (const char* method : {"", "GET", "POST", "HEAD", "OPTIONS", "QUERY"}) {
        for (const char* url : {"", "/", "/call", "//x/../y?a=b", "https://h/20181201/z#f"}) {
          common::RequestHead head;
          head.method = "POST";
          head.target = "/call";
          const auto set = [&](const char* name, const std::string& value) {
            if (!value.empty()) head.headers.Add(name, value);
          };
          set("Fn-Intent", intent);
          set("Content-Type", type);
          set("Fn-Http-Method", method);
          set("Fn-Http-Request-Url", url);
          heads.push_back(std::move(head));
        }
      }
    }
  }
  return heads;
}

Json Ask(tests::TestCloud& cloud, FunctionHandler handler, common::RequestHead head,
         const std::string& body) {
  head.headers.Add("Fn-Deadline", common::Rfc3339(cloud.now + std::chrono::seconds(30)));
  auto [request, context] = fdk::testing::Receive(std::move(head), body, cloud.now);
  const auto response = handler(cloud.services(), request, context);
  CHECK(response.status == 200);
  return Json::parse(response.body, nullptr, false);
}

Json AskForExport(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&account::Handle, {"POST", "/v1/me/export"}, &person).body;
}

}  // namespace

TEST_CASE("the authorizer accepts calls of every form") {
  tests::TestCloud cloud;
  cloud.services().log = [](const Json&) {};
  const auto ann = cloud.SignUp("ann");
  const Json event{{"type", "USER_DEFINED"}, {"data", {{"authorization", "Bearer " + ann.token}}}};
  for (const auto& head : EveryForm()) {
    const auto answer = Ask(cloud, &authorize::Handle, head, event.dump());
    REQUIRE(answer["active"] == true);
    REQUIRE(answer["context"]["user_id"] == ToBase36(ann.id));
  }
}

TEST_CASE("sweep accepts calls of every form, with or without a body") {
  tests::TestCloud cloud;
  cloud.services().log = [](const Json&) {};
  int calls = 0;
  for (const auto& head : EveryForm()) {
    if (++calls % 7 != 0) continue;  // each call goes through everything, so only some are made
    for (const char* body : {"", "{}", "not JSON", "[1]"})
      REQUIRE(Ask(cloud, &sweep::Handle, head, body).contains("jobs_started"));
  }
}

TEST_CASE("jobs are run by calls of every form") {
  tests::TestCloud cloud;
  cloud.services().log = [](const Json&) {};
  const Json event{{"bucket", 0}, {"id", 1}};  // there is no such job, so there is nothing to do
  for (const FunctionHandler handler :
       {&fanout::Handle, &deletion::Handle, &export_data::Handle, &reconcile::Handle}) {
    for (const auto& head : EveryForm())
      REQUIRE(Ask(cloud, handler, head, event.dump()).contains("job"));
  }
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  cloud.Follow(bob, ann);
  const auto image = cloud.Upload(ann);
  common::RequestHead get;
  get.method = "POST";
  get.target = "/call";
  get.headers.Add("Fn-Intent", "httprequest");
  get.headers.Add("Fn-Http-Method", "GET");
  get.headers.Add("Fn-Http-Request-Url", "/elsewhere");
  for (const auto& started : cloud.TakeStarted()) Ask(cloud, &fanout::Handle, get, started.body);
  CHECK(cloud.Feed(bob) == std::vector<std::string>{image});
}

// What is left when a detached call is lost, and what the next call does about it.

TEST_CASE("a lost fan-out is started again by the author's next publication") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  cloud.Follow(bob, ann);
  cloud.RunStarted();
  const auto first = cloud.Upload(ann, 1);
  cloud.ForgetStarted();
  cloud.now += std::chrono::minutes(1);
  const auto second = cloud.Upload(ann, 2);
  cloud.RunStarted();
  CHECK(cloud.Feed(bob) == std::vector<std::string>{second, first});
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a lost export is started again by a later request for it") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  AskForExport(cloud, ann);
  cloud.ForgetStarted();
  AskForExport(cloud, ann);
  CHECK(cloud.TakeStarted().empty());  // the call that has started it may still be running
  cloud.now += std::chrono::minutes(1);
  CHECK(AskForExport(cloud, ann)["status"] == "preparing");
  cloud.RunStarted();
  CHECK(AskForExport(cloud, ann)["status"] == "ready");
}

TEST_CASE("whoever polls for an export starts it once while a start may be under way") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  AskForExport(cloud, ann);
  cloud.ForgetStarted();
  for (int round = 0; round < 3; ++round) {
    cloud.now += std::chrono::seconds(31);
    for (int poll = 0; poll < 10; ++poll) {
      cloud.now += std::chrono::milliseconds(1500);
      AskForExport(cloud, ann);
    }
    CHECK(cloud.TakeStarted().size() == 1);
  }
  cloud.now += std::chrono::minutes(1);
  AskForExport(cloud, ann);
  cloud.RunStarted();
  CHECK(AskForExport(cloud, ann)["status"] == "ready");
}

TEST_CASE("a lost delivery is started again by following again") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  const auto image = cloud.Upload(ann);
  cloud.RunStarted();
  cloud.Follow(bob, ann);
  cloud.ForgetStarted();
  cloud.now += std::chrono::minutes(1);
  CHECK(cloud.Feed(bob).empty());
  cloud.Follow(bob, ann);
  cloud.RunStarted();
  CHECK(cloud.Feed(bob) == std::vector<std::string>{image});
}

TEST_CASE("a lost deletion is started again when somebody wants the name or the address") {
  for (const bool by_name : {true, false}) {
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann");
    const Json password{{"password", "password of ann"}};
    REQUIRE(cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", password.dump()}, &ann).status ==
            202);
    cloud.ForgetStarted();
    const Json wanted{{"email", by_name ? "new@example.com" : "ann@example.com"},
                      {"full_name", "Ann again"},
                      {"username", by_name ? "ann" : "another"},
                      {"password", "another password"}};
    const auto sign_up = [&] {
      return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", wanted.dump()}).status;
    };
    int asked = 0;
    for (; !cloud.Rows(schema::kUsers).empty() && asked < 10; ++asked) {
      cloud.now += std::chrono::minutes(2);  // without any sweep
      CHECK(sign_up() == 409);
      cloud.RunStarted();
    }
    CHECK(asked > 1);
    cloud.now += schema::kNameKept;
    CHECK(sign_up() == 201);
  }
}

TEST_CASE("a name that belongs to an account starts no deletion") {
  tests::TestCloud cloud;
  cloud.SignUp("ann");
  cloud.now += std::chrono::minutes(2);
  CHECK_THROWS(cloud.SignUp("ann"));
  CHECK(cloud.TakeStarted().empty());
}

TEST_CASE("health tells that functions of jobs cannot be started") {
  tests::TestCloud cloud;
  cloud.now += std::chrono::hours(10);  // the handler's cached result outlives a test
  cloud.refuse_starts = 404;
  const auto ask = [&] { return cloud.Send(&health::Handle, {"GET", "/v1/health"}).body; };
  const auto down = ask();
  CHECK(down["status"] == "degraded");
  CHECK(down["services"]["functions"]["ok"] == false);
  CHECK(down["services"]["functions"]["code"] == "NotAuthorizedOrNotFound");
  CHECK(down["services"]["nosql"]["ok"] == true);
  cloud.refuse_starts = 0;
  cloud.now += std::chrono::seconds(11);
  CHECK(ask()["services"]["functions"]["ok"] == true);
  CHECK(cloud.TakeStarted().empty());  // a dry run runs nothing
}

TEST_CASE("a function without a configured endpoint is looked up once, and then invoked there") {
  tests::TestCloud cloud;
  auto& services = cloud.services();
  const auto fanout_target = services.config.fanout;
  services.config.fanout.endpoint.clear();
  std::vector<std::string> paths;
  cloud.transport().Observe(
      [&](const standin::Request& request) { paths.push_back(request.path); });
  auto call = cloud.NewCall();
  // The stand-in has no such function: the error of looking it up is the error of the start.
  const auto refused = TryStartJob({services, call}, JobFor(4096, "publish"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == "NotAuthorizedOrNotFound");
  REQUIRE(paths.size() == 1);
  CHECK(paths[0] == "/20181201/functions/" + fanout_target.function_id);
  services.config.fanout = {};
  CHECK(TryStartJob({services, call}, JobFor(4096, "publish")).error().code == "not_configured");
  CHECK(paths.size() == 1);
  CHECK(services.failed_starts == 1);  // a function that is not configured counts as no failure
}
