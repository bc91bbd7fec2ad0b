#include "fotogal/images/image_objects.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/picture.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using Names = std::vector<std::string>;

namespace {

struct Bench : tests::World {
  oci::Call call = cloud.NewCall();

  Names Stored() {
    Names names;
    for (const auto folder : {kAvatarsFolder, kImagesFolder}) {
      const auto list = services.objects->List(call, folder, "", 100);
      REQUIRE(list.ok());
      for (const auto& object : list->objects) names.push_back(object.name);
    }
    return names;
  }
  oci::object_storage::Object Get(const std::string& name) {
    const auto object = services.objects->Get(call, name);
    REQUIRE(object.ok());
    REQUIRE(*object);
    return **object;
  }
  NewPicture Picture() {
    auto picture = ReadPicture(tests::SmallPng(3));
    REQUIRE(picture.ok());
    return *picture;
  }
};

}  // namespace

TEST_CASE("an object's name tells whose image it is of and which try stored it") {
  const ImageRef ref{35, 36};
  CHECK(ObjectNameOf(ref, 1) == "images/z/10-1");
  CHECK(ObjectNameOf(ref, 1) != ObjectNameOf(ref, 2));
  for (const char* suffix : {"", ".thumb", ".medium", ".large"}) {
    const auto parsed = ParseObjectName(ObjectNameOf(ref, 71) + suffix);
    REQUIRE(parsed);
    CHECK(parsed->ref == ref);
    CHECK(parsed->original == "images/z/10-1z");
  }
  CHECK(AvatarNameOf(ref, 71) == "avatars/z/10-1z");
  for (const char* suffix : {"", ".small", ".thumb"}) {
    const auto parsed = ParseObjectName(AvatarNameOf(ref, 71) + suffix);
    REQUIRE(parsed);
    CHECK(parsed->ref == ref);
    CHECK(parsed->original == "avatars/z/10-1z");
  }
}

TEST_CASE("a name that is none of ours tells nothing") {
  for (const char* name :
       {"", "images/", "images/z", "images/z/10", "images/z-10", "images/z-1/0", "images//10-1",
        "images/z/-1", "images/Z/10-1", "images/z/1 0-1", "uploads/z/10-1", "xmages/z/10-1",
        "images/zzzzzzzzzzzzzzzz/10-1", "web/index.html", "avatars/", "avatars/z", "avatars/z/10",
        "avatar/z/10-1"}) {
    INFO(name);
    CHECK_FALSE(ParseObjectName(name));
  }
}

TEST_CASE("an image without renditions has one object, whatever size is asked") {
  Image image;
  image.object_name = "images/z/10-1";
  for (const auto size :
       {ImageSize::kOriginal, ImageSize::kLarge, ImageSize::kMedium, ImageSize::kThumb})
    CHECK(ObjectNameOf(image, size) == "images/z/10-1");
  image.blurhash = "x";
  REQUIRE(image.has_renditions());
  CHECK(ObjectNameOf(image, ImageSize::kOriginal) == "images/z/10-1");
  CHECK(ObjectNameOf(image, ImageSize::kMedium) == "images/z/10-1.medium");
  CHECK(ObjectNameOf(image, ImageSize::kThumb) == "images/z/10-1.thumb");
}

TEST_CASE("an avatar has two small sizes, and one of them stands in for the larger ones") {
  Image image;
  image.object_name = "avatars/z/10-1";
  image.is_avatar = true;
  CHECK(ObjectNameOf(image, ImageSize::kSmall) == "avatars/z/10-1");
  image.blurhash = "x";
  image.width = image.height = 4000;
  CHECK(ObjectNameOf(image, ImageSize::kSmall) == "avatars/z/10-1.small");
  for (const auto size : {ImageSize::kThumb, ImageSize::kMedium, ImageSize::kLarge})
    CHECK(ObjectNameOf(image, size) == "avatars/z/10-1.thumb");
  CHECK(ObjectNameOf(image, ImageSize::kOriginal) == "avatars/z/10-1");
  // One from an older release is stored as photos are.
  image.object_name = "images/z/10-1";
  CHECK(ObjectNameOf(image, ImageSize::kSmall) == "images/z/10-1.thumb");
  CHECK(ObjectNameOf(image, ImageSize::kMedium) == "images/z/10-1.medium");
}

TEST_CASE("where there is no large one, what has as many pixels stands in") {
  Image image;
  image.object_name = "images/z/10-1";
  image.blurhash = "x";
  image.width = 700;
  image.height = 1080;
  CHECK(ObjectNameOf(image, ImageSize::kLarge) == "images/z/10-1.medium");
  image.height = 1081;  // from before there was one
  CHECK(ObjectNameOf(image, ImageSize::kLarge) == "images/z/10-1");
  image.has_large = true;
  CHECK(ObjectNameOf(image, ImageSize::kLarge) == "images/z/10-1.large");
}

TEST_CASE("an avatar is stored in three sizes in a folder of its own, and goes whole") {
  Bench bench;
  const std::string name = AvatarNameOf({35, 36}, 3);
  const auto picture = ReadPicture(tests::WidePng(3));
  REQUIRE(picture.ok());
  for (int i = 0; i < 2; ++i) {
    REQUIRE(PutObjects({bench.services, bench.call}, name, *picture).ok());
    CHECK(bench.Stored() == Names{name, name + ".small", name + ".thumb"});
  }
  CHECK(bench.Get(name + ".small").body == picture->small);
  CHECK(bench.Get(name + ".thumb").body == picture->thumb);
  CHECK(bench.Get(name).body == picture->bytes);
  CHECK(bench.Get(name).content_disposition == "attachment; filename=\"fotogal-z-10.png\"");
  REQUIRE(DeleteObjects({bench.services, bench.call}, name).ok());
  CHECK(bench.Stored().empty());
}

TEST_CASE("objects say how long they may be kept, and the original how it is saved") {
  Bench bench;
  const std::string name = ObjectNameOf({35, 36}, 3);
  auto picture = *ReadPicture(tests::WidePng(3));
  for (const auto& [type, file] :
       {std::pair("png", "fotogal-z-10.png"), std::pair("jpeg", "fotogal-z-10.jpg")}) {
    picture.type = type;
    REQUIRE(PutObjects({bench.services, bench.call}, name, picture).ok());
    CHECK(bench.Get(name).content_disposition ==
          "attachment; filename=\"" + std::string(file) + "\"");
    CHECK(bench.Get(name).content_type == "image/" + std::string(type));
    for (const char* suffix : {"", ".thumb", ".medium", ".large"}) {
      INFO(suffix);
      CHECK(bench.Get(name + suffix).cache_control == "private, max-age=86400, immutable");
      CHECK(bench.Get(name + suffix).content_disposition.empty() == (*suffix != 0));
    }
  }
}

TEST_CASE("a large picture is stored in four sizes, and goes whole") {
  Bench bench;
  const std::string name = ObjectNameOf({1, 2}, 3);
  const auto picture = ReadPicture(tests::WidePng(3));
  REQUIRE(picture.ok());
  for (int i = 0; i < 2; ++i) {
    REQUIRE(PutObjects({bench.services, bench.call}, name, *picture).ok());
    CHECK(bench.Stored() == Names{name, name + ".large", name + ".medium", name + ".thumb"});
  }
  const auto large = bench.services.objects->Get(bench.call, name + ".large");
  CHECK(large.value()->body == picture->large);
  CHECK(large.value()->content_type == "image/" + picture->rendition_type);
  for (int i = 0; i < 2; ++i) {
    REQUIRE(DeleteObjects({bench.services, bench.call}, name).ok());
    CHECK(bench.Stored().empty());
  }
}

TEST_CASE("a picture is stored in three sizes, and goes whole, however often it is asked") {
  Bench bench;
  const std::string name = ObjectNameOf({1, 2}, 3);
  const auto picture = bench.Picture();
  for (int i = 0; i < 2; ++i) {
    REQUIRE(PutObjects({bench.services, bench.call}, name, picture).ok());
    CHECK(bench.Stored() == Names{name, name + ".medium", name + ".thumb"});
  }
  const auto original = bench.services.objects->Get(bench.call, name);
  CHECK(original.value()->body == picture.bytes);
  CHECK(original.value()->content_type == "image/png");
  const auto thumb = bench.services.objects->Get(bench.call, name + ".thumb");
  CHECK(thumb.value()->body == picture.thumb);
  CHECK(thumb.value()->content_type == "image/" + picture.square_type);
  const std::string neighbour = ObjectNameOf({1, 2}, 4);
  REQUIRE(PutObjects({bench.services, bench.call}, neighbour, picture).ok());
  for (int i = 0; i < 2; ++i) {
    REQUIRE(DeleteObjects({bench.services, bench.call}, name).ok());
    CHECK(bench.Stored() == Names{neighbour, neighbour + ".medium", neighbour + ".thumb"});
  }
}

TEST_CASE("a picture without renditions is one object") {
  Bench bench;
  auto picture = bench.Picture();
  picture.blurhash.clear();
  REQUIRE(PutObjects({bench.services, bench.call}, "images/1/2-3", picture).ok());
  CHECK(bench.Stored() == Names{"images/1/2-3"});
}

TEST_CASE("an object that cannot be stored fails the picture") {
  using tests::Fault;
  Bench bench;
  const auto picture = bench.Picture();
  bench.cloud.transport().FailFrom(3, Fault::kNotReached);
  CHECK_FALSE(PutObjects({bench.services, bench.call}, "images/1/2-3", picture).ok());
  bench.cloud.transport().Recover();
  CHECK(bench.Stored().size() == 2);
}

TEST_CASE("objects that are kept keep their names in the folder of removed ones, until they go") {
  Bench bench;
  const ImageRef ref{35, 36};
  for (const std::string& name : {ObjectNameOf(ref, 71), AvatarNameOf(ref, 71)}) {
    INFO(name);
    const Context context{bench.services, bench.call};
    Image image;
    image.object_name = name;
    REQUIRE(PutObjects(context, name, bench.Picture()).ok());
    // that of another op, whose name begins with this one's
    REQUIRE(bench.services.objects->Put(bench.call, name + "0", "x", {}).ok());
    const auto before = FindObjects(context, image);
    REQUIRE(before.ok());
    CHECK(before->size() == bench.Stored().size() - 1);
    for (int i = 0; i < 2; ++i) {
      REQUIRE(KeepObjects(context, image).ok());
      const auto kept = FindObjects(context, image);
      REQUIRE(kept.ok());
      CHECK(kept->size() == before->size());
      for (const auto& object : *kept) {
        CHECK(object.starts_with("removed/" + name));
        CHECK(ParseObjectName(object)->original == name);
      }
      CHECK(bench.Stored() == Names{name + "0"});
    }
    for (int i = 0; i < 2; ++i) REQUIRE(DeleteKeptObjects(context, image).ok());
    CHECK(FindObjects(context, image)->empty());
    REQUIRE(bench.services.objects->Delete(bench.call, name + "0").ok());
  }
}

TEST_CASE("the photos of a post have names of their own, and are its objects") {
  Bench bench;
  const Context context{bench.services, bench.call};
  Image image;
  image.ref = {35, 36};
  image.object_name = ObjectNameOf(image.ref, 71);
  image.alt_text = "first";
  image.further.resize(2);
  image.further[1] = {.type = "png", .blurhash = "x", .alt_text = "third", .size = 5, .width = 7};
  const auto photos = PhotosOf(image);
  REQUIRE(photos.size() == 3);
  CHECK(photos[0].alt_text == "first");
  CHECK(photos[0].object_name == "images/z/10-1z");
  CHECK(photos[1].object_name == "images/z/10-1z-2");
  CHECK(photos[2].object_name == "images/z/10-1z-3");
  CHECK(photos[2].alt_text == "third");
  CHECK(photos[2].width == 7);
  CHECK(ObjectNameOf(photos[2], ImageSize::kThumb) == "images/z/10-1z-3.thumb");
  for (const auto& photo : photos)
    REQUIRE(PutObjects(context, photo.object_name, bench.Picture()).ok());
  const auto each = bench.Stored().size() / 3;
  for (const auto& name : bench.Stored()) {
    const auto parsed = ParseObjectName(name);
    REQUIRE(parsed);
    CHECK(parsed->ref == image.ref);
    CHECK(parsed->original == image.object_name);
    CHECK(parsed->place < 3);
  }
  CHECK(ParseObjectName("removed/images/z/10-1z-3.large")->place == 2);
  for (const char* strange : {"images/z/10-1z-1", "images/z/10-1z-", "images/z/10-1z-x3"})
    CHECK(ParseObjectName(strange)->original == strange);
  CHECK(FindObjects(context, image)->size() == 3 * each);
  REQUIRE(KeepObjects(context, image).ok());
  CHECK(bench.Stored().empty());
  CHECK(FindObjects(context, image)->size() == 3 * each);
  REQUIRE(DeleteKeptObjects(context, image).ok());
  CHECK(FindObjects(context, image)->empty());
  REQUIRE(PutObjects(context, photos[2].object_name, bench.Picture()).ok());
  REQUIRE(DeleteObjects(context, image).ok());
  CHECK(bench.Stored().empty());
}
