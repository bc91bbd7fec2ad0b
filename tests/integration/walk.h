// For tests of all routes: every route of the deployment specification that a function serves, and
// a viewer with another person's things.
#pragma once

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <string>
#include <vector>

#include "fotogal/people/user.h"
#include "fotogal/social/blocks.h"
#include "fotogal/social/follows.h"
#include "functions/account/handler.h"
#include "functions/comment/handler.h"
#include "functions/feed/handler.h"
#include "functions/follow/handler.h"
#include "functions/image/handler.h"
#include "functions/like/handler.h"
#include "functions/login/handler.h"
#include "functions/logout/handler.h"
#include "functions/notify/handler.h"
#include "functions/profile/handler.h"
#include "functions/signup/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

namespace walk {

using namespace fotogal;
using tests::Json;
using tests::Person;

enum class Viewer { kOwner, kFollower, kRequester, kStranger, kBlocked, kBlocker, kNobody };
inline constexpr std::array kViewers = {Viewer::kOwner,    Viewer::kFollower, Viewer::kRequester,
                                        Viewer::kStranger, Viewer::kBlocked,  Viewer::kBlocker,
                                        Viewer::kNobody};
inline constexpr std::array kViewerNames = {"owner",   "follower", "requester", "stranger",
                                            "blocked", "blocker",  "nobody"};

// What a route is about, which decides who gets which response.
enum class About {
  kName,       // of the owner: for all but blocked people
  kContent,    // for those who may see everything
  kTheirs,     // the same, if it is not one's own: 422
  kOwnImage,   // for the owner; 403 for others who can see it
  kFollowing,  // a relation to the owner: not to oneself, not for blocked people
  kIncoming,   // the owner's relation to the viewer
  kApproval,   // a request from the owner, who has sent none
  kViewer,     // the viewer's own things: for everybody with a session
  kAnyone,     // no session needed
};

struct Visit {
  const char* method;
  const char* path;
  About about;
  FunctionHandler handler;
  int success = 200;
  const char* body = "";
};

// The route as in the specification.
inline std::string RouteOf(const Visit& visit) {
  const std::string path = visit.path;
  if (path == "/v1/tags/praia") return "/v1/tags/{tag}";
  return path == "/v1/me/sessions/{session}" ? "/v1/me/sessions/{id}" : path;
}

inline const std::vector<Visit>& Visits() {
  static const std::vector<Visit> visits = {
      {"GET", "/v1/users/{username}", About::kName, &profile::Handle},
      {"GET", "/v1/users/{username}/images", About::kContent, &image::Handle},
      {"GET", "/v1/users/{username}/followers", About::kContent, &follow::Handle},
      {"GET", "/v1/users/{username}/following", About::kContent, &follow::Handle},
      {"GET", "/v1/images/{id}", About::kContent, &image::Handle},
      {"GET", "/v1/images/{id}/content", About::kContent, &image::Handle, 303},
      {"GET", "/v1/images/{id}/likes", About::kContent, &like::Handle},
      {"GET", "/v1/images/{id}/comments", About::kContent, &comment::Handle},
      {"PUT", "/v1/images/{id}/like", About::kContent, &like::Handle},
      {"DELETE", "/v1/images/{id}/like", About::kContent, &like::Handle},
      {"PUT", "/v1/images/{id}/dislike", About::kContent, &like::Handle},
      {"DELETE", "/v1/images/{id}/dislike", About::kContent, &like::Handle},
      {"POST", "/v1/images/{id}/comments", About::kContent, &comment::Handle, 201,
       R"({"text":"hello"})"},
      {"POST", "/v1/images/{id}/comments", About::kContent, &comment::Handle, 201,
       R"({"text":"hello","reply_to":"{comment_id}"})"},
      {"PUT", "/v1/images/{id}/comments/{comment_id}/like", About::kContent, &comment::Handle},
      {"DELETE", "/v1/images/{id}/comments/{comment_id}/like", About::kContent, &comment::Handle},
      {"PUT", "/v1/images/{id}/bookmark", About::kContent, &like::Handle},
      {"DELETE", "/v1/images/{id}/bookmark", About::kViewer, &like::Handle},
      {"POST", "/v1/reports", About::kFollowing, &follow::Handle, 201,
       R"({"kind":"user","id":"{username}","reason":"spam"})"},
      {"POST", "/v1/reports", About::kTheirs, &follow::Handle, 201,
       R"({"kind":"image","id":"{id}","reason":"hate"})"},
      {"POST", "/v1/reports", About::kTheirs, &follow::Handle, 201,
       R"({"kind":"comment","id":"{id}/{comment_id}","reason":"other","note":"x"})"},
      {"PATCH", "/v1/images/{id}", About::kOwnImage, &image::Handle, 200, R"({"caption":"x"})"},
      {"PATCH", "/v1/images/{id}/comments/{comment_id}", About::kOwnImage, &comment::Handle, 200,
       R"({"text":"x"})"},
      {"DELETE", "/v1/images/{id}/comments/{comment_id}", About::kOwnImage, &comment::Handle, 204},
      {"DELETE", "/v1/images/{id}", About::kOwnImage, &image::Handle, 204},
      {"PUT", "/v1/users/{username}/follow", About::kFollowing, &follow::Handle},
      {"DELETE", "/v1/users/{username}/follow", About::kFollowing, &follow::Handle},
      {"PUT", "/v1/users/{username}/block", About::kFollowing, &follow::Handle},
      {"DELETE", "/v1/users/{username}/block", About::kFollowing, &follow::Handle},
      {"PUT", "/v1/users/{username}/mute", About::kFollowing, &follow::Handle, 204},
      {"DELETE", "/v1/users/{username}/mute", About::kFollowing, &follow::Handle, 204},
      {"PUT", "/v1/me/follow-requests/{username}", About::kApproval, &follow::Handle},
      {"DELETE", "/v1/me/follow-requests/{username}", About::kIncoming, &follow::Handle},
      {"DELETE", "/v1/me/followers/{username}", About::kIncoming, &follow::Handle},
      {"GET", "/v1/users", About::kViewer, &profile::Handle},
      {"GET", "/v1/suggestions", About::kViewer, &profile::Handle},
      {"GET", "/v1/feed", About::kViewer, &feed::Handle},
      {"GET", "/v1/tags/praia", About::kViewer, &feed::Handle},
      {"GET", "/v1/explore", About::kViewer, &feed::Handle},
      {"GET", "/v1/me", About::kViewer, &account::Handle},
      {"PATCH", "/v1/me", About::kViewer, &account::Handle, 200, "{}"},
      {"DELETE", "/v1/me", About::kViewer, &account::Handle, 422, "{}"},
      {"PUT", "/v1/me/password", About::kViewer, &account::Handle, 422, "{}"},
      {"GET", "/v1/me/export", About::kViewer, &account::Handle},
      {"POST", "/v1/me/export", About::kViewer, &account::Handle, 202},
      {"POST", "/v1/me/email-verification", About::kViewer, &account::Handle, 501},
      {"GET", "/v1/me/passkeys", About::kViewer, &account::Handle},
      {"POST", "/v1/me/passkeys", About::kViewer, &account::Handle, 422, "{}"},
      {"PUT", "/v1/me/passkeys", About::kViewer, &account::Handle, 422, "{}"},
      {"DELETE", "/v1/me/passkeys", About::kViewer, &account::Handle, 422, "{}"},
      {"GET", "/v1/me/push", About::kViewer, &account::Handle, 501},
      {"PUT", "/v1/me/push", About::kViewer, &account::Handle, 422, "{}"},
      {"DELETE", "/v1/me/push", About::kViewer, &account::Handle, 204},
      {"POST", "/v1/me/totp", About::kViewer, &account::Handle, 422, "{}"},
      {"PUT", "/v1/me/totp", About::kViewer, &account::Handle, 422, "{}"},
      {"DELETE", "/v1/me/totp", About::kViewer, &account::Handle, 422, "{}"},
      {"GET", "/v1/me/sessions", About::kViewer, &account::Handle},
      {"DELETE", "/v1/me/sessions", About::kViewer, &account::Handle, 204},
      {"DELETE", "/v1/me/sessions/{session}", About::kViewer, &account::Handle, 404},
      {"PUT", "/v1/me/avatar", About::kViewer, &upload::Handle, 422, "{}"},
      {"DELETE", "/v1/me/avatar", About::kViewer, &upload::Handle, -1},
      {"GET", "/v1/me/bookmarks", About::kViewer, &like::Handle},
      {"GET", "/v1/me/blocks", About::kViewer, &follow::Handle},
      {"GET", "/v1/me/mutes", About::kViewer, &follow::Handle},
      {"GET", "/v1/me/follow-requests", About::kViewer, &follow::Handle},
      {"GET", "/v1/me/sent-follow-requests", About::kViewer, &follow::Handle},
      {"GET", "/v1/me/notifications", About::kViewer, &notify::Handle},
      {"PUT", "/v1/me/notifications/read", About::kViewer, &notify::Handle, 422, "{}"},
      {"POST", "/v1/images", About::kViewer, &upload::Handle, 422, "{}"},
      {"POST", "/v1/uploads", About::kViewer, &upload::Handle, 422, "{}"},
      {"POST", "/v1/users", About::kAnyone, &signup::Handle, 422, "{}"},
      {"POST", "/v1/login", About::kAnyone, &login::Handle, 422, "{}"},
      {"POST", "/v1/password-resets", About::kAnyone, &login::Handle, 422, "{}"},
      {"PUT", "/v1/password-resets", About::kAnyone, &login::Handle, 422, "{}"},
      {"PUT", "/v1/email-verifications", About::kAnyone, &login::Handle, 422, "{}"},
      {"POST", "/v1/logout", About::kViewer, &logout::Handle, 204},
  };
  return visits;
}

// One owner, one image of theirs with a comment, and one viewer.
struct Scene {
  tests::TestCloud cloud;
  Person owner, viewer;
  std::string image, comment;
  bool is_private;
  Viewer kind;

  Scene(bool owner_is_private, Viewer viewer_kind)
      : is_private(owner_is_private), kind(viewer_kind) {
    owner = cloud.SignUp("owner", is_private);
    viewer = kind == Viewer::kOwner ? owner : cloud.SignUp("viewer");
    image = cloud.Upload(owner);
    const auto posted =
        cloud.Send(&comment::Handle,
                   {"POST", "/v1/images/" + image + "/comments", "", R"({"text":"mine"})"}, &owner);
    comment = posted.body["id"];
    Arrange();
    cloud.RunJobs();
  }

  // Sets up the relation between the two, whatever was done before.
  void Arrange() {
    if (kind == Viewer::kOwner) return;
    auto call = cloud.NewCall();
    for (const auto& [one, other] : {std::pair(owner.id, viewer.id), {viewer.id, owner.id}}) {
      REQUIRE(Unblock({cloud.services(), call}, one, other).ok());
      REQUIRE(Unfollow({cloud.services(), call}, one, other).ok());
    }
    if (kind == Viewer::kFollower || kind == Viewer::kRequester) cloud.Follow(viewer, owner);
    if (kind == Viewer::kFollower && is_private)
      cloud.Send(&follow::Handle, {"PUT", "/v1/me/follow-requests/viewer"}, &owner);
    if (kind == Viewer::kBlocked) cloud.Block(owner, viewer);
    if (kind == Viewer::kBlocker) cloud.Block(viewer, owner);
  }

  bool SeesAll() const {
    if (kind == Viewer::kOwner || kind == Viewer::kFollower) return true;
    return !is_private && (kind == Viewer::kStranger || kind == Viewer::kRequester);
  }

  std::string Path(std::string path, const std::string& username,
                   const std::string& image_id) const {
    for (const auto& [name, value] : std::map<std::string, std::string>{{"{username}", username},
                                                                        {"{id}", image_id},
                                                                        {"{comment_id}", comment},
                                                                        {"{session}", "none"}}) {
      if (const auto at = path.find(name); at != std::string::npos)
        path.replace(at, name.size(), value);
    }
    return path;
  }

  bool IsApart() const { return kind == Viewer::kBlocked || kind == Viewer::kBlocker; }

  tests::Reply Do(const Visit& visit) {
    const std::string query = std::string(visit.path) == "/v1/users" ? "prefix=own" : "";
    return Ask(visit, "owner", image, query, visit.body);
  }
  tests::Reply Ask(const Visit& visit, const std::string& username, const std::string& image_id,
                   const std::string& query, const std::string& body) {
    return cloud.Send(
        visit.handler,
        {visit.method, Path(visit.path, username, image_id), query, Path(body, username, image_id)},
        kind == Viewer::kNobody ? nullptr : &viewer);
  }
};

}  // namespace walk
