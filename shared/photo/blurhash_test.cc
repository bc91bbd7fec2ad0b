#include "photo/blurhash.h"

#include <catch2/catch_test_macros.hpp>

#include "photo/testing_results.h"

using namespace photo;
using photo::testing::Filled;

namespace {

int Pattern(int x, int y, int c) {
  return c == 0 ? x * 8 % 256 : c == 1 ? y * 10 % 256 : x * y * 3 % 256;
}

}  // namespace

// What the C encoder of woltapp/blurhash makes of the same pixels (Debian's
// python3-blurhash 1.1.4).
TEST_CASE("the hashes are those of the reference encoder") {
  const Pixels pattern = Filled(32, 24, 3, Pattern);
  CHECK(BlurHash(pattern, 4, 3) == "LxH27x2nwtX4mCWUjrf6gFfhfRfl");
  CHECK(BlurHash(pattern, 3, 4) == "TxH27x2nwtmCWUjrgFfhfRn$Wojv");
  CHECK(BlurHash(pattern, 1, 1) == "00H27x");
  CHECK(BlurHash(pattern, 1, 2) == "9oH27xqM");
  CHECK(
      BlurHash(pattern, 9, 9) ==
      "|xH27x2nwtX4a^obWmobWmmCWUjrf6fQf9fRf9fRgFfhfRflfSflfSflfRn$WojvfSfSfRfPfPfOe-fQfSfRfRfPfPfP"
      "fQobWqjvfRfPfOfPfPfSe-fRfSfPfOfPfSfSfSocWrjufPfOfRfSfRfOenfSfRfOfQfSfSfOfO");
  CHECK(BlurHash(Filled(4, 4, 3, [](int, int, int) { return 0; }), 4, 3) ==
        "L00000fQfQfQfQfQfQfQfQfQfQfQ");
  CHECK(BlurHash(Filled(4, 4, 3, [](int, int, int) { return 255; }), 4, 3) ==
        "L~TSUA~qfQ~q~q%MfQ%MfQfQfQfQ");
  CHECK(BlurHash(Filled(16, 16, 3, [](int x, int y, int) { return (x / 4 + y / 4) % 2 ? 255 : 0; }),
                 4, 4) == "UdLqe9%MfQ%M%MIUfQ9FfQfQfQfQ%M9FfQ00");
}

TEST_CASE("grey is red, green and blue alike, and what shows through is white") {
  const auto shade = [](int x, int y, int) { return (x * 9 + y * 5) % 256; };
  CHECK(BlurHash(Filled(20, 10, 1, shade), 4, 3) == BlurHash(Filled(20, 10, 3, shade), 4, 3));
  const auto clear = Filled(4, 4, 4, [](int, int, int c) { return c == 3 ? 0 : 12; });
  const auto white = Filled(4, 4, 3, [](int, int, int) { return 255; });
  CHECK(BlurHash(clear, 4, 3) == BlurHash(white, 4, 3));
}
