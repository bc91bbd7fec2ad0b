#include "fotogal/account/pins.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/feed/archive.h"
#include "fotogal/images/removal.h"
#include "tests/support/domain_world.h"

using namespace fotogal;

TEST_CASE("up to three of one's own images are pinned, in the order that they are given") {
  tests::WorldOfAnImage world;
  const std::string second = world.cloud.Upload(world.ann, 2), bobs = world.cloud.Upload(world.bob);
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  CHECK(ReadPinned(world.ann.id, {world.image, bobs}).error().errors[0].field == "pinned[1]");
  CHECK(ReadPinned(world.ann.id, {"x"}).error().status == 422);
  CHECK(ReadPinned(world.ann.id, {second, second}).error().errors[0].code == "repeated");
  User user = **FindUser(context, world.ann.id);
  const auto ids = ReadPinned(world.ann.id, {second, world.image}).value();
  REQUIRE(SetPinned(context, user, ids).ok());
  user = **FindUser(context, world.ann.id);
  CHECK(user.pinned == ids);
  const auto pinned = [&] {
    std::vector<std::string> shown;
    const auto images = PinnedImages(context, user.id, user.pinned);
    for (const auto& image : *images) shown.push_back(ToString(image.ref));
    return shown;
  };
  CHECK(pinned() == std::vector<std::string>{second, world.image});
  // What is not shown is not pinned, whatever the row says.
  REQUIRE(SetArchived(context, *ParseImageRef(second), true).ok());
  CHECK(pinned() == std::vector<std::string>{world.image});
  REQUIRE(RemoveImage(context, *ParseImageRef(world.image)).ok());
  CHECK(pinned().empty());
  REQUIRE(SetPinned(context, user, ids).ok());
  CHECK(user.pinned.empty());
}

TEST_CASE("an image is taken from those that are pinned") {
  tests::WorldOfAnImage world;
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  User user = **FindUser(context, world.ann.id);
  const auto image = ParseImageRef(world.image)->image;
  REQUIRE(SetPinned(context, user, {image}).ok());
  REQUIRE(Unpin(context, user, image).ok());
  CHECK((*FindUser(context, world.ann.id))->pinned.empty());
  CHECK(Unpin(context, user, ImageId(5)).ok());
}
