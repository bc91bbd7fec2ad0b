#include "photo/light.h"

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

using namespace photo;
using Catch::Approx;

namespace {

double Of(Curve::Kind kind, double number) { return LightOf({.kind = kind}, number); }
double Nits(double number) { return Of(Curve::Kind::kPq, number) * kWhiteNits; }

}  // namespace

TEST_CASE("numbers of sRGB become light as IEC 61966-2-1 says") {
  CHECK(Of(Curve::Kind::kSrgb, 0) == 0);
  CHECK(Of(Curve::Kind::kSrgb, 1) == Approx(1));
  CHECK(Of(Curve::Kind::kSrgb, 0.5) == Approx(0.214041));
  CHECK(Of(Curve::Kind::kSrgb, 0.04045) == Approx(0.0031308).epsilon(1e-4));  // the straight part
  CHECK(Of(Curve::Kind::kSrgb, 0.02) == Approx(0.02 / 12.92));
}

TEST_CASE("light becomes the number that it came from") {
  for (int number = 0; number <= 255; ++number) {
    INFO(number);
    CHECK(SrgbNumber(Of(Curve::Kind::kSrgb, number / 255.0)) == Approx(number).margin(0.01));
  }
  CHECK(SrgbNumber(0.18) == Approx(117.6).margin(0.1));  // middle grey
  CHECK(SrgbNumber(-1) == 0);
  CHECK(SrgbNumber(7) == 255);
}

TEST_CASE("numbers of PQ become the nits of SMPTE ST 2084") {
  CHECK(Nits(0) == 0);
  CHECK(Nits(0.508078) == Approx(100).epsilon(1e-4));
  CHECK(Nits(0.580689) == Approx(203).epsilon(1e-4));
  CHECK(Nits(0.751827) == Approx(1000).epsilon(1e-4));
  CHECK(Nits(0.902572) == Approx(4000).epsilon(1e-4));
  CHECK(Nits(1) == Approx(10'000));
  CHECK(Nits(1e-6) >= 0);  // below its curve's foot
}

TEST_CASE("numbers of HLG become the scene's light of ARIB STD-B67") {
  CHECK(Of(Curve::Kind::kHlg, 0) == 0);
  CHECK(Of(Curve::Kind::kHlg, 0.25) == Approx(1.0 / 48));
  CHECK(Of(Curve::Kind::kHlg, 0.5) == Approx(1.0 / 12));
  CHECK(Of(Curve::Kind::kHlg, 0.5000001) == Approx(1.0 / 12).epsilon(1e-5));  // without a step
  CHECK(Of(Curve::Kind::kHlg, 0.75) == Approx(0.265).epsilon(1e-3));          // BT.2408's white
  CHECK(Of(Curve::Kind::kHlg, 1) == Approx(1).epsilon(1e-6));
}

TEST_CASE("a power's light is scaled, and no more than white") {
  using enum Curve::Kind;
  CHECK(LightOf({kPower, 2.2}, 0.5) == Approx(0.217638));
  CHECK(LightOf({kPower, 1}, 0.3) == Approx(0.3));
  CHECK(LightOf({kPower, 2, 0.5}, 0.5) == Approx(0.125));
  CHECK(LightOf({kPower, 2.6, 52.37 / 48}, 1) == 1);
  CHECK(LightOf({kPower, 1e-5}, 0) == 0);
  CHECK(LightOf({kPower, 1e5}, 0.999) == Approx(0).margin(1e-9));
}

TEST_CASE("PQ and HLG alone know light brighter than white") {
  CHECK(Curve{.kind = Curve::Kind::kPq}.IsBright());
  CHECK(Curve{.kind = Curve::Kind::kHlg}.IsBright());
  CHECK_FALSE(Curve{.kind = Curve::Kind::kPower}.IsBright());
  CHECK_FALSE(Curve{}.IsBright());
}

TEST_CASE("a picture no brighter than white keeps its light") {
  for (const double brightest : {203.0, 100.0, 1e-4, 0.0, -5.0}) {
    INFO(brightest);
    const ToneCurve tone(brightest);
    for (const double light : {0.0, 0.1, 0.5, 1.0}) CHECK(tone.At(light) == Approx(light));
    CHECK(tone.At(1.5) == 1);
  }
}

TEST_CASE("the brighter a picture, the darker its white, down to half the light") {
  CHECK(ToneCurve(std::sqrt(203.0 * 1000)).At(1) == Approx(0.75));
  CHECK(ToneCurve(1000).At(1) == Approx(0.5));
  CHECK(ToneCurve(1000).At(0.4) == Approx(0.2));
  CHECK(ToneCurve(10'000).At(1) == Approx(0.5));
  CHECK(ToneCurve(1e9).At(1) == Approx(0.5));
}

TEST_CASE("what is brighter than white goes along a Bézier curve to the brightest") {
  const double brightest = 1000.0 / 203;
  const ToneCurve tone(1000);
  // Its points: (1, 0.5), (1.65, 0.825), (brightest, 1).
  CHECK(tone.At(0.25 * 1 + 0.5 * 1.65 + 0.25 * brightest) == Approx(0.7875));
  CHECK(tone.At(brightest) == Approx(1));
  CHECK(tone.At(brightest - 1e-9) == Approx(1));
  CHECK(tone.At(1e6) == 1);
  // It goes on as steeply as the straight part ends.
  CHECK((tone.At(1.0001) - tone.At(1)) / 0.0001 == Approx(0.5).epsilon(1e-3));
}

TEST_CASE("brighter light never becomes darker, however bright the picture") {
  for (const double brightest : {203.0001, 204.0, 300.0, 1000.0, 4000.0, 10'000.0, 429'496.0}) {
    INFO(brightest);
    const ToneCurve tone(brightest);
    double before = 0;
    for (int step = 1; step <= 2000; ++step) {
      const double now = tone.At(step * brightest / kWhiteNits / 1900);
      REQUIRE(now >= before - 1e-12);
      REQUIRE(now <= 1 + 1e-12);
      before = now;
    }
    CHECK(before == 1);
  }
}
