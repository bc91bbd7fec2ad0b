#include "local/demo/pictures.h"

#include <catch2/catch_test_macros.hpp>
#include <set>

#include "common/files.h"
#include "fotogal/images/picture.h"
#include "local/demo/people.h"

using namespace local::demo;

namespace {

// Width and height as the JPEG's frame header has them; {0, 0}: it has none.
std::pair<int, int> SizeOf(const std::string& jpeg) {
  const auto frame = jpeg.find("\xFF\xC0");
  if (!jpeg.starts_with("\xFF\xD8") || frame == std::string::npos) return {0, 0};
  const auto number = [&](size_t at) {
    return static_cast<unsigned char>(jpeg[frame + at]) * 256 +
           static_cast<unsigned char>(jpeg[frame + at + 1]);
  };
  return {number(7), number(5)};
}

}  // namespace

TEST_CASE("pictures are what their arguments say, and the same every time") {
  std::set<std::string> drawn;
  for (const Scene scene :
       {Scene::kPeaks, Scene::kDunes, Scene::kForest, Scene::kNight, Scene::kSea, Scene::kLights,
        Scene::kCity, Scene::kBalloons, Scene::kTiles, Scene::kPetals}) {
    for (const unsigned seed : {0U, 1U, 1000U}) {
      const auto bytes = DrawJpeg(scene, 48, 60, seed);
      CHECK(SizeOf(bytes) == std::pair(48, 60));
      CHECK(bytes.ends_with("\xFF\xD9"));
      CHECK(DrawJpeg(scene, 48, 60, seed) == bytes);
      drawn.insert(bytes);
    }
  }
  CHECK(drawn.size() == 30);
}

TEST_CASE("the photo of the examples is worth looking at and quickly sent") {
  const std::string bytes =
      common::ReadFile(FOTOGAL_SOURCE_DIR "/examples/photo/sunset.jpg").value_or("");
  CHECK(SizeOf(bytes).first >= 1200);
  CHECK(bytes.size() < 300 * 1024);
  CHECK(fotogal::ReadPicture(bytes).ok());
}

TEST_CASE("everybody who is named in the demonstration is one of its people") {
  std::set<std::string> known;
  for (const auto& person : People()) known.insert(person.username);
  CHECK(known.size() == People().size());
  for (const auto& photo : Photos()) {
    CHECK(known.contains(photo.by));
    CHECK_FALSE(photo.alt_text.empty());
    for (const auto& fan : photo.liked_by) CHECK(known.contains(fan));
  }
  std::set<std::pair<std::string, std::string>> follows;
  for (const auto& [who, whom, ago] : Follows()) {
    CHECK(known.contains(who));
    CHECK(known.contains(whom));
    CHECK(who != whom);
    CHECK(follows.insert({who, whom}).second);
  }
  for (const auto& remark : Remarks()) {
    CHECK(known.contains(remark.by));
    CHECK(remark.photo < Photos().size());
  }
}
