// The smaller pictures that are made of a photo: their sides, and the making in one pass.
#pragma once

#include <cstdint>
#include <optional>

#include "photo/canvas.h"
#include "photo/header.h"
#include "photo/scale.h"

namespace photo {

struct Sides {
  int width = 0, height = 0;
  bool operator==(const Sides&) const = default;
};
// Of a picture with these sides; none grows.
Sides MediumSides(int width, int height);
Sides LargeSides(int width, int height);
// Whether there is a large one: what is no larger than a medium may be has none.
bool HasLarge(int width, int height);
int ThumbSide(int width, int height);
// A picture of at least these sides does for all renditions of one with those.
Sides LeastSides(int width, int height);
// By how many eighths a JPEG or a WebP is decoded, so that these sides remain: 1, 2, 4 or 8.
int EighthsFor(int width, int height);
// What making and encoding them holds at most, in bytes.
std::uint64_t RenditionMemory(const Header& header);

// Makes all while the rows come in.
class Renditions : public Canvas {
 public:
  explicit Renditions(const Header& header) : header_(header) {}

  void Begin(int width, int height, int channels) override;
  void Row(int y, const std::uint8_t* row) override;
  void Animated() override { animated_ = true; }

  // Upright; each once.
  std::optional<Pixels> TakeLarge();
  Pixels TakeMedium() { return Finished(medium_->Take()); }
  Pixels TakeThumb() { return Finished(thumb_->Take()); }
  bool animated() const { return animated_; }

 private:
  void AddSmall(int y, const std::uint8_t* row);
  Pixels Finished(Pixels pixels) const;

  const Header& header_;
  int width_ = 0, channels_ = 0;
  bool from_large_ = false;  // the smaller ones, which costs less than from the picture itself
  bool transparent_ = false, animated_ = false;
  std::optional<Downscaler> large_, medium_, thumb_;
};

}  // namespace photo
