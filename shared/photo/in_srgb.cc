#include "photo/in_srgb.h"

#include "photo/metadata.h"
#include "photo/png_colours.h"
#include "photo/profile.h"

namespace photo {
namespace {

// Thumbs are not much larger than this: with a larger profile the pixels are converted instead.
constexpr std::size_t kMaxCarriedProfile = 32 * 1024;

}  // namespace

InSrgb::InSrgb(const Header& header, const Clean& clean, Canvas& to) : clean_(clean), to_(to) {
  if (header.format != Format::kPng) return;
  coded_ = CodedColoursOf(clean.bytes);
  grey_ = IsGreyPng(clean.bytes);
}

void InSrgb::Begin(int width, int height, int channels) {
  width_ = width;
  grey_ = grey_ || channels == 1;
  const auto kind = KindOf(clean_.icc);
  const bool counts =
      !coded_ && !is_srgb_ && (kind == ProfileOf::kRgb || (kind == ProfileOf::kGrey && grey_));
  carried_ = counts && ProfileFits(clean_.icc, channels) && clean_.icc.size() <= kMaxCarriedProfile;
  if (coded_) conversion_ = ConversionOf(*coded_, channels);
  if (counts && !carried_) conversion_ = ConversionBy(clean_.icc, channels);
  if (conversion_ != nullptr)
    row_.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(channels));
  to_.Begin(width, height, channels);
}

void InSrgb::Row(int y, const std::uint8_t* row) {
  if (conversion_ != nullptr) conversion_->Convert(row, row_.data(), width_);
  to_.Row(y, conversion_ != nullptr ? row_.data() : row);
}

}  // namespace photo
