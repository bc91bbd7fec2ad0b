// How a picture's numbers become light, and light numbers again.
#pragma once

namespace photo {

inline constexpr double kWhiteNits = 203;  // of a white page, in formats that count nits (BT.2408)
inline constexpr double kHlgNits = 1000;   // the screen that HLG is made for

struct Curve {
  // PQ and HLG know light that is brighter than white.
  enum class Kind { kSrgb, kPower, kPq, kHlg } kind = Kind::kSrgb;
  double power = 1, scale = 1;  // kPower: light is scale * number ^ power
  double brightest = kHlgNits;  // kPq: of the whole picture, in nits

  bool IsBright() const { return kind == Kind::kPq || kind == Kind::kHlg; }
};

// Of a number 0..1: 1 is white. HLG: the scene's, which becomes a screen's by its luminance.
double LightOf(const Curve& curve, double number);
// 0..255, of light 0..1.
double SrgbNumber(double light);

// Tone mapping of light that is brighter than white, as Chromium does it (reference white tone
// mapping of SMPTE ST 2094-50): dimmed evenly up to white, then along a Bézier curve to the
// brightest.
class ToneCurve {
 public:
  explicit ToneCurve(double brightest_nits);
  double At(double light) const;

 private:
  double brightest_, white_;
};

}  // namespace photo
