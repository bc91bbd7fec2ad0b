// Calls that are running when their person is deleted: what they write afterwards is deleted too.
#include <atomic>
#include <functional>

#include "functions/deletion/scene.h"

using namespace fotogal;
using namespace fotogal::deletion_tests;

namespace {

struct Meeting : Scene {
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob", true), person;
  std::string anns = cloud.Upload(ann, 1), own;

  // Deletes the person and runs the first pass in the middle of the call, at its n-th request.
  // False: the call has fewer requests.
  bool DeleteAt(int n, const std::function<void()>& call) {
    int seen = 0;
    std::atomic<bool> inside{false};
    cloud.transport().Observe([&](const standin::Request&) {
      if (inside.exchange(true)) return;
      if (++seen == n) {
        const int status = Delete(person).status;
        CHECK((status == 202 || status == 401));  // 401 when the call itself is a deletion
        CHECK(Profile(person.username, ann).status == 404);
        cloud.RunStarted();
        return;  // runs only once, because `inside` stays set
      }
      inside = false;
    });
    call();
    cloud.transport().Observe(nullptr);
    return seen >= n;
  }
};

// Deletes a new person at each request of `call`; the call must have at least `least`.
void MeetEverywhere(int least, const std::function<void(Meeting&)>& call) {
  Meeting scene;
  auto& cloud = scene.cloud;
  cloud.RunStarted();
  for (int n = 1;; ++n) {
    INFO("deleted at request " << n);
    scene.person = cloud.SignUp("zq." + std::to_string(n) + ".person");
    scene.own = cloud.Upload(scene.person, 2);
    cloud.RunStarted();
    if (!scene.DeleteAt(n, [&] { call(scene); })) {
      CHECK(n > least);
      return;
    }
    scene.RunToEnd();
    scene.CheckGone(scene.person.username, scene.person.id);
    REQUIRE(n < 80);
  }
}

}  // namespace

TEST_CASE("a reaction under way when its person is deleted leaves no trace") {
  MeetEverywhere(5, [](Meeting& m) { m.cloud.React(m.person, m.anns, "PUT", "like"); });
}

TEST_CASE("a comment under way when its person is deleted leaves no trace") {
  MeetEverywhere(5, [](Meeting& m) { m.Comment(m.person, m.anns, "hello"); });
}

TEST_CASE("what others do to a person who is deleted meanwhile leaves no trace") {
  MeetEverywhere(5, [](Meeting& m) { m.cloud.React(m.ann, m.own, "PUT", "like"); });
  MeetEverywhere(5, [](Meeting& m) { m.Comment(m.ann, m.own, "hello"); });
  MeetEverywhere(8, [](Meeting& m) { m.cloud.Follow(m.ann, m.person); });
  MeetEverywhere(5, [](Meeting& m) {
    m.Do(&follow::Handle, "PUT", "/v1/users/" + m.person.username + "/block", m.ann);
  });
}

TEST_CASE("a follow, request or block under way when its person is deleted leaves no trace") {
  MeetEverywhere(8, [](Meeting& m) { m.cloud.Follow(m.person, m.ann); });
  MeetEverywhere(8, [](Meeting& m) { m.cloud.Follow(m.person, m.bob); });
  MeetEverywhere(5,
                 [](Meeting& m) { m.Do(&follow::Handle, "PUT", "/v1/users/ann/block", m.person); });
}

TEST_CASE("an upload or avatar under way when its person is deleted leaves no trace") {
  MeetEverywhere(6, [](Meeting& m) {
    m.cloud.Send(&upload::Handle, {"POST", "/v1/images", "", tests::SmallPng(3), "image/png"},
                 &m.person);
  });
  MeetEverywhere(6, [](Meeting& m) { m.PutAvatar(m.person, 4); });
}

TEST_CASE("an export or an upload begun when its person is deleted leaves no trace") {
  MeetEverywhere(6, [](Meeting& m) { m.Do(&account::Handle, "POST", "/v1/me/export", m.person); });
  MeetEverywhere(6, [](Meeting& m) {
    m.cloud.Send(&upload::Handle,
                 {"POST", "/v1/uploads", "", R"({"content_type":"image/png","size":5})"},
                 &m.person);
  });
}

TEST_CASE("a log-in, change of names or second deletion under way leaves no trace") {
  MeetEverywhere(
      4, [](Meeting& m) { m.LogIn(m.person.username, "password of " + m.person.username); });
  MeetEverywhere(10, [](Meeting& m) {
    const std::string name = m.person.username + "new";
    m.Patch(m.person, {{"username", name}, {"email", EmailOf(name)}, {"full_name", name}});
  });
  MeetEverywhere(4, [](Meeting& m) { m.Delete(m.person); });
}
