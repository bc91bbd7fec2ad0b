// No GET or HEAD changes anything but the access to photos (images/photo_addresses.h): rows,
// objects, pre-authenticated requests and started functions are the same afterwards. (The
// authorizer writes when a session was last used; it is no route and does not run here.)
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "functions/health/handler.h"
#include "tests/integration/walk.h"
#include "tests/support/documented_paths.h"
#include "tests/support/upload_bench.h"

using namespace walk;

namespace {

// Everything in the cloud, by its place.
std::map<std::string, Json> Snapshot(tests::TestCloud& cloud) {
  std::map<std::string, Json> seen;
  auto call = cloud.NewCall();
  for (const auto& table : schema::Tables()) seen[table.name] = cloud.Rows(table.name);
  const auto objects = cloud.services().objects->List(call, "", "", 1000);
  REQUIRE(objects.ok());
  for (const auto& object : objects->objects) seen["objects"].push_back(object.name + object.etag);
  const auto pars = cloud.services().objects->ListPars(call, "", "");
  REQUIRE(pars.ok());
  for (const auto& par : pars->items) seen["pars"].push_back(par.id);
  for (const auto& started : cloud.TakeStarted()) seen["started"].push_back(started.body);
  return seen;
}

// Gives the owner one of everything that a GET can read.
void Furnish(Scene& scene) {
  auto& cloud = scene.cloud;
  const auto send = [&](FunctionHandler handler, const tests::Call& call, const Person& who) {
    const auto reply = cloud.Send(handler, call, &who);
    INFO(call.method << " " << call.path << " " << reply.raw.body);
    REQUIRE(reply.status < 300);
    return reply;
  };
  send(&upload::Handle, {"PUT", "/v1/me/avatar", "", tests::SmallPng(9), "image/png"}, scene.owner);
  send(&upload::Handle, {"POST", "/v1/uploads", "", R"({"content_type":"image/png","size":5})"},
       scene.owner);
  const auto eve = cloud.SignUp("eve"), dan = cloud.SignUp("dan");
  cloud.Follow(eve, scene.owner);
  cloud.Follow(scene.owner, dan);
  cloud.Block(scene.owner, dan);
  cloud.React(eve, scene.image, "PUT", "like");
  send(&account::Handle, {"PATCH", "/v1/me", "", R"({"is_professional_account":true})"}, eve);
  cloud.RunJobs();
}

void ReadEverything(Scene& scene, const std::string& state) {
  // The first look at an author makes access to the photos, which all later ones share.
  for (const Visit& visit : Visits()) {
    if (std::string(visit.method) == "GET") scene.Ask(visit, "owner", scene.image, "", "");
  }
  const auto before = Snapshot(scene.cloud);
  int asked = 0;
  for (const Visit& visit : Visits()) {
    if (std::string(visit.method) != "GET") continue;
    Visit head = visit;
    head.method = "HEAD";
    for (const char* query : {"", "limit=1", "size=original", "cursor=x", "prefix=own"}) {
      for (const Visit& each : {visit, head}) {
        INFO(state << ", " << kViewerNames[static_cast<size_t>(scene.kind)] << ": " << each.method
                   << " " << each.path << "?" << query);
        const auto reply = scene.Ask(each, "owner", scene.image, query, "");
        // 501: pushes are not configured here.
        CHECK((reply.status < 500 || reply.status == 501));
        const auto after = Snapshot(scene.cloud);
        CHECK((after == before));
        ++asked;
      }
    }
  }
  CHECK(asked > 100);
  CHECK(scene.cloud.Send(&health::Handle, {"GET", "/v1/health"}).status == 200);
  CHECK((Snapshot(scene.cloud) == before));
}

// The template with values in place of its parameters.
std::string Filled(std::string path) {
  for (auto open = path.find('{'); open != path.npos; open = path.find('{', open))
    path.replace(open, path.find('}', open) - open + 1, "1-1");
  return path;
}

}  // namespace

TEST_CASE("no GET or HEAD of the API changes anything") {
  for (const Viewer kind : {Viewer::kOwner, Viewer::kFollower, Viewer::kBlocked, Viewer::kNobody}) {
    Scene scene(false, kind);
    Furnish(scene);
    ReadEverything(scene, "no export");
    if (kind != Viewer::kOwner) continue;
    const auto start = [&] {
      return scene.cloud.Send(&account::Handle, {"POST", "/v1/me/export"}, &scene.owner).status;
    };
    REQUIRE(start() == 202);
    scene.cloud.ForgetStarted();
    scene.cloud.now += std::chrono::minutes(2);  // its start was lost, so a POST would start it
    ReadEverything(scene, "an export whose start was lost");
    scene.cloud.RunJobs();
    REQUIRE(start() == 200);
    ReadEverything(scene, "an export that is ready");
    scene.cloud.now += std::chrono::hours(30);
    scene.viewer = scene.owner = scene.cloud.StartSession(scene.owner);
    ReadEverything(scene, "an export that has expired");
  }
}

TEST_CASE("the walk reads every path that takes a GET") {
  std::set<std::string> read = {"/v1/health"};
  for (const auto& visit : Visits()) {
    if (std::string(visit.method) == "GET") read.insert(RouteOf(visit));
  }
  // Paths of the other functions answer 405 to GET.
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  size_t functions = 0;
  for (const auto& path : tests::PathsOfFunctions()) {
    if (read.contains(path)) continue;
    const auto visit =
        std::ranges::find_if(Visits(), [&](const Visit& one) { return RouteOf(one) == path; });
    INFO(path);
    REQUIRE(visit != Visits().end());
    CHECK(cloud.Send(visit->handler, {"GET", Filled(path)}, &ann).status == 405);
    ++functions;
  }
  CHECK(functions > 5);
}

TEST_CASE("all that a GET makes is access to photos, once a day for each author") {
  tests::UploadBench bench;
  const std::string image = bench.cloud.Upload(bench.ann);
  bench.cloud.RunJobs();
  bench.cloud.now += std::chrono::hours(25);
  bench.Sweep();
  const auto pars = [&] {
    auto call = bench.cloud.NewCall();
    return bench.cloud.services().objects->ListPars(call, "", "")->items.size();
  };
  REQUIRE(pars() == 0);
  const auto get = [&](const char* method) {
    return bench.cloud.Send(&image::Handle, {method, "/v1/images/" + image}, &bench.ann).status;
  };
  CHECK(get("HEAD") == 200);
  CHECK(pars() == 2);  // one for her photos, one for all avatars
  CHECK(get("GET") == 200);
  CHECK(pars() == 2);
  bench.cloud.now += std::chrono::hours(25);
  bench.Sweep();
  CHECK(pars() == 0);
}
