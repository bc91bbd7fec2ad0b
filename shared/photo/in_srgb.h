// Between a decoder and the renditions: the colours.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "photo/canvas.h"
#include "photo/colour.h"
#include "photo/header.h"

namespace photo {

// Makes the rows sRGB on their way, unless the renditions can carry the profile that tells their
// colours. What browsers do not look at (a profile of something else than the picture's pixels)
// counts for nothing here, either.
class InSrgb : public Canvas {
 public:
  // All must outlive it.
  InSrgb(const Header& header, const Clean& clean, Canvas& to);

  void IsSrgb() override { is_srgb_ = true; }
  void Begin(int width, int height, int channels) override;
  void Row(int y, const std::uint8_t* row) override;
  void Animated() override { to_.Animated(); }

  // The profile that the renditions are to have.
  std::string Carried() const { return carried_ ? clean_.icc : std::string(); }

 private:
  const Clean& clean_;
  Canvas& to_;
  std::optional<CodedColours> coded_;
  std::unique_ptr<RowConversion> conversion_;
  std::vector<std::uint8_t> row_;
  int width_ = 0;
  bool is_srgb_ = false, grey_ = false, carried_ = false;
};

}  // namespace photo
