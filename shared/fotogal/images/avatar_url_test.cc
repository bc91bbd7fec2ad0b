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
  for (const char* other : {"/v1/images/z-10/content", "https://elsewhere.example/z-10.png",
                            "/v1/images/y-10/content?size=thumb", "/v1/images/z/content?size=thumb",
                            "/v1/images//content?size=thumb"}) {
    INFO(other);
    user.image_url = other;
    CHECK_FALSE(AvatarOf(user));
  }
}
