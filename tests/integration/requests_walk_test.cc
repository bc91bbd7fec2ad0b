// Hidden and missing things cannot be told apart by the time of the response: for every route the
// same requests go to OCI, and as many one after the other.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <mutex>

#include "nosql/protocol.h"
#include "oci/call.h"
#include "tests/integration/walk.h"
#include "tests/support/nosql_sent.h"

using namespace walk;

namespace {

struct Requests {
  std::vector<std::string> kinds;  // sorted, because simultaneous requests come in any order
  int round_trips = 0;
  bool operator==(const Requests&) const = default;
};

// Method, service, and table or statement: everything except whose row it is.
std::string KindOf(const standin::Request& request) {
  if (request.path == nosql::protocol::kPath) return tests::KindOfDriverRequest(request.body);
  const Json body = Json::parse(request.body, nullptr, false);
  std::string what;
  if (body.is_object())
    what = body.value("statement", "") + (body.value("isPrepared", false) ? " (prepared)" : "") +
           body.value("consistency", "");
  std::string path = request.path;
  if (const auto object = path.find("/o/"); object != path.npos) path.resize(object);
  return request.method + " " + path + " " + what;
}

struct Watched {
  tests::Reply reply;
  Requests requests;
};

Watched Watch(Scene& scene, const std::function<tests::Reply()>& ask) {
  Watched seen;
  std::mutex mutex;
  scene.cloud.transport().Observe([&](const standin::Request& request) {
    const std::lock_guard lock(mutex);
    seen.requests.kinds.push_back(KindOf(request));
  });
  const int before = oci::round_trips;
  seen.reply = ask();
  seen.requests.round_trips = oci::round_trips - before;
  scene.cloud.transport().Observe(nullptr);
  std::ranges::sort(seen.requests.kinds);
  return seen;
}

std::string ToString(const Requests& requests) {
  std::string text = std::to_string(requests.round_trips) + " one after the other\n";
  for (const auto& kind : requests.kinds) text += "  " + kind + "\n";
  return text;
}

// The second time, because a process prepares each statement once.
Watched WatchWarm(Scene& scene, const Visit& visit, const std::string& username,
                  const std::string& image, const std::string& query, const std::string& body) {
  const auto ask = [&] { return scene.Ask(visit, username, image, query, body); };
  for (int i = 0; i < 3; ++i) ask();
  return Watch(scene, ask);
}

// Two things with the same response must take the same requests.
void CompareAll(Scene& scene, const std::vector<const char*>& queries, int least) {
  int compared = 0;
  for (const Visit& visit : Visits()) {
    if (visit.about == About::kViewer || visit.about == About::kAnyone) continue;
    for (const char* query : queries) {
      for (const char* body : {visit.body, "{", R"({"text":7})"}) {
        const auto there = WatchWarm(scene, visit, "owner", scene.image, query, body);
        if (there.reply.status < 400) {
          // The viewer may see it; after a write, the relation between the two is set up again.
          if (std::string(visit.method) != "GET") scene.Arrange();
          continue;
        }
        const auto nowhere = WatchWarm(scene, visit, "nobody", "1-1", query, body);
        if (there.reply.raw.body != nowhere.reply.raw.body) continue;
        INFO(kViewerNames[static_cast<size_t>(scene.kind)]
             << ": " << visit.method << " " << visit.path << "?" << query << " " << body << "\n"
             << there.reply.raw.body << "\nthere: " << ToString(there.requests)
             << "nowhere: " << ToString(nowhere.requests));
        CHECK(there.requests == nowhere.requests);
        ++compared;
      }
    }
  }
  CHECK(compared >= least);
}

}  // namespace

TEST_CASE("what is hidden takes the same requests as what is missing") {
  for (const auto& [is_private, kind] : {std::pair(true, Viewer::kStranger),
                                         {true, Viewer::kRequester},
                                         {false, Viewer::kBlocked},
                                         {true, Viewer::kBlocked},
                                         {false, Viewer::kBlocker}}) {
    Scene scene(is_private, kind);
    CompareAll(scene, {"", "cursor=x", "limit=0"}, kind == Viewer::kBlocked ? 150 : 50);
  }
}

TEST_CASE("what is being deleted takes the same requests as what is missing") {
  Scene scene(false, Viewer::kFollower);
  const Json password{{"password", "password of owner"}};
  REQUIRE(
      scene.cloud.Send(&account::Handle, {"DELETE", "/v1/me", "", password.dump()}, &scene.owner)
          .status == 202);
  CompareAll(scene, {""}, 50);
}

TEST_CASE("a list by the cursor that was given before a block takes the same requests") {
  Scene scene(false, Viewer::kStranger);
  for (int i = 2; i < 4; ++i) scene.cloud.Upload(scene.owner, i);
  const Visit images{"GET", "/v1/users/{username}/images", About::kContent, &image::Handle};
  const auto first = scene.Ask(images, "owner", "", "limit=1", "");
  REQUIRE(first.body["next_cursor"].is_string());
  scene.cloud.Block(scene.owner, scene.viewer);
  const std::string query = "limit=1&cursor=" + first.body["next_cursor"].get<std::string>();
  const auto there = WatchWarm(scene, images, "owner", "", query, "");
  const auto nowhere = WatchWarm(scene, images, "nobody", "", query, "");
  CHECK(there.reply.raw.body == nowhere.reply.raw.body);
  INFO(ToString(there.requests) << ToString(nowhere.requests));
  CHECK(there.requests == nowhere.requests);
}

TEST_CASE("a search for somebody who is hidden takes the same requests as for nobody") {
  Scene scene(false, Viewer::kBlocked);
  const Visit search{"GET", "/v1/users", About::kViewer, &profile::Handle};
  for (const auto& [hidden, missing] : {std::pair("prefix=owner", "prefix=owher"),
                                        {"prefix=name+of+owner", "prefix=name+of+owher"}}) {
    const auto there = WatchWarm(scene, search, "", "", hidden, "");
    const auto nowhere = WatchWarm(scene, search, "", "", missing, "");
    CHECK(there.reply.body["items"].empty());
    CHECK(there.reply.raw.body == nowhere.reply.raw.body);
    INFO(hidden << "\n" << ToString(there.requests) << ToString(nowhere.requests));
    CHECK(there.requests == nowhere.requests);
  }
}

TEST_CASE("a mute changes neither answers nor requests of the muted person") {
  Scene scene(false, Viewer::kFollower);
  scene.cloud.Follow(scene.owner, scene.viewer);
  scene.cloud.RunJobs();
  const auto all = [&] {
    std::map<std::string, std::pair<std::string, Requests>> seen;
    for (const Visit& visit : Visits()) {
      const std::string method = visit.method, path = visit.path;
      // what is done to somebody again, or asked; not what ends a session or a thing
      const bool repeats = method == "GET" || (method == "PUT" && visit.about != About::kAnyone);
      if (!repeats || path == "/v1/me/export" || path.ends_with("/block")) continue;
      auto watched = WatchWarm(scene, visit, "owner", scene.image,
                               path == "/v1/users" ? "prefix=own" : "", visit.body);
      seen[method + " " + path] = {watched.reply.raw.body, std::move(watched.requests)};
    }
    return seen;
  };
  all();  // after which nothing changes any more
  const auto before = all();
  REQUIRE(before.size() > 20);
  REQUIRE(
      scene.cloud.Send(&follow::Handle, {"PUT", "/v1/users/viewer/mute"}, &scene.owner).status ==
      204);
  for (const auto& [what, now] : all()) {
    INFO(what << "\n"
              << now.first << "\nbefore: " << ToString(before.at(what).second)
              << "now: " << ToString(now.second));
    CHECK(now.first == before.at(what).first);
    CHECK(now.second == before.at(what).second);
  }
}
