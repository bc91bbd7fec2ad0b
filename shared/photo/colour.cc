#include "photo/colour.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "photo/light.h"

namespace photo {
namespace {

using Vector = std::array<double, 3>;
using Matrix = std::array<Vector, 3>;

Matrix operator*(const Matrix& a, const Matrix& b) {
  Matrix product{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (std::size_t k = 0; k < 3; ++k) product[i][j] += a[i][k] * b[k][j];
    }
  }
  return product;
}

Vector operator*(const Matrix& a, const Vector& b) {
  Vector product{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t k = 0; k < 3; ++k) product[i] += a[i][k] * b[k];
  }
  return product;
}

Matrix Diagonal(const Vector& of) {
  return {Vector{of[0], 0, 0}, Vector{0, of[1], 0}, Vector{0, 0, of[2]}};
}

std::optional<Matrix> Inverse(const Matrix& m) {
  const auto minor = [&](std::size_t i, std::size_t j) {
    const std::size_t a = (i + 1) % 3, b = (i + 2) % 3, c = (j + 1) % 3, d = (j + 2) % 3;
    return m[a][c] * m[b][d] - m[a][d] * m[b][c];
  };
  const double determinant = m[0][0] * minor(0, 0) + m[0][1] * minor(0, 1) + m[0][2] * minor(0, 2);
  if (!std::isfinite(determinant) || std::abs(determinant) < 1e-9) return std::nullopt;
  Matrix inverse;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) inverse[j][i] = minor(i, j) / determinant;
  }
  return inverse;
}

// The XYZ colour with this chromaticity and luminance 1; nullopt: such a colour does not exist.
std::optional<Vector> XyzOf(const Point& point) {
  if (!(point.y > 0)) return std::nullopt;
  return Vector{point.x / point.y, 1, (1 - point.x - point.y) / point.y};
}

// The matrix that converts linear light in these primaries to XYZ.
std::optional<Matrix> ToXyz(const Primaries& primaries) {
  const auto column = [](const Point& point) {
    return Vector{point.x, point.y, 1 - point.x - point.y};
  };
  const Vector red = column(primaries.red), green = column(primaries.green),
               blue = column(primaries.blue);
  Matrix all;
  for (std::size_t i = 0; i < 3; ++i) all[i] = {red[i], green[i], blue[i]};
  const auto inverse = Inverse(all);
  const auto white = XyzOf(primaries.white);
  if (!inverse || !white) return std::nullopt;
  return all * Diagonal(*inverse * *white);
}

// Chromatic adaptation (Bradford): the white of `from` becomes the white of `to`.
std::optional<Matrix> Adaptation(const Point& from, const Point& to) {
  static constexpr Matrix kCones{Vector{0.8951, 0.2664, -0.1614}, Vector{-0.7502, 1.7135, 0.0367},
                                 Vector{0.0389, -0.0685, 1.0296}};
  const auto from_xyz = XyzOf(from), to_xyz = XyzOf(to);
  if (!from_xyz || !to_xyz) return std::nullopt;
  const Vector before = kCones * *from_xyz, after = kCones * *to_xyz;
  Vector gain;
  for (std::size_t i = 0; i < 3; ++i) {
    if (std::abs(before[i]) < 1e-6) return std::nullopt;
    gain[i] = after[i] / before[i];
  }
  return *Inverse(kCones) * Diagonal(gain) * kCones;
}

// From linear light in `from` to linear light in `to`; the identity when the primaries of `from`
// are degenerate.
Matrix Between(const Primaries& from, const Primaries& to) {
  const auto to_xyz = ToXyz(from);
  const auto adaptation = Adaptation(from.white, to.white);
  const Matrix same = Diagonal({1, 1, 1});
  if (!to_xyz || !adaptation) return same;
  const Matrix between = *Inverse(*ToXyz(to)) * *adaptation * *to_xyz;
  for (const Vector& row : between) {
    for (const double number : row) {
      if (!(std::abs(number) < 1e6)) return same;
    }
  }
  return between;
}

// The primaries of BT.2020: light that is brighter than white is tone mapped in them.
constexpr Primaries kWidePrimaries{
    {0.708, 0.292}, {0.170, 0.797}, {0.131, 0.046}, {0.3127, 0.3290}};
constexpr std::array kWideLuminance = {0.2627F, 0.6780F, 0.0593F};

bool IsIdentity(const Matrix& matrix) {
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      if (std::abs(matrix[i][j] - (i == j ? 1 : 0)) > 1e-3) return false;
    }
  }
  return true;
}

class ByTable : public RowConversion {
 public:
  ByTable(const ShadeTable& table, int channels) : table_(table), channels_(channels) {}
  void Convert(const std::uint8_t* from, std::uint8_t* to, int width) const override {
    if (channels_ != 4) {
      std::transform(from, from + width * channels_, to, [&](auto byte) { return table_[byte]; });
      return;
    }
    for (int x = 0; x < width; ++x, from += 4, to += 4) {
      for (int c = 0; c < 3; ++c) to[c] = table_[from[c]];
      to[3] = from[3];
    }
  }

 private:
  ShadeTable table_;
  int channels_;
};

class ByMatrix : public RowConversion {
 public:
  ByMatrix(const CodedColours& colours, const Matrix& matrix, int channels)
      : bright_(colours.curve.IsBright()),
        scene_(colours.curve.kind == Curve::Kind::kHlg),
        tone_(colours.curve.brightest),
        channels_(static_cast<std::size_t>(channels)),
        numbers_(kSteps + 1) {
    for (std::size_t i = 0; i < light_.size(); ++i)
      light_[i] = static_cast<float>(LightOf(colours.curve, static_cast<double>(i) / 255));
    for (std::size_t i = 0; i <= kSteps; ++i)
      numbers_[i] =
          static_cast<std::uint8_t>(std::lround(SrgbNumber(static_cast<double>(i) / kSteps)));
    for (std::size_t i = 0; i < 9; ++i) matrix_[i] = static_cast<float>(matrix[i / 3][i % 3]);
    if (!bright_) return;
    const Matrix wide = Between(colours.primaries, kWidePrimaries);
    for (std::size_t i = 0; i < 9; ++i) wide_[i] = static_cast<float>(wide[i / 3][i % 3]);
  }

  void Convert(const std::uint8_t* from, std::uint8_t* to, int width) const override {
    for (int x = 0; x < width; ++x, from += channels_, to += channels_) {
      Light light = {light_[from[0]], light_[from[1]], light_[from[2]]};
      if (bright_) BringUnderWhite(light);
      light = Mixed(matrix_, light);
      for (std::size_t c = 0; c < 3; ++c)
        to[c] =
            numbers_[static_cast<std::size_t>(std::clamp(light[c], 0.0F, 1.0F) * kSteps + 0.5F)];
      if (channels_ == 4) to[3] = from[3];
    }
  }

 private:
  using Light = std::array<float, 3>;
  static constexpr std::size_t kSteps = 16384;

  static Light Mixed(const std::array<float, 9>& by, const Light& light) {
    Light mixed;
    for (std::size_t c = 0; c < 3; ++c)
      mixed[c] = by[c * 3] * light[0] + by[c * 3 + 1] * light[1] + by[c * 3 + 2] * light[2];
    return mixed;
  }

  void BringUnderWhite(Light& light) const {
    const auto wide = Mixed(wide_, light);
    float gain = 1;
    // HLG stores the light of the scene; converts it to the light of a screen (BT.2100)
    if (scene_) {
      const float luminance =
          kWideLuminance[0] * wide[0] + kWideLuminance[1] * wide[1] + kWideLuminance[2] * wide[2];
      gain = std::pow(std::max(luminance, 1e-9F), 0.2F) * static_cast<float>(kHlgNits / kWhiteNits);
    }
    const float most = gain * std::max({wide[0], wide[1], wide[2]});
    if (most <= 0) return;
    gain *= static_cast<float>(tone_.At(most)) / most;
    for (float& of : light) of *= gain;
  }

  bool bright_, scene_;
  ToneCurve tone_;
  std::size_t channels_;
  std::array<float, 256> light_;
  std::array<float, 9> matrix_, wide_{};
  std::vector<std::uint8_t> numbers_;  // sRGB values, indexed by light
};

}  // namespace

std::unique_ptr<RowConversion> ConversionBy(const ShadeTable& table, int channels) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i] != i) return std::make_unique<ByTable>(table, channels);
  }
  return nullptr;
}

std::unique_ptr<RowConversion> ConversionOf(const CodedColours& colours, int channels) {
  const Matrix matrix = Between(colours.primaries, kSrgbPrimaries);
  // Each channel can be converted independently of the others, so a table for the 256 shades is
  // enough.
  if (channels == 1 || (!colours.curve.IsBright() && IsIdentity(matrix))) {
    const ByMatrix shades(colours, matrix, 3);
    ShadeTable table;
    for (std::size_t i = 0; i < table.size(); ++i) {
      const auto shade = static_cast<std::uint8_t>(i);
      const std::array<std::uint8_t, 3> grey{shade, shade, shade};
      std::array<std::uint8_t, 3> converted;
      shades.Convert(grey.data(), converted.data(), 1);
      table[i] = converted[1];
    }
    return ConversionBy(table, channels);
  }
  return std::make_unique<ByMatrix>(colours, matrix, channels);
}

}  // namespace photo
