// Every route of the deployment specification, for every kind of viewer: hidden and missing things
// give the same response, and nothing is shown that the rules hide.
#include <catch2/catch_test_macros.hpp>
#include <set>

#include "fotogal/base/schema.h"
#include "fotogal/people/user.h"
#include "functions/page/handler.h"
#include "tests/integration/walk.h"
#include "tests/support/documented_paths.h"

using namespace walk;

namespace {

// Every kind of viewer with a session, for a public and a private account.
template <class Look>
void ForEachScene(Look look) {
  for (const bool is_private : {false, true}) {
    for (const Viewer kind : kViewers) {
      if (kind == Viewer::kNobody) continue;
      Scene scene(is_private, kind);
      INFO(kViewerNames[static_cast<size_t>(kind)] << (is_private ? ", private" : ", public"));
      look(scene);
    }
  }
}

int Expected(const Scene& scene, const Visit& visit) {
  const Viewer kind = scene.kind;
  if (visit.about == About::kAnyone) return visit.success;
  if (kind == Viewer::kNobody) return 401;
  switch (visit.about) {
    case About::kName:
      return kind == Viewer::kBlocked ? 404 : 200;
    case About::kContent:
      return scene.SeesAll() ? visit.success : 404;
    case About::kTheirs:
      if (kind == Viewer::kOwner) return 422;
      return scene.SeesAll() ? visit.success : 404;
    case About::kOwnImage:
      if (kind == Viewer::kOwner) return visit.success;
      return scene.SeesAll() ? 403 : 404;
    case About::kFollowing:
      if (kind == Viewer::kOwner) return 422;
      if (kind == Viewer::kBlocked) return 404;
      return kind == Viewer::kBlocker && std::string(visit.path).ends_with("/follow") &&
                     std::string(visit.method) == "PUT"
                 ? 409
                 : visit.success;
    case About::kApproval:
      return kind == Viewer::kOwner ? 422 : 404;
    case About::kIncoming:
      if (kind == Viewer::kOwner) return 422;
      return kind == Viewer::kBlocked ? 404 : 200;
    default:
      return visit.success;
  }
}

}  // namespace

TEST_CASE("every route answers every kind of viewer what the rules let through") {
  for (const bool is_private : {false, true}) {
    for (const Viewer kind : kViewers) {
      std::unique_ptr<Scene> scene;
      for (const Visit& visit : Visits()) {
        if (!scene) scene = std::make_unique<Scene>(is_private, kind);
        const auto reply = scene->Do(visit);
        INFO(kViewerNames[static_cast<size_t>(kind)]
             << " of a " << (is_private ? "private" : "public") << " account: " << visit.method
             << " " << visit.path << "\n"
             << reply.raw.body);
        if (visit.success == -1 && kind != Viewer::kNobody) {
          CHECK(reply.status < 400);
        } else {
          CHECK(reply.status == (visit.success == -1 ? 401 : Expected(*scene, visit)));
        }
        const bool own = kind == Viewer::kOwner && std::string(visit.path) == "/v1/me" &&
                         std::string(visit.method) != "DELETE";
        const bool shown = reply.raw.body.find("owner@example.com") != std::string::npos;
        CHECK(shown == own);
        const bool changed = std::string(visit.method) != "GET" && reply.status < 300;
        if (changed && (visit.about == About::kFollowing || visit.about == About::kIncoming)) {
          scene->Arrange();
        } else if (changed && visit.about != About::kContent && visit.about != About::kTheirs) {
          scene.reset();  // an image, a comment or the session was deleted
        }
      }
    }
  }
}

TEST_CASE("what is hidden answers byte for byte like what is missing, to wrong questions too") {
  for (const Viewer kind : {Viewer::kStranger, Viewer::kBlocked}) {
    Scene hidden(kind == Viewer::kStranger, kind);
    size_t walked = 0;
    for (const Visit& visit : Visits()) {
      const bool content = visit.about == About::kContent || visit.about == About::kTheirs ||
                           visit.about == About::kOwnImage;
      const bool person = visit.about == About::kName || visit.about == About::kFollowing ||
                          visit.about == About::kIncoming || visit.about == About::kApproval;
      if (!content && !(person && kind == Viewer::kBlocked)) continue;
      for (const char* query : {"", "cursor=x", "limit=0", "size=huge"}) {
        for (const char* body : {visit.body, "{", R"({"text":7})"}) {
          INFO(kViewerNames[static_cast<size_t>(kind)] << ": " << visit.method << " " << visit.path
                                                       << "?" << query << " " << body);
          const auto there = hidden.Ask(visit, "owner", hidden.image, query, body);
          const auto nowhere = hidden.Ask(visit, "nobody", "1-1", query, body);
          CHECK(there.status == nowhere.status);
          CHECK(there.raw.body == nowhere.raw.body);
          ++walked;
        }
      }
    }
    CHECK(walked > 100);
  }
}

TEST_CASE("an account that is being deleted is as if it were not there, for everybody") {
  for (const Viewer kind : {Viewer::kFollower, Viewer::kRequester, Viewer::kStranger,
                            Viewer::kBlocked, Viewer::kBlocker}) {
    Scene scene(false, kind);
    const auto leaving = scene.cloud.Send(
        &account::Handle, {"DELETE", "/v1/me", "", Json{{"password", "password of owner"}}.dump()},
        &scene.owner);
    REQUIRE(leaving.status == 202);
    for (const Visit& visit : Visits()) {
      if (visit.about == About::kViewer || visit.about == About::kAnyone) continue;
      INFO(kViewerNames[static_cast<size_t>(kind)] << ": " << visit.method << " " << visit.path);
      const auto there = scene.Ask(visit, "owner", scene.image, "", visit.body);
      CHECK(there.status == 404);
      CHECK(there.raw.body == scene.Ask(visit, "nobody", "1-1", "", visit.body).raw.body);
    }
    CHECK(scene.Do({"GET", "/v1/users", About::kViewer, &profile::Handle}).body["items"].empty());
    CHECK(scene.cloud.Feed(scene.viewer).empty());
    CHECK(scene.cloud.Send(&account::Handle, {"GET", "/v1/me"}, &scene.owner).status == 401);
  }
}

TEST_CASE("an avatar is shown to everybody but blocked people, its account private or not") {
  ForEachScene([](Scene& scene) {
    const auto set = scene.cloud.Send(&upload::Handle,
                                      {"PUT", "/v1/me/avatar", "", tests::SmallPng(9), "image/png"},
                                      &scene.owner);
    const std::string url = set.body["profile_image_url"];
    CHECK(scene.cloud.Load(url).status == 200);
    const auto profile =
        scene.cloud.Send(&profile::Handle, {"GET", "/v1/users/owner"}, &scene.viewer).body;
    CHECK((profile.value("profile_image_url", "") == url) == (scene.kind != Viewer::kBlocked));
    std::string avatar;
    for (const auto& row : scene.cloud.Rows(schema::kImages)) {
      if (row["is_profile"] == true) avatar = ToString(ImageRef{row["user_id"], row["id"]});
    }
    const auto content = scene.cloud.Send(
        &image::Handle, {"GET", "/v1/images/" + avatar + "/content"}, &scene.viewer);
    CHECK(content.status == (scene.IsApart() ? 404 : 303));
  });
}

TEST_CASE("lists, search and feed leave out what the viewer may not see") {
  ForEachScene([](Scene& scene) {
    const auto found = scene.Do({"GET", "/v1/users", About::kViewer, &profile::Handle});
    CHECK(found.body["items"].size() == (scene.IsApart() ? 0 : 1));
    const bool delivered = scene.kind == Viewer::kOwner || scene.kind == Viewer::kFollower ||
                           (scene.kind == Viewer::kRequester && !scene.is_private);
    CHECK(scene.cloud.Feed(scene.viewer).size() == (delivered ? 1 : 0));
  });
}

TEST_CASE("no list names who is on the other side of a block") {
  for (const Viewer kind : {Viewer::kStranger, Viewer::kBlocked, Viewer::kBlocker}) {
    tests::TestCloud cloud;
    // Carol is in every list of the viewer; the viewer reads what shows her.
    const auto viewer = cloud.SignUp("viewer", true);
    const auto owner = cloud.SignUp("owner");
    const auto carol = cloud.SignUp("carol");
    const auto send = [&](FunctionHandler handler, const tests::Call& call, const Person& as) {
      const auto reply = cloud.Send(handler, call, &as);
      INFO(call.method << " " << call.path << " " << reply.raw.body);
      REQUIRE(reply.status < 300);
      return reply;
    };
    send(&account::Handle, {"PATCH", "/v1/me", "", R"({"is_professional_account":true})"}, carol);
    const std::string image = cloud.Upload(owner);
    const std::string own = cloud.Upload(viewer);
    cloud.Follow(viewer, owner);
    cloud.Follow(carol, owner);
    cloud.Follow(owner, carol);
    cloud.Follow(carol, viewer);
    send(&follow::Handle, {"PUT", "/v1/me/follow-requests/carol"}, viewer);
    cloud.React(carol, own, "PUT", "like");
    send(&follow::Handle, {"DELETE", "/v1/me/followers/carol"}, viewer);
    cloud.Follow(carol, viewer);  // requests again
    cloud.React(carol, image, "PUT", "like");
    send(&comment::Handle, {"POST", "/v1/images/" + image + "/comments", "", R"({"text":"hi"})"},
         carol);
    cloud.RunJobs();
    if (kind == Viewer::kBlocked) cloud.Block(carol, viewer);
    if (kind == Viewer::kBlocker) cloud.Block(viewer, carol);
    size_t told = 0;
    for (const auto& [handler, path, query] :
         std::vector<std::tuple<FunctionHandler, std::string, std::string>>{
             {&follow::Handle, "/v1/users/owner/followers", ""},
             {&follow::Handle, "/v1/users/owner/following", ""},
             {&follow::Handle, "/v1/me/follow-requests", ""},
             {&like::Handle, "/v1/images/" + image + "/likes", ""},
             {&comment::Handle, "/v1/images/" + image + "/comments", ""},
             {&notify::Handle, "/v1/me/notifications", ""},
             {&profile::Handle, "/v1/suggestions", ""},
             {&profile::Handle, "/v1/users", "prefix=car"}}) {
      const auto reply = send(handler, {"GET", path, query}, viewer);
      INFO(kViewerNames[static_cast<size_t>(kind)] << ": " << path << " " << reply.raw.body);
      const bool named = reply.raw.body.find("carol") != std::string::npos;
      CHECK(named == (kind == Viewer::kStranger));
      told += named;
    }
    CHECK(told == (kind == Viewer::kStranger ? 8 : 0));
  }
}

TEST_CASE(
    "a photo is found by its tag, and in Explore, only where it is public and nobody is apart") {
  for (const bool is_private : {false, true}) {
    for (const Viewer kind : kViewers) {
      if (kind == Viewer::kNobody) continue;
      Scene scene(is_private, kind);
      tests::Call photo{"POST", "/v1/images", "", tests::SmallPng(7), "image/png"};
      photo.headers.Set("X-Caption", "%23praia");
      const auto shared = scene.cloud.Send(&upload::Handle, photo, &scene.owner);
      REQUIRE(shared.status == 201);
      scene.cloud.RunStarted();
      for (const char* path : {"/v1/tags/praia", "/v1/explore"}) {
        const auto reply = scene.cloud.Send(&feed::Handle, {"GET", path}, &scene.viewer);
        INFO(kViewerNames[static_cast<size_t>(kind)] << (is_private ? ", private" : ", public")
                                                     << ": " << path << " " << reply.raw.body);
        const bool own_explore = kind == Viewer::kOwner && std::string(path) == "/v1/explore";
        const bool found =
            reply.raw.body.find(shared.body["id"].get<std::string>()) != std::string::npos;
        CHECK(found == (!is_private && !scene.IsApart() && !own_explore));
      }
    }
  }
}

TEST_CASE("pages show everybody what is public and nobody more, whoever asks") {
  for (const bool is_private : {false, true}) {
    for (const Viewer kind : kViewers) {
      Scene scene(is_private, kind);
      auto call = scene.cloud.NewCall();
      REQUIRE(
          scene.cloud.services().web->Put(call, "index.html", "<div id=\"app\"></div>", {}).ok());
      scene.cloud.now += std::chrono::minutes(1);
      const auto look_at = [&](const std::string& path, const Person* as) {
        return scene.cloud.Send(&page::Handle, {"GET", path}, as);
      };
      const auto nothing = look_at("/@nobody", nullptr);
      for (const auto& path : {std::string("/@owner"), "/p/" + scene.image}) {
        const auto seen = look_at(path, nullptr);
        INFO(kViewerNames[static_cast<size_t>(kind)] << ": " << path << " " << seen.raw.body);
        CHECK(seen.status == (is_private ? 404 : 200));
        CHECK((seen.raw.body == nothing.raw.body) == is_private);
        CHECK(seen.raw.body.find("mine") == std::string::npos);  // the comment
        CHECK(look_at(path, &scene.viewer).raw.body == seen.raw.body);
      }
    }
  }
}

TEST_CASE("the walk visits every path that functions serve") {
  std::set<std::string> visited = {"/v1/health"};
  for (const auto& visit : Visits()) {
    visited.insert(RouteOf(visit));
  }
  const auto paths = tests::PathsOfFunctions();
  for (const auto& path : paths) {
    INFO(path << " needs a Visit in tests/integration/walk.h");
    CHECK(visited.contains(path));
  }
  CHECK(paths.size() > 40);
}
