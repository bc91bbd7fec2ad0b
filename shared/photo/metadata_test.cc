#include "photo/metadata.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing.h"

using namespace photo;
using namespace photo::testing;

TEST_CASE("an orientation that is none is 1") {
  using namespace std::string_literals;
  const std::string good = OrientationBlock(6);
  CHECK(OrientationOf(good) == 6);
  const std::string little = "II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0"s;
  CHECK(OrientationOf(little) == 5);
  for (std::size_t length = 0; length < 22; ++length)
    CHECK(OrientationOf(std::string_view(good).substr(0, length)) == 1);
  for (const auto& [at, byte] : {std::pair{0, 'X'},
                                 {3, '+'},
                                 {7, '\xff'},
                                 {4, '\xff'},
                                 {9, '\0'},
                                 {13, '\x04'},
                                 {19, '\x09'},
                                 {19, '\0'}}) {
    std::string bad = good;
    bad[static_cast<std::size_t>(at)] = byte;
    INFO(at);
    CHECK(OrientationOf(bad) == 1);
  }
}

TEST_CASE("what only says to be a profile is none") {
  CHECK(IsProfile(Profile()));
  CHECK_FALSE(IsProfile(""));
  CHECK_FALSE(IsProfile(Profile().substr(1)));
  CHECK_FALSE(IsProfile(Profile() + "x"));
  for (const std::size_t at : {0, 36, 128, 136, 137, 140}) {
    std::string bad = Profile();
    bad[at] = '\x70';
    INFO(at);
    CHECK_FALSE(IsProfile(bad));
  }
  CHECK_FALSE(IsProfile(Profile("RGB ", kMaxProfileBytes + 1)));
}

TEST_CASE("a profile speaks of colours or of grey, never of both") {
  CHECK(ProfileFits(Profile("RGB "), 3));
  CHECK(ProfileFits(Profile("RGB "), 4));
  CHECK(ProfileFits(Profile("GRAY"), 1));
  CHECK_FALSE(ProfileFits(Profile("RGB "), 1));
  CHECK_FALSE(ProfileFits(Profile("GRAY"), 3));
  CHECK_FALSE(ProfileFits(Profile("CMYK"), 3));
  CHECK_FALSE(ProfileFits(Profile("RGB ").substr(0, 20), 3));
}
