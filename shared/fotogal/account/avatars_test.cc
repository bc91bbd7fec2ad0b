#include "fotogal/account/avatars.h"

#include <catch2/catch_test_macros.hpp>
#include <nlohmann/json.hpp>

#include "fotogal/account/account_edit.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/picture.h"
#include "functions/account/handler.h"
#include "functions/image/handler.h"
#include "functions/profile/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

using namespace fotogal;
using tests::Fault;
using tests::Json;

namespace {

tests::Reply PutAvatar(tests::TestCloud& cloud, const tests::Person& person, int seed) {
  return cloud.Send(&upload::Handle,
                    {"PUT", "/v1/me/avatar", "", tests::SmallPng(seed), "image/png"}, &person);
}

tests::Reply DeleteAvatar(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&upload::Handle, {"DELETE", "/v1/me/avatar"}, &person);
}

Json Me(tests::TestCloud& cloud, const tests::Person& person) {
  return cloud.Send(&account::Handle, {"GET", "/v1/me"}, &person).body;
}

// What lies behind an avatar's address: in Object Storage, or, from an older release, in the API.
tests::Reply Fetch(tests::TestCloud& cloud, const Json& url, const tests::Person* as) {
  const std::string text = url, api = "/v1/images/";
  if (!text.starts_with(api)) return cloud.Load(text);
  return cloud.LoadContent(text.substr(api.size(), text.find("/content") - api.size()), "thumb",
                           as);
}

// Images that have objects: each has three.
size_t Objects(tests::TestCloud& cloud) {
  auto call = cloud.NewCall();
  size_t images = 0;
  for (const char* folder : {"images/", "avatars/"}) {
    const auto list = cloud.services().objects->List(call, folder, "", 1000);
    REQUIRE(list.ok());
    CHECK(list->objects.size() % 3 == 0);
    images += list->objects.size() / 3;
  }
  return images;
}

// The avatar as it is shown: what becomes of a picture.
std::string Shown(int seed) { return ReadPicture(tests::SmallPng(seed))->thumb; }

void RunAllJobs(tests::TestCloud& cloud) {
  for (int i = 0; i < 3; ++i) cloud.RunJobs();
}

}  // namespace

TEST_CASE("an avatar is shown to everybody and is in no list or count") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann", true);
  const auto bob = cloud.SignUp("bob");
  const auto eve = cloud.SignUp("eve");
  cloud.Block(ann, eve);
  const auto reply = PutAvatar(cloud, ann, 1);
  REQUIRE(reply.status == 200);
  const Json url = reply.body["profile_image_url"];
  CHECK(url.get<std::string>().find("/o/avatars/" + ToBase36(ann.id) + "/") != std::string::npos);
  CHECK(reply.body["email"] == "ann@example.com");
  CHECK(reply.body == Me(cloud, ann));
  const auto profile = cloud.Send(&profile::Handle, {"GET", "/v1/users/ann"}, &bob);
  CHECK(profile.body["profile_image_url"] == url);
  CHECK((Fetch(cloud, url, &bob).raw.body == Shown(1)));
  // Eve, who is blocked, is told no address, neither of the avatar nor of the image that it is.
  CHECK(cloud.Send(&profile::Handle, {"GET", "/v1/users/ann"}, &eve).status == 404);
  const auto stored = cloud.Rows(schema::kImages).front();
  const std::string image = ToString(ImageRef{stored["user_id"], stored["id"]});
  CHECK(cloud.LoadContent(image, "thumb", &bob).status == 200);
  CHECK(cloud.LoadContent(image, "thumb", &eve).status == 404);
  CHECK(cloud.LoadContent(image, "thumb", nullptr).status == 401);
  cloud.RunJobs();
  CHECK(Me(cloud, ann)["counts"]["images"] == 0);
  // In a folder of the person's own, where no photo is.
  const std::string name = cloud.Rows(schema::kImages).front()["image_filename"];
  CHECK(name.starts_with("avatars/" + ToBase36(ann.id) + "/"));
  for (const auto& row : cloud.Rows(schema::kUsers))
    CHECK(row["profile_image_url"] == (row["id"] == ann.id ? Json(name) : Json()));
  CHECK(cloud.Feed(ann).empty());
  CHECK(cloud.Send(&image::Handle, {"GET", "/v1/users/ann/images"}, &ann).body["items"].empty());
  CHECK(cloud.CounterDifference().empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
}

TEST_CASE("a new avatar takes the old one's place, and both can be removed") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto image = cloud.Upload(ann, 9);
  const Json first = PutAvatar(cloud, ann, 1).body["profile_image_url"];
  const Json second = PutAvatar(cloud, ann, 2).body["profile_image_url"];
  CHECK(first != second);
  CHECK((Fetch(cloud, second, &ann).raw.body == Shown(2)));
  CHECK(Fetch(cloud, first, &ann).status == 404);
  RunAllJobs(cloud);
  CHECK(cloud.Rows(schema::kImages).size() == 2);
  CHECK(Objects(cloud) == 2);
  CHECK(DeleteAvatar(cloud, ann).status == 204);
  CHECK(DeleteAvatar(cloud, ann).status == 204);
  CHECK(Me(cloud, ann)["profile_image_url"].is_null());
  RunAllJobs(cloud);
  CHECK(Objects(cloud) == 1);
  CHECK(cloud.Feed(ann) == std::vector<std::string>{image});
  CHECK(PutAvatar(cloud, ann, 3).status == 200);
  CHECK(cloud.CounterDifference().empty());
}

// As older releases store an avatar: with the names of a photo and an address of the API.
void MakeOld(tests::TestCloud& cloud, const tests::Person& person) {
  auto call = cloud.NewCall();
  const Context context{cloud.services(), call};
  const User user = FindUser(context, person.id).value().value();
  const ImageRef ref = AvatarOf(user).value();
  auto row = cloud.Rows(schema::kImages).back();
  REQUIRE(row["id"] == ref.image);
  const Op op = row["op"].get<Op>();
  REQUIRE(PutObjects(context, ObjectNameOf(ref, op), *ReadPicture(tests::SmallPng(1))).ok());
  REQUIRE(DeleteObjects(context, AvatarNameOf(ref, op)).ok());
  row["image_filename"] = ObjectNameOf(ref, op);
  REQUIRE(context.Put(schema::kImages, row).ok());
  REQUIRE(SwitchAvatar(context, person.id, user.image_url, AvatarUrl(ref)).value());
}

TEST_CASE("an avatar from an older release is shown, replaced and removed") {
  for (const bool replaced : {true, false}) {
    tests::TestCloud cloud;
    const auto ann = cloud.SignUp("ann");
    REQUIRE(PutAvatar(cloud, ann, 1).status == 200);
    RunAllJobs(cloud);
    MakeOld(cloud, ann);
    const Json url = Me(cloud, ann)["profile_image_url"];
    CHECK(url.get<std::string>().ends_with("/content?size=thumb"));
    CHECK(Me(cloud, ann)["profile_image_url_small"] == url);
    CHECK((Fetch(cloud, url, &ann).raw.body == Shown(1)));
    if (replaced) {
      CHECK(PutAvatar(cloud, ann, 2).status == 200);
      CHECK((Fetch(cloud, Me(cloud, ann)["profile_image_url"], &ann).raw.body == Shown(2)));
    } else {
      CHECK(DeleteAvatar(cloud, ann).status == 204);
      CHECK(Me(cloud, ann)["profile_image_url"].is_null());
    }
    RunAllJobs(cloud);
    CHECK(Fetch(cloud, url, &ann).status == 404);
    CHECK(Objects(cloud) == (replaced ? 1 : 0));
  }
}

TEST_CASE("a try to set an avatar that an older release began is finished as it was begun") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  REQUIRE(PutAvatar(cloud, ann, 1).status == 200);
  RunAllJobs(cloud);
  MakeOld(cloud, ann);
  auto call = cloud.NewCall();
  const Context context{cloud.services(), call};
  const User user = FindUser(context, ann.id).value().value();
  const ImageRef ref = AvatarOf(user).value();
  const Op op = cloud.Rows(schema::kImages).back()["op"].get<Op>();
  NewImage image;
  image.picture = *ReadPicture(tests::SmallPng(1));
  image.is_avatar = true;
  const auto set = SetAvatar(context, user, image, {ref.image.value(), op});
  REQUIRE(set.ok());
  CHECK(set->image_url == AvatarUrl(ref));
  CHECK((Fetch(cloud, Me(cloud, ann)["profile_image_url"], &ann).raw.body == Shown(1)));
}

TEST_CASE("what is no picture becomes no avatar") {
  tests::TestCloud cloud;
  const auto ann = cloud.SignUp("ann");
  const auto put = [&](const std::string& body, const std::string& type) {
    return cloud.Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", body, type}, &ann).status;
  };
  CHECK(put("no picture", "image/png") == 415);
  CHECK(put(tests::SmallPng(1), "text/plain") == 415);
  CHECK(put(tests::SmallPng(1).substr(0, 60), "image/png") == 422);
  CHECK(put(std::string(6 * 1024 * 1024 + 1, 'x'), "image/png") == 413);
  CHECK(cloud.Send(&upload::Handle, {"PUT", "/v1/me/avatar", "", "x", "image/png"}).status == 401);
  CHECK(cloud.Rows(schema::kImages).empty());
  CHECK(cloud.Rows(schema::kJobs).empty());
  CHECK(Objects(cloud) == 0);
}

TEST_CASE("an avatar cut off at any request: one works, and nothing else is left") {
  for (const Fault fault : {Fault::kLostRequest, Fault::kLostAnswer}) {
    for (const char* action : {"put", "delete"}) {
      for (const bool retried : {true, false}) {
        tests::TestCloud cloud;
        size_t left = 0;
        for (int n = 1;; ++n) {
          INFO(action << " cut at " << n << (retried ? ", retried" : ", left to sweep"));
          const auto ann = cloud.SignUp("ann" + std::to_string(n));
          REQUIRE(PutAvatar(cloud, ann, 1).status == 200);
          const auto act = [&] {
            return std::string(action) == "put" ? PutAvatar(cloud, ann, 2).status
                                                : DeleteAvatar(cloud, ann).status;
          };
          const int before = cloud.transport().requests();
          cloud.transport().FailFrom(n, fault);
          act();
          const bool cut = cloud.transport().requests() - before >= n;
          cloud.transport().Recover();
          const auto shown = [&] {
            const Json url = Me(cloud, ann)["profile_image_url"];
            return url.is_null() ? "" : Fetch(cloud, url, &ann).raw.body;
          };
          const std::string wanted = std::string(action) == "put" ? Shown(2) : "";
          CHECK((shown() == Shown(1) || shown() == wanted));
          if (retried) {
            CHECK(act() < 300);
            CHECK(shown() == wanted);
          }
          RunAllJobs(cloud);
          CHECK((shown() == Shown(1) || shown() == wanted));
          left += shown().empty() ? 0 : 1;
          CHECK(cloud.Rows(schema::kImages).size() == left);
          CHECK(Objects(cloud) == left);
          CHECK(cloud.Rows(schema::kJobs).empty());
          if (!cut) break;
          REQUIRE(n < 100);
        }
      }
    }
  }
}

TEST_CASE("two avatars at once: one stands, the other is removed") {
  tests::TestCloud cloud;
  for (size_t n = 1;; ++n) {
    INFO("the second begins at request " << n);
    const auto ann = cloud.SignUp("ann" + std::to_string(n));
    PutAvatar(cloud, ann, 1);
    size_t seen = 0;
    std::atomic<bool> inside{false};
    cloud.transport().Observe([&](const standin::Request&) {
      if (inside.exchange(true)) return;
      if (++seen == n) {
        CHECK(PutAvatar(cloud, ann, 3).status == 200);
        return;
      }
      inside = false;
    });
    const int status = PutAvatar(cloud, ann, 2).status;
    cloud.transport().Observe(nullptr);
    if (seen < n) break;
    CHECK((status == 200 || status == 503));
    RunAllJobs(cloud);
    CHECK(cloud.Rows(schema::kImages).size() == n);
    CHECK(Objects(cloud) == n);
    CHECK(Fetch(cloud, Me(cloud, ann)["profile_image_url"], &ann).status == 200);
  }
}
