#include "functions/moderate/handler.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/moderated_world.h"

using namespace fotogal;
using tests::Json;

TEST_CASE("moderate refuses what is no act, and then does and writes nothing") {
  tests::TestCloud cloud;
  cloud.UseLog();
  for (const char* body : {"", "[]", "null", "{"}) {
    INFO(body);
    CHECK(cloud.Invoke(&moderate::Handle, body).Code() == "bad_event");
  }
  for (const char* body :
       {"{}", R"({"act":"x"})", R"({"act":1})", R"({"act":"list","state":"x"})",
        R"({"act":"list","limit":0})", R"({"act":"list","limit":"1"})", R"({"act":"list","x":1})",
        R"({"act":"show"})", R"({"act":"dismiss","thing":"x"})", R"({"act":"remove"})",
        R"({"act":"remove","kind":"user","id":"x","reason":"x"})",
        R"({"act":"remove","kind":"image","id":"1-1"})",
        R"({"act":"remove","kind":"image","id":"1-1","reason":" "})",
        R"({"act":"suspend","username":"ann"})", R"({"act":"restore","username":"ann"})"}) {
    INFO(body);
    const auto reply = cloud.Invoke(&moderate::Handle, body);
    CHECK(reply.status == 422);
    CHECK(reply.Code() == "invalid_fields");
  }
  for (const char* body :
       {R"({"act":"dismiss","thing":"image:1-1"})", R"({"act":"show","thing":"image:1-1"})",
        R"({"act":"remove","kind":"image","id":"1-1","reason":"x"})",
        R"({"act":"remove","kind":"image","id":"x","reason":"x"})",
        R"({"act":"suspend","username":"ann","reason":"x"})"}) {
    INFO(body);
    CHECK(cloud.Invoke(&moderate::Handle, body).status == 404);
  }
  CHECK(cloud.Audited().empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("moderate lists, shows and dismisses what was reported") {
  tests::ModeratedWorld world;
  REQUIRE(world.Report(world.bob, "image", world.anns, "nudity", "look").status == 201);
  const std::string thing = "image:" + world.anns;
  const auto list = world.Moderate({{"act", "list"}, {"limit", 1}});
  REQUIRE(list.status == 200);
  REQUIRE(list.body["items"].size() == 1);
  CHECK(list.body["items"][0]["thing"] == thing);
  CHECK(list.body["items"][0]["owner"]["username"] == "ann");
  CHECK(list.body["items"][0]["notes"] == Json{"look"});
  const auto shown = world.Moderate({{"act", "show"}, {"thing", thing}});
  REQUIRE(shown.status == 200);
  CHECK(shown.body["reports"][0]["by"] == "bob");
  CHECK(shown.body["image"]["removed"] == false);
  const auto objects = world.Objects("images/" + ToBase36(world.ann.id) + "/");
  CHECK(shown.body["objects"] == Json(objects));
  for (int i = 0; i < 2; ++i) {
    const auto dismissed = world.Moderate({{"act", "dismiss"}, {"thing", thing}});
    CHECK(dismissed.body == Json{{"thing", thing}, {"state", "dismissed"}, {"reports", 1}});
  }
  CHECK(world.Moderate({{"act", "list"}}).body["items"].empty());
  CHECK(world.Moderate({{"act", "list"}, {"state", "dismissed"}}).body["items"].size() == 1);
}

TEST_CASE("moderate writes who did what to the log, before it answers") {
  tests::ModeratedWorld world;
  world.cloud.UseLog();
  const Json act{{"act", "suspend"}, {"username", "ann"}, {"reason", "r"}, {"by", "somebody"}};
  REQUIRE(world.Moderate(act).status == 200);
  auto events = world.cloud.Audited();
  REQUIRE(events.size() == 1);
  CHECK(events[0]["event"] == "moderation_suspend");
  CHECK(events[0]["by"] == "somebody");
  CHECK(events[0]["user_id"] == ToBase36(world.ann.id));
  CHECK(events[0]["reason"] == "r");
  // Whom OCI says it has let in counts more than what the caller says.
  fdk::Request request;
  request.method = "POST";
  request.body = R"({"act":"restore","username":"ann","reason":"r","by":"another"})";
  request.headers.Set("Oci-Subject-Id", "forged");
  fdk::Context::Values values;
  values.deadline = world.cloud.now + std::chrono::seconds(30);
  values.fn_headers.Set("Oci-Subject-Id", "ocid1.user.oc1..x");
  fdk::Context context(std::move(values));
  CHECK(moderate::Handle(world.cloud.services(), request, context).status == 200);
  events = world.cloud.Audited();
  REQUIRE(events.size() == 2);
  CHECK(events[1]["by"] == "ocid1.user.oc1..x");
  REQUIRE(world.Moderate({{"act", "list"}}).status == 200);
  CHECK(world.cloud.Audited().size() == 3);
}

TEST_CASE("moderate answers 503 where the log takes nothing, and can be repeated") {
  tests::ModeratedWorld world;
  world.cloud.UseLog();
  const auto log = world.cloud.services().config.log_id;
  world.cloud.services().config.log_id = "ocid1.log.oc1..none";
  const auto failed = world.Suspend("ann");
  CHECK(failed.status == 503);
  CHECK(world.Get(&profile::Handle, "/v1/users/ann", world.bob).status == 404);
  world.cloud.services().config.log_id = log;
  CHECK(world.Suspend("ann").status == 200);
  CHECK(world.cloud.Audited().size() == 1);
}

TEST_CASE("moderate settles the reports of what it has acted upon") {
  tests::ModeratedWorld world;
  REQUIRE(world.Report(world.bob, "user", "ann").status == 201);
  REQUIRE(world.Report(world.bob, "image", world.anns).status == 201);
  REQUIRE(world.Suspend("ann").status == 200);
  const auto open = world.Moderate({{"act", "list"}}).body["items"];
  REQUIRE(open.size() == 1);
  CHECK(open[0]["thing"] == "image:" + world.anns);
  CHECK(open[0]["owner"]["suspended"]["reason"] == "a reason");
  REQUIRE(world.Remove("image", world.anns).status == 200);
  CHECK(world.Moderate({{"act", "list"}}).body["items"].empty());
  CHECK(world.Moderate({{"act", "list"}, {"state", "acted"}}).body["items"].size() == 2);
}
