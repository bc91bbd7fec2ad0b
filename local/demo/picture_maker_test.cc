#include "local/demo/picture_maker.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/picture.h"

using namespace local::demo;

TEST_CASE("each picture is made as ordered, whichever is taken first") {
  const std::vector<Order> orders = {
      {Scene::kTiles, 40, 30, 1}, {Scene::kSea, 30, 40, 2}, {Scene::kSea, 30, 40, 3}};
  PictureMaker picture_maker(orders);
  for (const size_t number : {2U, 0U, 1U}) {
    const auto& order = orders[number];
    const auto picture = picture_maker.Take(number);
    REQUIRE(picture.ok());
    CHECK(picture->width == order.width);
    CHECK(picture->height == order.height);
    const auto alone =
        fotogal::ReadPicture(DrawJpeg(order.scene, order.width, order.height, order.seed));
    CHECK(picture->bytes == alone->bytes);
  }
}

TEST_CASE("a picture maker can be destroyed with pictures not taken") {
  PictureMaker picture_maker(std::vector<Order>(40, {Scene::kForest, 200, 200, 1}));
  CHECK(picture_maker.Take(0).ok());
}

TEST_CASE("Take returns the error of a picture that cannot be made") {
  PictureMaker picture_maker({{Scene::kTiles, 40, 30, 1}, {Scene::kTiles, 40000, 1, 1}});
  CHECK(picture_maker.Take(0).ok());
  CHECK(picture_maker.Take(1).error().status == 422);
}
