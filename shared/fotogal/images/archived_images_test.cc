#include "fotogal/images/archived_images.h"

#include <catch2/catch_test_macros.hpp>

#include "tests/support/domain_world.h"

using namespace fotogal;

TEST_CASE("an image is marked as put away only as it was read, and listed then") {
  tests::WorldOfAnImage world;
  world.cloud.RunJobs();
  auto call = world.cloud.NewCall();
  const Context context{world.cloud.services(), call};
  Image image = **FindImage(context, *ParseImageRef(world.image));
  const Op standing = image.op;
  image.archived_ts = 5;
  image.object_name = "images/1/2-3";
  image.op = world.NextOp();
  REQUIRE(MarkImageArchived(context, image, image.op).ok());
  CHECK(ArchivedImagesOf(context, world.ann.id, 0, 10)->empty());
  for (int i = 0; i < 2; ++i) REQUIRE(MarkImageArchived(context, image, standing).ok());
  const auto archived = ArchivedImagesOf(context, world.ann.id, 0, 10);
  REQUIRE(archived->size() == 1);
  CHECK(archived->front().archived_ts == 5);
  CHECK(archived->front().object_name == "images/1/2-3");
  CHECK_FALSE(archived->front().counted);
  CHECK(ArchivedImagesOf(context, world.ann.id, image.ref.image, 10)->empty());
  CHECK(ImagesOf(context, world.ann.id, 0, 10)->empty());
}
