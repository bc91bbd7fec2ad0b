#include "photo/renditions.h"

#include <algorithm>

namespace photo {
namespace {

std::uint64_t BytesOf(const Sides& sides, const Header& header) {
  const unsigned channels = header.format == Format::kJpeg ? 3 : 4;
  return static_cast<std::uint64_t>(sides.width) * static_cast<unsigned>(sides.height) * channels;
}

Pixels WithoutAlpha(const Pixels& pixels) {
  Pixels opaque{pixels.width, pixels.height, 3, {}};
  opaque.bytes.resize(opaque.RowBytes() * static_cast<std::size_t>(opaque.height));
  for (std::size_t from = 0, to = 0; from < pixels.bytes.size(); from += 4, to += 3)
    std::copy_n(pixels.bytes.begin() + static_cast<std::ptrdiff_t>(from), 3,
                opaque.bytes.begin() + static_cast<std::ptrdiff_t>(to));
  return opaque;
}

}  // namespace

Sides LargeSides(int width, int height) {
  return Scaled(width, height,
                std::min(1.0, static_cast<double>(kLargeSide) / std::max(width, height)));
}

bool HasLarge(int width, int height) { return std::max(width, height) > kMediumSide; }

int ThumbSide(int width, int height) { return std::min({kThumbSide, width, height}); }

Sides LeastSides(int width, int height) {
  const Sides medium = MediumSides(width, height), large = LargeSides(width, height);
  const int thumb = ThumbSide(width, height);
  return {std::max({medium.width, large.width, thumb}),
          std::max({medium.height, large.height, thumb})};
}

int EighthsFor(int width, int height) {
  const Sides least = LeastSides(width, height);
  for (const int eighths : {1, 2, 4}) {
    if (width * static_cast<long>(eighths) / 8 >= least.width &&
        height * static_cast<long>(eighths) / 8 >= least.height)
      return eighths;
  }
  return 8;
}

std::uint64_t RenditionMemory(const Header& header) {
  const std::uint64_t large = BytesOf(LargeSides(header.width, header.height), header),
                      medium = BytesOf(MediumSides(header.width, header.height), header);
  // All renditions, one copy that is turned upright, and one that is encoded into a buffer which
  // doubles when it is full.
  constexpr std::uint64_t kSquares = 4ULL * (kThumbSide * kThumbSide + kSmallSide * kSmallSide);
  return large + medium + kSquares + 4 * std::max(large, medium);
}

void Renditions::Begin(int width, int height, int channels) {
  width_ = width;
  channels_ = channels;
  const Sides medium = MediumSides(header_.width, header_.height);
  const int thumb = ThumbSide(header_.width, header_.height);
  Area all{0, 0, width, height};
  if (HasLarge(header_.width, header_.height)) {
    const Sides large = LargeSides(header_.width, header_.height);
    large_.emplace(all, channels, large.width, large.height);
    from_large_ = large.width >= std::max(medium.width, thumb) &&
                  large.height >= std::max(medium.height, thumb);
    if (from_large_) all = {0, 0, large.width, large.height};
  }
  const int square = std::min(all.width, all.height);
  medium_.emplace(all, channels, medium.width, medium.height);
  thumb_.emplace(Area{(all.width - square) / 2, (all.height - square) / 2, square, square},
                 channels, thumb, thumb);
}

void Renditions::AddSmall(int y, const std::uint8_t* row) {
  medium_->Add(y, row);
  thumb_->Add(y, row);
}

void Renditions::Row(int y, const std::uint8_t* row) {
  if (channels_ == 4 && !transparent_) {
    for (int x = 0; x < width_ && !transparent_; ++x) transparent_ = row[4 * x + 3] != 255;
  }
  if (!from_large_) AddSmall(y, row);
  if (!large_) return;
  const int before = large_->Ready();
  large_->Add(y, row);
  for (int done = before; from_large_ && done < large_->Ready(); ++done)
    AddSmall(done, large_->NewRow(done));
}

std::optional<Pixels> Renditions::TakeLarge() {
  if (!large_) return std::nullopt;
  return Finished(large_->Take());
}

Pixels Renditions::Finished(Pixels pixels) const {
  if (pixels.channels == 4 && !transparent_) pixels = WithoutAlpha(pixels);
  return Upright(std::move(pixels), header_.orientation);
}

}  // namespace photo
