// The smaller versions of a photo: their sizes, and how all are made in one pass over the rows.
#pragma once

#include <cstdint>
#include <optional>

#include "photo/canvas.h"
#include "photo/header.h"
#include "photo/scale.h"
#include "photo/sides.h"

namespace photo {

Sides LargeSides(int width, int height);
// True when a large rendition is made, which is when the picture is larger than a medium may be.
bool HasLarge(int width, int height);
int ThumbSide(int width, int height);
// The smallest sides at which a picture of this size may be decoded and still be good enough for
// all renditions.
Sides LeastSides(int width, int height);
// The scale in eighths (1, 2, 4 or 8) at which a JPEG or WebP can be decoded so that it keeps at
// least LeastSides.
int EighthsFor(int width, int height);
// The most bytes for making and encoding the renditions.
std::uint64_t RenditionMemory(const Header& header);

// Makes all renditions while the rows arrive.
class Renditions : public Canvas {
 public:
  explicit Renditions(const Header& header) : header_(header) {}

  void Begin(int width, int height, int channels) override;
  void Row(int y, const std::uint8_t* row) override;
  void Animated() override { animated_ = true; }

  // The renditions with the orientation applied; each can be taken once.
  std::optional<Pixels> TakeLarge();
  Pixels TakeMedium() { return Finished(medium_->Take()); }
  Pixels TakeThumb() { return Finished(thumb_->Take()); }
  bool animated() const { return animated_; }

 private:
  void AddSmall(int y, const std::uint8_t* row);
  Pixels Finished(Pixels pixels) const;

  const Header& header_;
  int width_ = 0, channels_ = 0;
  // the smaller renditions are made from the large one, which takes less time than from the picture
  bool from_large_ = false;
  bool transparent_ = false, animated_ = false;
  std::optional<Downscaler> large_, medium_, thumb_;
};

}  // namespace photo
