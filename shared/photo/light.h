// Transfer curves: from a picture's stored numbers to light, and from light to sRGB numbers.
#pragma once

namespace photo {

// brightness of a white page in formats that count nits (BT.2408)
inline constexpr double kWhiteNits = 203;
inline constexpr double kHlgNits = 1000;  // the peak brightness of the screen that HLG is made for

struct Curve {
  // PQ and HLG can express light that is brighter than white.
  enum class Kind { kSrgb, kPower, kPq, kHlg } kind = Kind::kSrgb;
  double power = 1, scale = 1;  // kPower: light is scale * number ^ power
  double brightest = kHlgNits;  // kPq: the brightest light in the whole picture, in nits

  bool IsBright() const { return kind == Kind::kPq || kind == Kind::kHlg; }
};

// The light for a number of 0 to 1; the result 1 is white. For HLG it is the scene's light, which
// the screen's brightness turns into the screen's light.
double LightOf(const Curve& curve, double number);
// The sRGB number, 0 to 255, for light of 0 to 1.
double SrgbNumber(double light);

// Tone mapping of light that is brighter than white, as Chromium does it (reference white tone
// mapping of SMPTE ST 2094-50): dims everything evenly up to white, and the rest along a Bézier
// curve up to the brightest.
class ToneCurve {
 public:
  explicit ToneCurve(double brightest_nits);
  double At(double light) const;

 private:
  double brightest_, white_;
};

}  // namespace photo
