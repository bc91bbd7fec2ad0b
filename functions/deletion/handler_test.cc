#include "functions/deletion/handler.h"

#include "fotogal/export/exports.h"
#include "fotogal/jobs/jobs.h"
#include "functions/authorize/handler.h"
#include "functions/deletion/scene.h"
#include "functions/image/handler.h"
#include "functions/like/handler.h"
#include "functions/notify/handler.h"
#include "functions/signup/handler.h"
#include "tests/support/posts.h"

using namespace fotogal;
using namespace fotogal::deletion_tests;

namespace {

constexpr const char* kFormer = "zq.former";
constexpr const char* kName = "zq.victim";

// A person with everything that one can leave behind.
struct Life : Scene {
  Person victim = cloud.SignUp(kFormer), ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob", true),
         carl = cloud.SignUp("carl"), dan = cloud.SignUp("dan"), eve = cloud.SignUp("eve");
  std::string anns, anns_other, own;
  const std::string password = std::string("password of ") + kFormer;

  Life() {
    anns = cloud.Upload(ann, 1);
    anns_other = cloud.Upload(ann, 2);
    own = cloud.Upload(victim, 3);
    tests::Post(cloud, victim, 10);
    UploadWithKey();
    CHECK(Patch(victim, {{"username", kName}, {"email", EmailOf(kName)}}).status == 200);
    victim.username = kName;
    CHECK(Patch(victim, {{"bio", std::string("I am ") + kName},
                         {"full_name", std::string("Zoe ") + kName},
                         {"is_professional_account", true}})
              .status == 200);
    CHECK(PutAvatar(victim, 5).status == 200);
    CHECK(PutAvatar(victim, 6).status == 200);
    Meet();
    React();
    Knock();
    cloud.RunJobs();
    StoreMore();
  }
  void UploadWithKey() {
    tests::Call call{"POST", "/v1/images", "", tests::SmallPng(4), "image/png"};
    call.headers.Set("Idempotency-Key", "once");
    CHECK(cloud.Send(&upload::Handle, call, &victim).status == 201);
  }
  void Meet() {
    CHECK(cloud.Follow(ann, victim).body["relation"] == "following");
    CHECK(cloud.Follow(victim, ann).body["relation"] == "following");
    CHECK(Patch(victim, {{"is_private", true}}).status == 200);
    CHECK(cloud.Follow(carl, victim).body["relation"] == "requested");
    CHECK(cloud.Follow(victim, bob).body["relation"] == "requested");
    cloud.Block(victim, dan);
    cloud.Block(eve, victim);
  }
  void React() {
    CHECK(cloud.React(victim, anns, "PUT", "like").status == 200);
    CHECK(cloud.React(victim, anns_other, "PUT", "dislike").status == 200);
    CHECK(cloud.React(carl, anns, "PUT", "like").status == 200);
    CHECK(cloud.React(ann, own, "PUT", "like").status == 200);
    CHECK(Comment(victim, anns, "from me").status == 201);
    CHECK(Comment(carl, anns, "from carl").status == 201);
    CHECK(Comment(victim, own, "my own").status == 201);
    CHECK(Comment(ann, own, "from ann").status == 201);
  }
  void Knock() {
    for (const char* name : {kName, kFormer}) {
      CHECK(LogIn(name, "not the password").status == 401);
      CHECK(LogIn(EmailOf(name), "not the password").status == 401);
    }
    CHECK(LogIn(kName, password).status == 200);
    CHECK(LogIn(EmailOf(kName), password).status == 200);
    CHECK(LogIn(kName, "not the password").status == 401);
  }
  // Data that other parts of the service store.
  void StoreMore() {
    auto call = cloud.NewCall();
    auto& services = cloud.services();
    const std::string folder = ToBase36(victim.id) + "/";
    CHECK(services.objects->Put(call, "exports/" + folder + "1.zip", "a zip", {}).ok());
    CHECK(services.objects->Put(call, "images/" + folder + "orphan", "a png", {}).ok());
    CHECK(services.objects->Put(call, "avatars/" + folder + "orphan", "a png", {}).ok());
    CHECK(services.objects->Put(call, "uploads/raw", "bytes", {}).ok());
    CHECK(services.nosql
              ->Put(call, schema::kUploads,
                    {{"user_id", victim.id}, {"id", 1}, {"object", "uploads/raw"}})
              .ok());
  }
  Json Items(FunctionHandler handler, const std::string& path, const Person& as,
             const std::string& query = "") {
    return Do(handler, "GET", path, as, query).body["items"];
  }
  bool Shows(const Json& items) { return items.dump().find(kName) != std::string::npos; }
};

bool Exists(tests::TestCloud& cloud, const std::string& object) {
  auto call = cloud.NewCall();
  return cloud.services().objects->Head(call, object)->has_value();
}

}  // namespace

TEST_CASE("deletion leaves nothing of a person, and others' counters agree") {
  Life life;
  auto& cloud = life.cloud;
  CHECK(tests::Traces(cloud, kName, EmailOf(kName), life.victim.id).size() > 40);

  const auto reply = life.Delete(life.victim, life.password);
  CHECK(reply.status == 202);
  CHECK(reply.body == Json{{"status", "deleting"}});
  life.RunToEnd();
  life.CheckGone(kName, life.victim.id);
  CHECK(cloud.Rows(schema::kUsers).size() == 5);
  CHECK(!Exists(cloud, "uploads/raw"));
  // Failed log-ins with the name from before the change belong to nobody.
  auto former = tests::Traces(cloud, kFormer, EmailOf(kFormer), life.victim.id);
  std::erase_if(former, [](const auto& trace) {
    return trace.what == "id" || trace.where == schema::kThrottle ||
           trace.where == schema::kIdentities;
  });
  INFO(tests::ToString(former));
  CHECK(former.empty());
  // The id is left in rows of others, and shown to nobody.
  const auto left = tests::Traces(cloud, kName, EmailOf(kName), life.victim.id);
  std::set<std::string> tables;
  for (const auto& trace : left) tables.insert(trace.where);
  CHECK(tables == std::set<std::string>{std::string(schema::kFeed),
                                        std::string(schema::kIdentities),
                                        std::string(schema::kNotifications)});
  const std::string id = ToBase36(life.victim.id);
  const auto told = life.Items(&notify::Handle, "/v1/me/notifications", life.ann);
  CHECK(told.dump().find(id) == std::string::npos);
  CHECK(told.size() == 2);  // carl's like and comment
  for (const auto& image : cloud.Feed(life.ann)) CHECK(image.find(id) == std::string::npos);
  CHECK(cloud.Feed(life.ann).size() == 2);
}

TEST_CASE("a name is free 30 days after everything is gone, and then it is somebody else's") {
  Life life;
  auto& cloud = life.cloud;
  const auto sign_up = [&](const std::string& username, const std::string& email) {
    const Json form{{"email", email},
                    {"full_name", "Somebody Else"},
                    {"username", username},
                    {"password", "another password"}};
    return cloud.Send(&signup::Handle, {"POST", "/v1/users", "", form.dump()});
  };
  CHECK(life.Delete(life.victim, life.password).status == 202);
  for (const bool started : {false, true}) {
    if (started) cloud.RunStarted();
    CHECK(sign_up(kName, "new@example.com").Code() == "username_taken");
    CHECK(sign_up("new.name", EmailOf(kName)).Code() == "email_taken");
    CHECK(!cloud.Rows(schema::kJobs).empty());
  }
  life.RunToEnd();
  cloud.now += schema::kNameKept - std::chrono::minutes(1);
  CHECK(sign_up(kName, "new@example.com").Code() == "username_taken");
  CHECK(sign_up("new.name", EmailOf(kName)).Code() == "email_taken");
  CHECK(life.LogIn(kName, life.password).status == 401);
  cloud.now += std::chrono::minutes(2);
  CHECK(sign_up(kName, EmailOf(kName)).status == 201);
  const auto profile = life.Profile(kName, life.ann);
  CHECK(profile.body["relation"] == "none");
  CHECK(profile.body["counts"] == Json{{"images", 0}, {"followers", 0}, {"following", 0}});
  CHECK(life.Profile(kName, life.eve).body["relation"] == "none");
  CHECK(life.LogIn(kName, "another password").status == 200);
  CHECK(life.LogIn(kName, life.password).status == 401);
}

TEST_CASE("an account that is being deleted is visible for nobody") {
  Life life;
  auto& cloud = life.cloud;
  const std::string comments = "/v1/images/" + life.anns + "/comments";
  const std::string likes = "/v1/images/" + life.anns + "/likes";
  const std::set<std::string> hidden_from = {"/v1/users/ann/followers", "/v1/users/ann/following",
                                             comments, likes};
  const auto handler = [&](const std::string& path) -> FunctionHandler {
    if (path == comments) return &comment::Handle;
    return path == likes ? &like::Handle : &follow::Handle;
  };
  for (const auto& path : hidden_from) CHECK(life.Shows(life.Items(handler(path), path, life.ann)));
  CHECK(life.Shows(life.Items(&profile::Handle, "/v1/users", life.carl, "prefix=zq")));
  CHECK(life.Shows(life.Items(&profile::Handle, "/v1/suggestions", life.bob)));
  CHECK(cloud.Feed(life.ann).size() == 5);

  REQUIRE(life.Delete(life.victim, life.password).status == 202);
  // Nothing has run yet, so every row still exists.
  CHECK(cloud.Rows(schema::kUsers).size() == 6);
  for (const auto& path : hidden_from) {
    INFO(path);
    CHECK(!life.Shows(life.Items(handler(path), path, life.ann)));
  }
  CHECK(!life.Shows(life.Items(&profile::Handle, "/v1/users", life.carl, "prefix=zq")));
  CHECK(!life.Shows(life.Items(&profile::Handle, "/v1/suggestions", life.bob)));
  CHECK(!life.Shows(life.Items(&follow::Handle, "/v1/me/blocks", life.eve)));
  CHECK(!life.Shows(life.Items(&follow::Handle, "/v1/me/follow-requests", life.bob)));
  CHECK(!life.Shows(life.Items(&notify::Handle, "/v1/me/notifications", life.ann)));
  CHECK(cloud.Feed(life.ann).size() == 2);
  CHECK(life.Profile(kName, life.ann).raw.body == life.Profile("nobody.here", life.ann).raw.body);
  const auto gone = [&](const std::string& path, FunctionHandler at) {
    return life.Do(at, "GET", path, life.ann).status == 404;
  };
  CHECK(gone("/v1/images/" + life.own, &image::Handle));
  CHECK(gone("/v1/images/" + life.own + "/content", &image::Handle));
  CHECK(gone(std::string("/v1/users/") + kName + "/images", &image::Handle));
  CHECK(cloud.React(life.ann, life.own, "PUT", "like").status == 404);
  CHECK(cloud.Follow(life.dan, life.victim).status == 404);
}

TEST_CASE("a person who is being deleted is logged out and cannot log in") {
  Life life;
  auto& cloud = life.cloud;
  REQUIRE(life.Delete(life.victim, life.password).status == 202);
  const auto same = [&](const std::string& name, const std::string& unknown) {
    const auto known = life.LogIn(name, life.password);
    return known.status == 401 && known.raw.body == life.LogIn(unknown, life.password).raw.body;
  };
  CHECK(same(kName, "nobody.here"));
  CHECK(same(EmailOf(kName), "nobody@example.com"));
  const Json event{{"data", {{"authorization", "Bearer " + life.victim.token}}}};
  CHECK(cloud.Invoke(&authorize::Handle, event.dump()).body["active"] == false);
  for (const auto& row : cloud.Rows(schema::kSessions)) CHECK(row["user_id"] != life.victim.id);
  CHECK(life.Delete(life.victim, life.password).status == 401);
  CHECK(cloud.React(life.victim, life.anns, "PUT", "like").status == 401);
  CHECK(life.Patch(life.victim, {{"bio", "still here"}}).status == 401);
  life.RunToEnd();
  life.CheckGone(kName, life.victim.id);
}

TEST_CASE("deletion asks for the password, and a wrong one changes nothing") {
  Scene scene;
  auto& cloud = scene.cloud;
  const auto ann = cloud.SignUp("ann");
  const auto users = cloud.Rows(schema::kUsers);
  const auto raw = [&](const std::string& body, const Person* as) {
    return cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", body}, as);
  };
  CHECK(raw(R"({"password":"password of ann"})", nullptr).Code() == "not_logged_in");
  CHECK(raw("", &ann).Code() == "bad_json");
  CHECK(raw("{}", &ann).Code() == "invalid_fields");
  CHECK(raw(R"({"password":7})", &ann).Code() == "invalid_fields");
  CHECK(raw(R"({"password":"password of ann","sure":true})", &ann).Code() == "invalid_fields");
  tests::Call foreign{"DELETE", "/v1/me", "", R"({"password":"password of ann"})"};
  foreign.headers.Set("X-FotoGal-Via", "cookie");
  foreign.headers.Set("Origin", "https://evil.example");
  foreign.headers.Set("Host", "fotogal.example");
  CHECK(cloud.Send(&account::Handle, foreign, &ann).Code() == "bad_origin");
  for (int i = 0; i < 4; ++i) CHECK(scene.Delete(ann, "a guess").Code() == "wrong_password");
  CHECK(scene.Delete(ann, "a guess").Code() == "too_many_attempts");
  CHECK(scene.Delete(ann).Code() == "too_many_attempts");
  CHECK(cloud.Rows(schema::kUsers) == users);
  CHECK(cloud.Rows(schema::kJobs).empty());
  cloud.now += std::chrono::hours(1);
  CHECK(scene.Delete(ann).status == 202);
  scene.RunToEnd();
  scene.CheckGone("ann", ann.id);
}

TEST_CASE("deletion runs only its own kind of job, and only for hidden accounts") {
  Scene scene;
  auto& cloud = scene.cloud;
  const auto ann = cloud.SignUp("ann");
  CHECK(cloud.Invoke(&deletion::Handle, "{}").Code() == "bad_event");
  CHECK(cloud.Invoke(&deletion::Handle, R"({"bucket":1,"id":1})").status == 200);
  // As a call leaves it that died before it hid the account.
  auto call = cloud.NewCall();
  const auto job =
      QueueJob({cloud.services(), call}, NewOp(call.Now(), cloud.services().random), "deletion",
               {{"user", ann.id}, {"names", {"u:ann"}}, {"throttle", Json::array()}});
  REQUIRE(job.ok());
  cloud.RunJobs();
  CHECK(cloud.Rows(schema::kJobs).empty());
  CHECK(scene.LogIn("ann", "password of ann").status == 200);
}

TEST_CASE("a deletion takes the upload of a half-done export with it") {
  Scene scene;
  const auto ann = scene.cloud.SignUp("ann");
  constexpr Op kOp = 7;
  auto call = scene.cloud.NewCall();
  auto& objects = *scene.cloud.services().objects;
  const std::string archive = ArchiveName(ann.id, kOp);
  const auto upload = objects.CreateMultipartUpload(call, archive, "application/zip").value();
  REQUIRE(objects.UploadPart(call, archive, upload, 1, "photos").ok());
  const Json cursor{{"upload_id", upload}, {"part", 2},  {"offset", 6}, {"entries", 1},
                    {"section", 0},        {"page", ""}, {"done", 1},   {"total", 1}};
  const auto job = JobFor<ExportJob>(kOp);
  REQUIRE(scene.cloud.services()
              .nosql
              ->Put(call, schema::kJobs,
                    {{"bucket", job.bucket},
                     {"id", job.id},
                     {"kind", job.kind},
                     {"arguments", {{"user", ann.id}}},
                     {"cursor", cursor.dump()},
                     {"lease_until", 0},
                     {"attempts", 1},
                     {"op", kOp}})
              .ok());
  scene.Delete(ann);
  scene.cloud.RunJobs();
  auto later = scene.cloud.NewCall();
  CHECK(objects.UploadPart(later, archive, upload, 2, "more").error().http_status == 404);
  CHECK(scene.cloud.Rows(schema::kJobs).empty());
}
