// Suspended accounts, over the API, with the function that operators invoke.
#include "fotogal/moderation/suspension.h"

#include "fotogal/account/sessions.h"
#include "fotogal/base/hashes.h"
#include "functions/authorize/handler.h"
#include "functions/logout/handler.h"
#include "functions/sweep/handler.h"
#include "tests/support/moderated_world.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;
using tests::Person;

namespace {

struct Judged : tests::ModeratedWorld {
  int ProfileOf(const std::string& username, const Person& as) {
    return Get(&profile::Handle, "/v1/users/" + username, as).status;
  }
  // Everything that Bob could see Ann by, as one text.
  std::string SightOfAnn() {
    std::string sight = std::to_string(ProfileOf("ann", bob));
    const auto count = [&](const char* what, const tests::Reply& reply) {
      sight += std::string(" ") + what + ":" +
               (reply.status == 200 ? std::to_string(reply.body["items"].size())
                                    : std::to_string(reply.status));
    };
    count("images", Get(&image::Handle, "/v1/users/ann/images", bob));
    count("comments", Get(&comment::Handle, "/v1/images/" + bobs + "/comments", bob));
    count("followers", Get(&follow::Handle, "/v1/users/bob/followers", bob));
    count("following", Get(&follow::Handle, "/v1/users/bob/following", bob));
    count("notices", Get(&notify::Handle, "/v1/me/notifications", bob));
    count("search", cloud.Send(&profile::Handle, {"GET", "/v1/users", "prefix=ann"}, &bob));
    sight += " image:" + std::to_string(Get(&image::Handle, "/v1/images/" + anns, bob).status);
    sight += " feed:" + std::to_string(cloud.Feed(bob).size());
    return sight;
  }
  // Rows that a suspension must leave as they are.
  Json Kept() {
    Json kept;
    for (const auto table : {schema::kImages, schema::kReactions, schema::kComments,
                             schema::kFollows, schema::kFeed, schema::kDirectory})
      kept.push_back(cloud.Rows(table));
    return kept;
  }
  bool IsMarked(const Person& person) {
    for (const auto& row : cloud.Rows(schema::kSessions))
      if (row["random_token"] == person.session_id) return row.value("suspended", Json()) == true;
    return false;
  }
  bool LogsInAndOut(const std::string& username) {
    const auto reply = LogIn(username);
    if (reply.status != 200) return false;
    auto call = cloud.NewCall();
    return EndSession({cloud.services(), call},
                      Sha256Base64Url(reply.body["token"].get<std::string>()))
        .ok();
  }
  User RowOf(const Person& person) {
    auto call = cloud.NewCall();
    return **FindUserRow({cloud.services(), call}, person.id);
  }
};

}  // namespace

TEST_CASE("suspension: nobody sees the account, until all of it is back") {
  Judged world;
  const auto before = world.SightOfAnn();
  const auto kept = world.Kept();
  const auto counts = world.CountsOf(world.ann, world.bob);
  const auto address = world.AddressOf(world.anns, world.bob);
  REQUIRE(world.cloud.Load(address).status == 200);
  const auto done = world.Suspend("ann");
  REQUIRE(done.status == 200);
  CHECK(done.body["suspended"]["reason"] == "a reason");
  CHECK(world.cloud.Load(address).status == 404);
  CHECK(world.SightOfAnn() ==
        "404 images:404 comments:0 followers:0 following:0 notices:0 search:0 image:404 feed:1");
  CHECK(world.cloud.Follow(world.bob, world.ann).status == 404);
  CHECK(world.Report(world.bob, "user", "ann").status == 404);
  world.cloud.RunJobs();
  world.cloud.RunJobs();
  CHECK(world.Mend().empty());
  CHECK(world.Kept() == kept);
  CHECK(world.cloud.CounterDifference() == "");

  REQUIRE(world.Restore("ann").body["suspended"].is_null());
  CHECK(world.SightOfAnn() == before);
  CHECK(world.CountsOf(world.ann, world.bob) == counts);
  CHECK(world.Kept() == kept);
  CHECK(world.cloud.Load(address).status == 404);
  const auto again = world.AddressOf(world.anns, world.bob);
  CHECK(again != address);
  CHECK(world.cloud.Load(again).status == 200);
  world.cloud.RunJobs();
  CHECK(world.cloud.Load(again).status == 200);
}

TEST_CASE("suspension: what is published while it lasts reaches followers when it has ended") {
  Judged world;
  const auto late = world.cloud.Upload(world.ann, 3);  // its delivery has not run yet
  REQUIRE(world.Suspend("ann").status == 200);
  world.cloud.RunJobs();
  CHECK(world.cloud.Feed(world.bob).size() == 1);
  REQUIRE(world.Restore("ann").status == 200);
  CHECK(world.cloud.Feed(world.bob).front() == late);
}

TEST_CASE("suspension: the person reads why, takes the data along and leaves, and nothing else") {
  Judged world;
  REQUIRE(world.Suspend("ann", "Advertisements.").status == 200);
  const Person& ann = world.ann;
  const auto send = [&](FunctionHandler handler, const char* method, const std::string& path,
                        const Json& body = Json::object()) {
    return world.SendSuspended(handler, {method, path, "", body.dump()}, ann);
  };
  const auto me = send(&account::Handle, "GET", "/v1/me");
  CHECK(me.body["suspended"]["reason"] == "Advertisements.");
  CHECK(me.body["suspended"]["since"].is_string());
  CHECK(send(&account::Handle, "GET", "/v1/me/sessions").status == 200);
  const auto refused = send(&feed::Handle, "GET", "/v1/feed");
  CHECK(refused.status == 403);
  CHECK(refused.Code() == "suspended");
  CHECK(refused.body["detail"] == "Advertisements.");
  CHECK(send(&profile::Handle, "GET", "/v1/users/bob").Code() == "suspended");
  CHECK(send(&notify::Handle, "GET", "/v1/me/notifications").Code() == "suspended");
  CHECK(send(&account::Handle, "PATCH", "/v1/me", {{"bio", "x"}}).Code() == "suspended");
  CHECK(send(&account::Handle, "POST", "/v1/me/totp", {{"password", "x"}}).Code() == "suspended");
  // writing is refused also where the gateway remembers the session from before
  CHECK(world.cloud.React(ann, world.bobs, "DELETE", "like").Code() == "suspended");
  CHECK(world.cloud.Follow(ann, world.bob, "DELETE").Code() == "suspended");
  CHECK(world.Report(ann, "user", "bob").Code() == "suspended");
  CHECK(world.Patch(ann, {{"bio", "x"}}).Code() == "suspended");

  CHECK(send(&account::Handle, "POST", "/v1/me/export").status == 202);
  world.cloud.RunJobs();
  CHECK(send(&account::Handle, "GET", "/v1/me/export").body["status"] == "ready");
  const Json change{{"old_password", "password of ann"}, {"new_password", "three calm boats"}};
  CHECK(send(&account::Handle, "PUT", "/v1/me/password", change).status == 204);
  CHECK(send(&logout::Handle, "POST", "/v1/logout").status == 204);
  const Json login{{"login", "ann"}, {"password", "three calm boats"}};
  const auto back = world.cloud.Send(&login::Handle, {"POST", "/v1/login", "", login.dump()});
  REQUIRE(back.status == 200);
  const std::string token = back.body["token"];
  const auto authorized = world.cloud.Invoke(
      &authorize::Handle, Json{{"data", {{"authorization", "Bearer " + token}}}}.dump());
  CHECK(authorized.body["context"]["suspended"] == "yes");
  const Person again{"ann", token, ann.id, authorized.body["context"]["session_id"]};
  CHECK(world.cloud.React(again, world.bobs, "DELETE", "like").Code() == "suspended");
  const auto gone = world.SendSuspended(
      &account::Handle, {"DELETE", "/v1/me", "", Json{{"password", "three calm boats"}}.dump()},
      again);
  CHECK(gone.status == 202);
  for (int i = 0; i < 4; ++i) world.cloud.RunJobs();
  CHECK(world.cloud.CounterDifference() == "");
  CHECK(world.Restore("ann").status == 404);
}

TEST_CASE("suspension: who forgot the password can set a new one") {
  Judged world;
  REQUIRE(world.Suspend("ann").status == 200);
  world.AskForReset("ann@example.com");
  world.cloud.RunJobs();
  const auto token = tests::MailWorld::TokenIn(
      world.MailsWith("ann@example.com", "Choose a new password").at(0), "reset");
  const Json body{{"token", token}, {"new_password", "three calm boats"}};
  CHECK(world.cloud.Send(&login::Handle, {"PUT", "/v1/password-resets", "", body.dump()}).status ==
        204);
}

TEST_CASE("suspension: a mark that a session has kept from before hinders nobody") {
  Judged world;
  REQUIRE(world.Suspend("ann").status == 200);
  CHECK(world.IsMarked(world.ann));
  CHECK_FALSE(world.IsMarked(world.bob));
  world.cloud.SetOfUser(world.ann, "suspension = {\"reason\": \"\", \"since_ts\": 0}");
  CHECK(world.IsMarked(world.ann));
  CHECK(world.Patch(world.ann, {{"bio", "x"}}).status == 200);
  CHECK(world.SendSuspended(&feed::Handle, {"GET", "/v1/feed"}, world.ann).status == 200);
  REQUIRE(world.Restore("ann").status == 200);
  CHECK_FALSE(world.IsMarked(world.ann));
}

TEST_CASE("suspension: what calls that had read the account before have begun is ended, too") {
  Judged world;
  REQUIRE(world.Suspend("ann").status == 200);
  // a log-in, and a page with the author's photos, that began before
  const auto late = world.cloud.StartSession(world.ann);
  CHECK_FALSE(world.IsMarked(late));
  const User row = world.RowOf(world.ann);
  auto call = world.cloud.NewCall();
  const auto par = world.cloud.services().objects->CreatePar(
      call, "photos", "images/" + ToBase36(world.ann.id) + "/",
      oci::object_storage::ParAccess::kAnyObjectRead,
      std::chrono::floor<std::chrono::seconds>(world.cloud.now + std::chrono::hours(24)));
  REQUIRE(par.ok());
  world.cloud.SetOfUser(
      world.ann,
      "photo_access = {\"id\": \"" + par->id + "\", \"secret\": \"s\", " + "\"until\": " +
          std::to_string(ToMillis(world.cloud.now + std::chrono::hours(24))) + ", \"former\": {}}");
  world.cloud.RunJobs();
  world.cloud.RunJobs();
  CHECK(world.IsMarked(late));
  CHECK(world.RowOf(world.ann).photo_access.id.empty());
  auto later = world.cloud.NewCall();
  const auto left = world.cloud.services().objects->FindPar(later, par->id);
  REQUIRE(left.ok());
  CHECK_FALSE(left->has_value());
  for (const auto& job : world.cloud.Rows(schema::kJobs)) CHECK(job["kind"] != "suspension");
}

TEST_CASE("suspension: mails tell why, to verified addresses") {
  Judged world;
  const auto eve = world.SignUp("eve");
  REQUIRE(world.Suspend("ann", "Advertisements {help}.").status == 200);
  REQUIRE(world.Suspend("eve").status == 200);
  world.cloud.RunJobs();
  const auto mails = world.MailsWith("ann@example.com", "suspended");
  REQUIRE(mails.size() == 1);
  CHECK(mails[0]["bodyText"].get<std::string>().find("Advertisements {help}.") !=
        std::string::npos);
  CHECK(world.MailsWith("eve@example.com", "suspended").empty());
  // repeated, it is not told again
  REQUIRE(world.Suspend("ann", "Advertisements {help}.").status == 200);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "suspended").size() == 1);
  REQUIRE(world.Restore("ann").status == 200);
  world.cloud.RunJobs();
  CHECK(world.MailsWith("ann@example.com", "is back").size() == 1);
}

TEST_CASE("suspension: repeating gives the same; another reason takes the place of the first") {
  Judged world;
  const auto first = world.Suspend("@ann");
  REQUIRE(first.status == 200);
  world.cloud.now += std::chrono::hours(1);
  CHECK(world.Suspend("ann").body == first.body);
  const auto other = world.Suspend("ann", "another");
  CHECK(other.body["suspended"]["reason"] == "another");
  CHECK(other.body["suspended"]["since"] == first.body["suspended"]["since"]);
  const auto restored = world.Restore("ann");
  CHECK(world.Restore("ann").body == restored.body);
  CHECK(world.Suspend("nobody").status == 404);
  CHECK(world.Restore("nobody").status == 404);
  CHECK(world.Suspend("ann", "").status == 422);
}

// A suspension, or its end, that is cut off at any request: the person is never locked out, the
// account is hidden or not, and repeating the act makes it so.
TEST_CASE("suspension: cut off at any request, it comes about or not, and can be repeated") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    Judged world;
    auto& cloud = world.cloud;
    const auto sight = world.SightOfAnn();
    for (const bool suspends : {true, false}) {
      for (int n = 1;; ++n) {
        INFO((suspends ? "suspend" : "restore")
             << " cut at " << n << (fault == Fault::kLostAnswer ? " (answer)" : " (request)"));
        suspends ? world.Restore("ann") : world.Suspend("ann");
        const auto address = suspends ? world.AddressOf(world.anns, world.bob) : "";
        const int before = cloud.transport().requests();
        cloud.transport().FailFrom(n, fault);
        const int status = (suspends ? world.Suspend("ann") : world.Restore("ann")).status;
        const bool cut = cloud.transport().requests() - before >= n;
        cloud.transport().Recover();
        CHECK((status == 200 || status >= 500));
        CHECK(world.LogsInAndOut("ann"));
        CHECK(world.Me(world.ann).status == 200);
        cloud.RunJobs();
        cloud.RunJobs();
        const auto me = world.Me(world.ann);
        const bool suspended = me.body["suspended"].is_object();
        CHECK(world.IsMarked(world.ann) == suspended);
        CHECK((world.ProfileOf("ann", world.bob) == 404) == suspended);
        if (suspends && suspended) CHECK(cloud.Load(address).status == 404);
        const auto again = suspends ? world.Suspend("ann") : world.Restore("ann");
        CHECK(again.status == 200);
        CHECK(again.body["suspended"].is_object() == suspends);
        if (suspends) CHECK(cloud.Load(address).status == 404);
        if (!cut) break;
        REQUIRE(n < 40);
      }
    }
    CHECK(world.SightOfAnn() == sight);
    CHECK(cloud.CounterDifference() == "");
    CHECK(world.Mend().empty());
  }
}
