#include "fotogal/base/ids.h"

#include <catch2/catch_test_macros.hpp>

using namespace fotogal;

namespace {

void Ones(std::span<std::uint8_t> bytes) {
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0xff});
}
void Zeros(std::span<std::uint8_t> bytes) {
  std::fill(bytes.begin(), bytes.end(), std::uint8_t{0});
}

}  // namespace

TEST_CASE("ids are ordered by time, whatever the random bits") {
  const auto now = FromMillis(1'790'000'000'000);
  CHECK(NewId(now, Zeros) < NewId(now, Ones));
  CHECK(NewId(now, Ones) < NewId(now + std::chrono::milliseconds(1), Zeros));
  CHECK(FirstIdAt(now) == NewId(now, Zeros));
  CHECK(TimeOf(NewId(now, Ones)) == now);
}

TEST_CASE("ops know their second and fit a LONG") {
  const auto now = FromMillis(1'790'000'000'999);
  CHECK(TimeOfOp(NewOp(now, Ones)) == FromMillis(1'790'000'000'000));
  CHECK(FirstOpAt(now) == NewOp(now, Zeros));
  CHECK(NewOp(now, Ones) < FirstOpAt(now + std::chrono::seconds(1)));
  CHECK(NewOp(FromMillis(3'692'217'600'000), Ones) > 0);  // until 2088
}

TEST_CASE("ids are below 2^53 until the year 2089") {
  CHECK(NewId(FromMillis(3'755'289'600'000), Ones) < Id{1} << 53);
  CHECK(FirstIdAt(FromMillis(0)) == 0);
}

TEST_CASE("base 36 goes there and back, and takes one spelling only") {
  for (const Id id : {Id{0}, Id{1}, Id{35}, Id{36}, Id{1} << 40, (Id{1} << 53) - 1})
    CHECK(FromBase36(ToBase36(id)) == id);
  CHECK(ToBase36(35) == "z");
  for (const char* bad :
       {"", "A", "01", "-1", "+1", " 1", "1 ", "zzzzzzzzzzz", "zzzzzzzzzzzz", "1\n"}) {
    INFO(bad);
    CHECK_FALSE(FromBase36(bad));
  }
}

TEST_CASE("image references") {
  const ImageRef ref{123456789, 987654321};
  CHECK(ParseImageRef(ToString(ref)) == ref);
  for (const char* bad : {"", "-", "a-", "-a", "a", "a-b-c", "A-b", "a--b"})
    CHECK_FALSE(ParseImageRef(bad));
}

TEST_CASE("tokens are 43 characters of base64url") {
  CHECK(NewToken(Ones).size() == 43);
  CHECK(NewToken(Ones).find_first_of("+/=") == std::string::npos);
}
