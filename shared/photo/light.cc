#include "photo/light.h"

#include <algorithm>
#include <cmath>

namespace photo {
namespace {

constexpr double kPqNits = 10'000;

double PqLight(double number) {  // SMPTE ST 2084; the result 1 is white
  const double p = std::pow(number, 32.0 / 2523);
  const double light = std::max(p - 3424.0 / 4096, 0.0) / (2413.0 / 128 - 2392.0 / 128 * p);
  return std::pow(light, 16384.0 / 2610) * kPqNits / kWhiteNits;
}

double HlgLight(double number) {  // ARIB STD-B67; the light of the scene, 0 to 1
  constexpr double kA = 0.17883277, kB = 0.28466892, kC = 0.55991073;
  return number <= 0.5 ? number * number / 3 : (std::exp((number - kC) / kA) + kB) / 12;
}

double SrgbLight(double number) {
  return number <= 0.04045 ? number / 12.92 : std::pow((number + 0.055) / 1.055, 2.4);
}

}  // namespace

double LightOf(const Curve& curve, double number) {
  switch (curve.kind) {
    case Curve::Kind::kPower:
      return std::min(1.0, curve.scale * std::pow(number, curve.power));
    case Curve::Kind::kPq:
      return PqLight(number);
    case Curve::Kind::kHlg:
      return HlgLight(number);
    default:
      return SrgbLight(number);
  }
}

double SrgbNumber(double light) {
  const double number =
      light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
  return std::clamp(number, 0.0, 1.0) * 255;
}

ToneCurve::ToneCurve(double brightest_nits)
    : brightest_(std::max(1.0, brightest_nits / kWhiteNits)),
      white_(1 - 0.5 * std::min(1.0, std::log2(brightest_) / std::log2(kHlgNits / kWhiteNits))) {}

double ToneCurve::At(double light) const {
  if (light <= 1) return light * white_;
  if (light >= brightest_) return 1;
  constexpr double kBend = 0.65;
  const double middle_x = 1 - kBend + kBend / white_, middle_y = (1 - kBend) * white_ + kBend;
  const double a = 1 - 2 * middle_x + brightest_, b = 2 * middle_x - 2, c = 1 - light;
  const double root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
  const double t = std::abs(a) < 1e-9 ? -c / b : (root - b) / (2 * a);
  return (1 - t) * (1 - t) * white_ + 2 * t * (1 - t) * middle_y + t * t;
}

}  // namespace photo
