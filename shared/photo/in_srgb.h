// The colour conversion between a decoder and the renditions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "photo/canvas.h"
#include "photo/colour.h"
#include "photo/header.h"

namespace photo {

// Converts the rows to sRGB, except when the renditions can carry the profile of the original. A
// profile that browsers ignore, because it is for another kind of pixels, is ignored here too.
class InSrgb : public Canvas {
 public:
  // All three arguments must outlive this object.
  InSrgb(const Header& header, const Clean& clean, Canvas& to);

  void IsSrgb() override { is_srgb_ = true; }
  void Begin(int width, int height, int channels) override;
  void Row(int y, const std::uint8_t* row) override;
  void Animated() override { to_.Animated(); }

  // The profile to put into the renditions; empty: none.
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
