#include "local/demo/darkroom.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/images/picture.h"

using namespace local::demo;

TEST_CASE("the darkroom makes each picture as it was ordered, whichever is asked for first") {
  const std::vector<Order> orders = {
      {Scene::kTiles, 40, 30, 1}, {Scene::kSea, 30, 40, 2}, {Scene::kSea, 30, 40, 3}};
  Darkroom darkroom(orders);
  for (const size_t number : {2U, 0U, 1U}) {
    const auto& order = orders[number];
    const auto picture = darkroom.Take(number);
    REQUIRE(picture.ok());
    CHECK(picture->width == order.width);
    CHECK(picture->height == order.height);
    const auto alone =
        fotogal::ReadPicture(DrawJpeg(order.scene, order.width, order.height, order.seed));
    CHECK(picture->bytes == alone->bytes);
  }
}

TEST_CASE("a darkroom is closed whether or not somebody came for the pictures") {
  Darkroom darkroom(std::vector<Order>(40, {Scene::kForest, 200, 200, 1}));
  CHECK(darkroom.Take(0).ok());
}

TEST_CASE("an order that cannot be carried out is told to who comes for it") {
  Darkroom darkroom({{Scene::kTiles, 40, 30, 1}, {Scene::kTiles, 40000, 1, 1}});
  CHECK(darkroom.Take(0).ok());
  CHECK(darkroom.Take(1).error().status == 422);
}
