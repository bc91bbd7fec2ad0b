#include "fotogal/account/totp.h"

#include <catch2/catch_test_macros.hpp>

namespace {

using namespace fotogal;

constexpr std::string_view kSecret = "12345678901234567890";  // of RFC 6238, appendix B

oci::TimePoint At(std::int64_t seconds) { return oci::TimePoint(std::chrono::seconds(seconds)); }

TEST_CASE("totp: the test vectors of RFC 6238 for SHA-1, with six of their eight digits") {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [time, code] : vectors) CHECK(totp::CodeOf(kSecret, time / 30) == code);
}

TEST_CASE("totp: the test vectors of RFC 4226") {
  const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                         "254676", "287922", "162583", "399871", "520489"};
  for (int i = 0; i < 10; ++i) CHECK(totp::CodeOf(kSecret, i) == codes[i]);
}

TEST_CASE("totp: clocks may differ by a step, and a code works once") {
  const auto now = At(1234567890);
  const auto present = totp::StepAt(now);
  for (const std::int64_t step : {present - 1, present, present + 1})
    CHECK(totp::StepOf(kSecret, totp::CodeOf(kSecret, step), now, 0) == step);
  for (const std::int64_t step : {present - 2, present + 2})
    CHECK(totp::StepOf(kSecret, totp::CodeOf(kSecret, step), now, 0) == std::nullopt);
  const auto code = totp::CodeOf(kSecret, present);
  CHECK(totp::StepOf(kSecret, code, now, present - 1) == present);
  CHECK(totp::StepOf(kSecret, code, now, present) == std::nullopt);
  CHECK(totp::StepOf(kSecret, code, now, present + 1) == std::nullopt);
  for (const char* wrong : {"", "0", "0059245", "abcdef", "00592"})
    CHECK(totp::StepOf(kSecret, wrong, now, 0) == std::nullopt);
}

TEST_CASE("totp: secrets in base 32, the vectors of RFC 4648 without padding") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "MY"},
                                                         {"fo", "MZXQ"},
                                                         {"foo", "MZXW6"},
                                                         {"foob", "MZXW6YQ"},
                                                         {"fooba", "MZXW6YTB"},
                                                         {"foobar", "MZXW6YTBOI"}};
  for (const auto& [bytes, text] : vectors) CHECK(totp::Base32(bytes) == text);
}

TEST_CASE("totp: the address for authenticator apps") {
  CHECK(totp::OtpauthUrl("My Photos", "ann.lee", "foobar") ==
        "otpauth://totp/My%20Photos:ann.lee?secret=MZXW6YTBOI&issuer=My%20Photos");
}

}  // namespace
