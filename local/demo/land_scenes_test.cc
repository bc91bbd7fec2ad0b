#include <catch2/catch_test_macros.hpp>

#include "local/demo/scenes.h"
#include "tests/support/scene_shades.h"

using namespace local::demo;

TEST_CASE("scenes of land have a colour at every place of every format, and many in all") {
  for (const auto scene : {&Peaks, &Dunes, &Forest, &Night}) {
    for (const float tall : {0.4F, 1.0F, 1.8F}) CHECK(tests::ShadesOf(scene(tall, 3), tall) > 20);
  }
}
