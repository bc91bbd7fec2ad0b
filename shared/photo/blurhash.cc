#include "photo/blurhash.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace photo {
namespace {

using Colour = std::array<double, 3>;  // linear light, 0 to 1

void Append83(std::string& to, int value, int digits) {
  static constexpr char kDigits[] =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  const std::size_t start = to.size();
  to.resize(start + static_cast<std::size_t>(digits));
  for (int i = digits - 1; i >= 0; --i, value /= 83)
    to[start + static_cast<std::size_t>(i)] = kDigits[value % 83];
}

double ToLinear(double srgb) {
  return srgb <= 0.04045 ? srgb / 12.92 : std::pow((srgb + 0.055) / 1.055, 2.4);
}

int ToSrgb(double linear) {
  const double value = std::clamp(linear, 0.0, 1.0);
  const double srgb = value <= 0.0031308 ? value * 12.92 : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
  return static_cast<int>(srgb * 255 + 0.5);
}

double SignedRoot(double value) { return std::copysign(std::sqrt(std::abs(value)), value); }

std::vector<Colour> Linear(const Pixels& pixels) {
  std::array<double, 256> table;
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = ToLinear(static_cast<double>(i) / 255);
  const auto channels = static_cast<std::size_t>(pixels.channels);
  std::vector<Colour> linear;
  linear.reserve(pixels.bytes.size() / channels);
  for (std::size_t at = 0; at < pixels.bytes.size(); at += channels) {
    const std::uint8_t* pixel = pixels.bytes.data() + at;
    const double opacity = channels == 4 ? pixel[3] / 255.0 : 1;
    Colour colour;
    for (std::size_t c = 0; c < 3; ++c)
      colour[c] = table[pixel[channels == 1 ? 0 : c]] * opacity + 1 - opacity;
    linear.push_back(colour);
  }
  return linear;
}

Colour Component(const std::vector<Colour>& linear, int width, int height, int i, int j) {
  Colour sum{};
  for (int y = 0; y < height; ++y) {
    const double vertical = std::cos(std::numbers::pi * j * y / height);
    for (int x = 0; x < width; ++x) {
      const double basis = std::cos(std::numbers::pi * i * x / width) * vertical;
      const Colour& colour = linear[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                                    static_cast<std::size_t>(x)];
      for (std::size_t c = 0; c < 3; ++c) sum[c] += basis * colour[c];
    }
  }
  const double scale = (i == 0 && j == 0 ? 1.0 : 2.0) / (static_cast<double>(width) * height);
  for (double& value : sum) value *= scale;
  return sum;
}

int Quantized(const Colour& colour, double most) {
  int value = 0;
  for (const double part : colour) {
    const int step = static_cast<int>(std::floor(SignedRoot(part / most) * 9 + 9.5));
    value = value * 19 + std::clamp(step, 0, 18);
  }
  return value;
}

}  // namespace

std::string BlurHash(const Pixels& pixels, int x_components, int y_components) {
  const std::vector<Colour> linear = Linear(pixels);
  std::vector<Colour> components;
  for (int j = 0; j < y_components; ++j) {
    for (int i = 0; i < x_components; ++i)
      components.push_back(Component(linear, pixels.width, pixels.height, i, j));
  }
  std::string hash;
  Append83(hash, x_components - 1 + (y_components - 1) * 9, 1);
  double most = 1;
  if (components.size() > 1) {
    double found = 0;
    for (std::size_t n = 1; n < components.size(); ++n) {
      for (const double value : components[n]) found = std::max(found, std::abs(value));
    }
    const int step = std::clamp(static_cast<int>(std::floor(found * 166 - 0.5)), 0, 82);
    most = (step + 1) / 166.0;
    Append83(hash, step, 1);
  } else {
    Append83(hash, 0, 1);
  }
  const Colour& mean = components.front();
  Append83(hash, ToSrgb(mean[0]) << 16 | ToSrgb(mean[1]) << 8 | ToSrgb(mean[2]), 4);
  for (std::size_t n = 1; n < components.size(); ++n)
    Append83(hash, Quantized(components[n], most), 2);
  return hash;
}

}  // namespace photo
