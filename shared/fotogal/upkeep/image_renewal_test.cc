#include "fotogal/upkeep/image_renewal.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/old_photos.h"
#include "tests/support/posts.h"

using namespace fotogal;
using tests::Json;
using tests::OldPhotos;

namespace {

Image ImageOf(OldPhotos& old, const std::string& image) { return RowFrom<Image>(old.RowOf(image)); }

Renewed Renew(OldPhotos& old, const Image& image) {
  auto call = old.cloud.NewCall();
  const auto renewed = RenewImage({old.cloud.services(), call}, image);
  REQUIRE(renewed.ok());
  return *renewed;
}

}  // namespace

TEST_CASE("what became of an image is told, and the second time there is nothing to do") {
  OldPhotos old;
  for (const auto& image : {old.wide, old.plain, old.small}) {
    CHECK(Renew(old, ImageOf(old, image)) == Renewed::kRenewed);
    CHECK(Renew(old, ImageOf(old, image)) == Renewed::kUpToDate);
  }
  CHECK(Renew(old, ImageOf(old, old.fresh)) == Renewed::kUpToDate);
  CHECK(Renew(old, ImageOf(old, old.broken)) == Renewed::kNotDecodable);
  CHECK(Renew(old, ImageOf(old, ToString(old.avatar))) == Renewed::kMoved);
  CHECK(Renew(old, ImageOf(old, ToString(old.avatar))) == Renewed::kUpToDate);
  old.CheckAll();
}

TEST_CASE("an image whose original is gone is left as it is") {
  OldPhotos old;
  auto call = old.cloud.NewCall();
  const Image image = ImageOf(old, old.small);
  REQUIRE(old.cloud.services().objects->Delete(call, image.object_name).value());
  CHECK(Renew(old, image) == Renewed::kWithoutOriginal);
  CHECK(old.Get(image.object_name + ".thumb"));
}

TEST_CASE("an image that is not there any more leaves nothing behind") {
  OldPhotos old;
  const Image photo = ImageOf(old, old.wide), avatar = ImageOf(old, ToString(old.avatar));
  CHECK(old.Remove(old.wide) == 204);
  CHECK(old.RemoveAvatar() == 204);
  const auto before = old.Objects();
  CHECK(Renew(old, photo) == Renewed::kRemoved);
  CHECK(Renew(old, avatar) == Renewed::kRemoved);
  CHECK(old.Objects() == before);
}

TEST_CASE("an avatar that is not the person's present one changes no account") {
  OldPhotos old;
  auto call = old.cloud.NewCall();
  const Context context{old.cloud.services(), call};
  const std::string other = "/v1/images/" + old.fresh + "/content?size=thumb";
  REQUIRE(*SwitchAvatar(context, old.ann.id, old.Account()["profile_image_url"], other));
  CHECK(Renew(old, ImageOf(old, ToString(old.avatar))) == Renewed::kMoved);
  CHECK(old.Account()["profile_image_url"] == other);
}

TEST_CASE("each photo of a post is renewed, and described as it is now") {
  OldPhotos old;
  const auto id = tests::Post(old.cloud, old.ann, 3);
  auto call = old.cloud.NewCall();
  auto& objects = *old.cloud.services().objects;
  CHECK(Renew(old, ImageOf(old, id)) == Renewed::kUpToDate);
  // As an older release would have left the second and the third photo.
  Json row = old.RowOf(id);
  const std::string name = row["image_filename"];
  row["photos"][0]["blurhash"] = "";
  REQUIRE(old.cloud.services().nosql->Put(call, schema::kImages, row).ok());
  for (const char* place : {"-2", "-3"}) {
    REQUIRE(objects.Put(call, name + place, tests::SmallPng(5), {}).ok());
    REQUIRE(objects.Delete(call, name + place + ".thumb").value());
  }
  CHECK(Renew(old, ImageOf(old, id)) == Renewed::kRenewed);
  CHECK(Renew(old, ImageOf(old, id)) == Renewed::kUpToDate);
  for (const char* place : {"-2", "-3"}) CHECK(old.Get(name + place + ".thumb"));
  CHECK(old.RowOf(id)["photos"][0]["blurhash"].get<std::string>().size() == 28);
  CHECK(old.RowOf(id)["photos"][0]["alt_text"] == "photo 2");
  CHECK(old.Remove(id) == 204);
  CHECK(Renew(old, ImageOf(old, id)) == Renewed::kRemoved);
}
