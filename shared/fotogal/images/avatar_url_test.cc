#include "fotogal/images/avatar_url.h"

#include <catch2/catch_test_macros.hpp>

#include "fotogal/people/user.h"

using namespace fotogal;

TEST_CASE("the address of an avatar tells its image, of the account's own only") {
  const ImageRef ref{35, 36};
  CHECK(AvatarUrl(ref) == "/v1/images/z-10/content?size=thumb");
  User user;
  user.id = 35;
  CHECK_FALSE(AvatarOf(user));
  user.image_url = AvatarUrl(ref);
  CHECK(AvatarOf(user) == ref);
  user.image_url = "avatars/z/10-1";
  CHECK(AvatarOf(user) == ref);
  for (const char* other : {"/v1/images/z-10/content", "https://elsewhere.example/z-10.png",
                            "/v1/images/y-10/content?size=thumb", "/v1/images/z/content?size=thumb",
                            "/v1/images//content?size=thumb", "avatars/y/10-1", "avatars/z/10",
                            "avatars/z/10-1.thumb", "images/z/10-1"}) {
    INFO(other);
    user.image_url = other;
    CHECK_FALSE(AvatarOf(user));
  }
}

TEST_CASE("of an avatar its object's name is stored, of one from an older release its address") {
  Image image;
  image.ref = {35, 36};
  image.object_name = "avatars/z/10-1";
  CHECK(AvatarText(image) == "avatars/z/10-1");
  CHECK(AvatarOf(35, AvatarText(image)) == image.ref);
  image.object_name = "images/z/10-1";
  CHECK(AvatarText(image) == AvatarUrl(image.ref));
  CHECK(AvatarOf(35, AvatarText(image)) == image.ref);
}
