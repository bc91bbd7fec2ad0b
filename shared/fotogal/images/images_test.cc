#include "fotogal/images/images.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/base/schema.h"
#include "fotogal/feed/publish.h"
#include "fotogal/images/removal.h"
#include "fotogal/people/user.h"
#include "fotogal/social/follows.h"
#include "tests/support/domain_world.h"

using namespace fotogal;
using tests::Json;

namespace {

struct Bench : tests::World {
  oci::Call call = cloud.NewCall();

  ImageRef Upload(const tests::Person& person) { return *ParseImageRef(cloud.Upload(person)); }
  ImageRef StoreAvatar(const tests::Person& person) {
    NewImage image;
    image.picture.bytes = tests::SmallPng(9);
    image.picture.type = "png";
    image.is_avatar = true;
    const auto stored =
        StoreImage({services, call}, person.id, image, NewIdentity(services, cloud.now));
    REQUIRE(stored.ok());
    cloud.now += std::chrono::milliseconds(1);
    return stored->ref;
  }
  bool Sees(UserId viewer, const ImageRef& image) {
    const auto seen = SeeImage({services, call}, viewer, ToString(image));
    if (!seen.ok()) CHECK(seen.error().status == 404);
    return seen.ok();
  }
  Image Found(const ImageRef& ref) {
    const auto image = FindImage({services, call}, ref);
    REQUIRE(image.ok());
    REQUIRE(*image);
    return **image;
  }
};

}  // namespace

TEST_CASE("who sees an image, and who an avatar") {
  Bench bench;
  const auto open = bench.cloud.SignUp("open");
  const auto closed = bench.cloud.SignUp("closed", true);
  const auto follower = bench.cloud.SignUp("follower");
  const auto asker = bench.cloud.SignUp("asker");
  const auto hated = bench.cloud.SignUp("hated");
  const auto hater = bench.cloud.SignUp("hater");
  bench.cloud.Follow(follower, closed);
  bench.cloud.Follow(asker, closed);
  REQUIRE(Approve({bench.services, bench.call}, follower.id, closed.id).ok());
  for (const auto* owner : {&open, &closed}) {
    bench.cloud.Block(*owner, hated);
    bench.cloud.Block(hater, *owner);
    const auto image = bench.Upload(*owner), avatar = bench.StoreAvatar(*owner);
    const bool is_open = owner == &open;
    const struct {
      UserId viewer;
      bool image, avatar;
    } cases[] = {{owner->id, true, true},  {follower.id, true, true}, {asker.id, is_open, true},
                 {hated.id, false, false}, {hater.id, false, false},  {0, is_open, true},
                 {12345678, is_open, true}};
    for (const auto& [viewer, sees_image, sees_avatar] : cases) {
      INFO(owner->username << " " << viewer);
      CHECK(bench.Sees(viewer, image) == sees_image);
      CHECK(bench.Sees(viewer, avatar) == sees_avatar);
    }
  }
}

TEST_CASE("what is no id of an image is not found, like an image that is not there") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  const auto image = bench.Upload(ann);
  const std::string ids[] = {"",
                             "-",
                             "x",
                             ToBase36(ann.id) + "-",
                             "-" + ToBase36(image.image),
                             ToBase36(image.image) + "-" + ToBase36(ann.id),
                             ToString(image) + "-1",
                             ToString(image) + " ",
                             "0" + ToString(image),
                             ToString({image.author, image.image.value() + 1}),
                             ToBase36(ann.id) + "-zzzzzzzzzzzzzzzz",
                             ToString(image) + "' OR 1=1",
                             std::string(100000, '1') + "-1"};
  for (const auto& id : ids) {
    INFO(id.substr(0, 60));
    const auto seen = SeeImage({bench.services, bench.call}, ann.id, id);
    REQUIRE_FALSE(seen.ok());
    CHECK(seen.error().status == 404);
  }
  CHECK(bench.Sees(ann.id, image));
}

TEST_CASE("a removed image is found only as a row") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  const auto image = bench.Upload(ann);
  REQUIRE(RemoveImage({bench.services, bench.call}, image).ok());
  CHECK_FALSE(bench.Sees(ann.id, image));
  CHECK_FALSE(*FindImage({bench.services, bench.call}, image));
  CHECK((*FindImageRow({bench.services, bench.call}, image))->removed);
  CHECK(ImagesOf({bench.services, bench.call}, ann.id, 0, 10)->empty());
}

TEST_CASE("a description changes what is given and nothing else, and makes no image") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  const auto image = bench.Upload(ann), other = bench.Upload(ann);
  constexpr UserId kMentioned = 7;
  const std::string evil = "'; \"$u\" \n\xF0\x9F\x98\x80 WHERE true";
  const struct {
    std::optional<std::string> caption, alt_text;
    std::string caption_then, alt_text_then;
  } steps[] = {{"one", {}, "one", ""},
               {{}, "two", "one", "two"},
               {{}, {}, "one", "two"},
               {evil, "", evil, ""},
               {"", evil, "", evil}};
  for (const auto& [caption, alt_text, caption_then, alt_text_then] : steps) {
    std::optional<Caption> given;
    if (caption) given = Caption{*caption, {kMentioned}};
    REQUIRE(DescribeImage({bench.services, bench.call}, image, given, alt_text).ok());
    const auto found = bench.Found(image);
    CHECK(found.caption == caption_then);
    CHECK(found.alt_text == alt_text_then);
    CHECK(found.mentions == std::vector<UserId>{kMentioned});
  }
  CHECK(bench.Found(other).caption.empty());
  REQUIRE(DescribeImage({bench.services, bench.call}, {ann.id, 5}, Caption{"x"}, "y").ok());
  CHECK(bench.cloud.Rows(schema::kImages).size() == 2);
}

TEST_CASE("a person's images come newest first, page by page, without avatars and others'") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann"), bob = bench.cloud.SignUp("bob");
  std::vector<ImageRef> expected;
  for (int i = 0; i < 5; ++i) {
    expected.insert(expected.begin(), bench.Upload(ann));
    bench.Upload(bob);
    bench.StoreAvatar(ann);
  }
  std::vector<ImageRef> listed;
  for (ImageId before = 0;;) {
    const auto page = ImagesOf({bench.services, bench.call}, ann.id, before, 2);
    REQUIRE(page.ok());
    CHECK(page->size() <= 2);
    if (page->empty()) break;
    for (const auto& image : *page) listed.push_back(image.ref);
    before = listed.back().image;
  }
  CHECK(listed == expected);
}

TEST_CASE("an image is counted once, and an avatar never") {
  Bench bench;
  const auto ann = bench.cloud.SignUp("ann");
  const auto image = bench.Found(bench.Upload(ann)), avatar = bench.Found(bench.StoreAvatar(ann));
  for (int i = 0; i < 3; ++i) {
    REQUIRE(CountImage({bench.services, bench.call}, image).ok());
    REQUIRE(CountImage({bench.services, bench.call}, avatar).ok());
    CHECK((*FindUser({bench.services, bench.call}, ann.id))->image_count == 1);
  }
  CHECK(bench.cloud.CounterDifference() == "");
}

TEST_CASE("a row of an older form is read as if nothing had been done to it") {
  const auto image = RowFrom<Image>({{"user_id", 1},
                                     {"id", 2},
                                     {"like_count", nullptr},
                                     {"main_comment", nullptr},
                                     {"removed", nullptr},
                                     {"width", "8"}});
  CHECK(image.ref == ImageRef{1, 2});
  CHECK(image.like_count == 0);
  CHECK(image.caption.empty());
  CHECK(image.width == 0);
  CHECK_FALSE(image.removed);
  CHECK_FALSE(image.is_avatar);
  CHECK_FALSE(image.animated);
  CHECK_FALSE(image.has_large);
}
