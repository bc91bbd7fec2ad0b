// Photos and an avatar as older releases have stored them, and a check that all is as this release
// stores it.
#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fotogal/account/account_edit.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/avatar_url.h"
#include "fotogal/images/image_objects.h"
#include "fotogal/images/picture.h"
#include "fotogal/upkeep/renewal.h"
#include "functions/image/handler.h"
#include "functions/upload/handler.h"
#include "tests/support/test_cloud.h"

namespace tests {

struct OldPhotos {
  TestCloud cloud;
  Person ann = cloud.SignUp("ann"), bob = cloud.SignUp("bob");
  // large, from before there was a large rendition; from before renditions; with old headers only;
  // not decodable; of this release
  std::string wide, plain, small, broken, fresh;
  fotogal::ImageRef avatar;

  OldPhotos() {
    wide = Post(WidePng(1));
    plain = Post(WidePng(2));
    small = Post(SmallPng(3));
    broken = Post(SmallPng(4));
    fresh = Post(WidePng(5));
    SetAvatar(6);
    cloud.RunJobs();
    Age(wide, {{"has_large", nullptr}}, {".thumb", ".medium"});
    Age(plain, {{"has_large", nullptr}, {"blurhash", nullptr}}, {});
    Age(small, {}, {".thumb", ".medium"});
    Age(broken, {}, {".thumb", ".medium"});
    Store(RowOf(broken)["image_filename"], "no picture any more");
    AgeAvatar();
    cloud.RunJobs();
    cloud.now += std::chrono::minutes(30);
  }

  std::string Post(const std::string& bytes) {
    const auto reply =
        cloud.Send(&fotogal::upload::Handle, {"POST", "/v1/images", "", bytes, "image/png"}, &ann);
    REQUIRE(reply.status == 201);
    return reply.body["id"];
  }
  int SetAvatar(int seed) {
    return cloud
        .Send(&fotogal::upload::Handle, {"PUT", "/v1/me/avatar", "", WidePng(seed), "image/png"},
              &ann)
        .status;
  }
  int RemoveAvatar() {
    return cloud.Send(&fotogal::upload::Handle, {"DELETE", "/v1/me/avatar"}, &ann).status;
  }
  int Remove(const std::string& image) {
    return cloud.Send(&fotogal::image::Handle, {"DELETE", "/v1/images/" + image}, &ann).status;
  }

  Json RowOf(const fotogal::ImageRef& ref) {
    for (auto& row : cloud.Rows(fotogal::schema::kImages))
      if (row["id"] == ref.image) return row;
    return {};
  }
  Json RowOf(const std::string& image) { return RowOf(*fotogal::ParseImageRef(image)); }
  Json Account() {
    for (auto& row : cloud.Rows(fotogal::schema::kUsers))
      if (row["id"] == ann.id) return row;
    return {};
  }
  std::optional<oci::object_storage::Object> Get(const std::string& name) {
    auto call = cloud.NewCall();
    return cloud.services().objects->Get(call, name).value();
  }
  void Store(const std::string& name, const std::string& bytes) {
    auto call = cloud.NewCall();
    oci::object_storage::PutOptions options;
    options.content_type = "image/png";
    options.cache_control = "private";
    REQUIRE(cloud.services().objects->Put(call, name, bytes, options).ok());
  }
  void PutRow(const Json& row) {
    auto call = cloud.NewCall();
    REQUIRE(cloud.services().nosql->Put(call, fotogal::schema::kImages, row).ok());
  }
  std::vector<std::string> Objects() {
    std::vector<std::string> names;
    auto call = cloud.NewCall();
    for (const auto folder : {fotogal::kAvatarsFolder, fotogal::kImagesFolder}) {
      const auto list = cloud.services().objects->List(call, folder, "", 1000);
      REQUIRE(list.ok());
      for (const auto& object : list->objects) names.push_back(object.name);
    }
    return names;
  }

  // The objects of a photo with the headers of older releases; of the renditions, only these.
  void Age(const std::string& image, const Json& columns, const std::vector<std::string>& kept) {
    Json row = RowOf(image);
    const std::string name = row["image_filename"];
    for (const std::string suffix : {"", ".thumb", ".medium", ".large"}) {
      const auto object = Get(name + suffix);
      if (!object) continue;
      auto call = cloud.NewCall();
      REQUIRE(cloud.services().objects->Delete(call, name + suffix).ok());
      if (suffix.empty() || std::ranges::find(kept, suffix) != kept.end())
        Store(name + suffix, object->body);
    }
    if (columns.is_object()) row.update(columns);
    PutRow(row);
  }
  void AgeAvatar() {
    auto call = cloud.NewCall();
    const fotogal::Context context{cloud.services(), call};
    avatar = fotogal::AvatarOf(ann.id, Account()["profile_image_url"].get<std::string>()).value();
    Json row = RowOf(avatar);
    const std::string now = row["image_filename"];
    const auto picture = fotogal::ReadPicture(WidePng(6));
    REQUIRE(fotogal::DeleteObjects(context, now).ok());
    const std::string old = fotogal::ObjectNameOf(avatar, row["op"].get<fotogal::Op>());
    Store(old, WidePng(6));
    Store(old + ".thumb", picture->thumb);
    Store(old + ".medium", picture->medium);
    row["image_filename"] = old;
    PutRow(row);
    REQUIRE(*fotogal::SwitchAvatar(context, ann.id, now, fotogal::AvatarUrl(avatar)));
  }

  // Where the last step of any run left it.
  static fotogal::Renewal& Last() {
    static fotogal::Renewal last;
    return last;
  }
  static fotogal::Outcome<fotogal::StepResult> Step(fotogal::JobRun& run,
                                                    const fotogal::RenewalJob& job) {
    auto done = fotogal::RenewalStep(run, job);
    Last() = fotogal::ReadRenewal(run.cursor);
    return done;
  }
  // One run of the command; the status of what stopped it, 0: nothing did.
  int Run() {
    static constexpr auto kKind = fotogal::KindOf<fotogal::RenewalJob, &OldPhotos::Step>();
    auto call = cloud.NewCall();
    const fotogal::Context context{cloud.services(), call};
    auto outcome = fotogal::QueueRenewal(context);
    if (outcome.ok()) outcome = fotogal::RunJob(context, fotogal::TheRenewal(), {&kKind, 1});
    return outcome.ok() ? 0 : outcome.error().status;
  }
  bool IsUnderWay() {
    auto call = cloud.NewCall();
    return fotogal::FindJob({cloud.services(), call}, fotogal::TheRenewal()).value().has_value();
  }

  void CheckUpToDate(const std::string& name, const std::string& bytes) {
    INFO(name);
    const auto picture = fotogal::ReadPicture(bytes);
    REQUIRE(picture.ok());
    const auto check = [&](const std::string& suffix, const std::string& expected) {
      INFO(suffix);
      const auto object = Get(name + suffix);
      REQUIRE(object.has_value() == !expected.empty());
      if (!object) return;
      CHECK((object->body == expected));
      CHECK(object->cache_control == fotogal::kObjectCacheControl);
      CHECK(object->content_disposition.empty() == !suffix.empty());
    };
    const bool is_avatar = fotogal::IsAvatarName(name);
    check("", bytes);
    check(".thumb", picture->thumb);
    check(".small", is_avatar ? picture->small : "");
    check(".medium", is_avatar ? "" : picture->medium);
    check(".large", is_avatar ? "" : picture->large);
  }
  void CheckPhoto(const std::string& image, const std::string& bytes) {
    const Json row = RowOf(image);
    CheckUpToDate(row["image_filename"], bytes);
    CHECK(row["has_large"] == !fotogal::ReadPicture(bytes)->large.empty());
    CHECK(row["blurhash"] == fotogal::ReadPicture(bytes)->blurhash);
  }
  void CheckAvatar(const std::string& bytes) {
    const std::string name = Account()["profile_image_url"];
    CHECK(fotogal::IsAvatarName(name));
    CheckUpToDate(name, bytes);
    const Json row = RowOf(fotogal::AvatarOf(ann.id, name).value());
    CHECK(row["image_filename"] == name);
    CHECK(row["has_large"] == false);
    CHECK(row["image_uri"].get<std::string>().ends_with(oci::PercentEncode(name)));
  }
  // All but the broken one, which is as it was; and there are no other objects.
  void CheckAll() {
    CheckPhoto(wide, WidePng(1));
    CheckPhoto(plain, WidePng(2));
    CheckPhoto(small, SmallPng(3));
    CheckPhoto(fresh, WidePng(5));
    CheckAvatar(WidePng(6));
    const std::string name = RowOf(broken)["image_filename"];
    CHECK(Get(name)->body == "no picture any more");
    CHECK(Get(name + ".medium")->cache_control == "private");
    CHECK(Objects().size() == 3 * 4 + 2 * 3 + 3);
  }
};

}  // namespace tests
