#include "photo/photo.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "photo/blurhash.h"
#include "photo/decode.h"
#include "photo/encode.h"
#include "photo/gif_stream.h"
#include "photo/jpeg_mend.h"
#include "photo/jpeg_stream.h"
#include "photo/png_stream.h"
#include "photo/scale.h"
#include "photo/webp_stream.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr int kThumbQuality = 78, kMediumQuality = 82;

struct Sides {
  int width = 0, height = 0;
};

Sides MediumSides(const Header& header) {
  const int longest = std::max(header.width, header.height);
  if (longest <= kMediumSide) return {header.width, header.height};
  const auto scaled = [longest](int side) {
    return std::max(
        1, static_cast<int>(std::lround(static_cast<double>(side) * kMediumSide / longest)));
  };
  return {scaled(header.width), scaled(header.height)};
}

// Makes both renditions while the rows come in.
class Renditions : public Canvas {
 public:
  explicit Renditions(const Header& header) : header_(header) {}

  void Begin(int width, int height, int channels) override {
    const Sides medium = MediumSides(header_);
    const int square = std::min(width, height);
    const int thumb = std::min({kThumbSide, header_.width, header_.height});
    width_ = width;
    channels_ = channels;
    medium_.emplace(Area{0, 0, width, height}, channels, medium.width, medium.height);
    thumb_.emplace(Area{(width - square) / 2, (height - square) / 2, square, square}, channels,
                   thumb, thumb);
  }
  void Row(int y, const std::uint8_t* row) override {
    if (channels_ == 4 && !transparent_) {
      for (int x = 0; x < width_ && !transparent_; ++x) transparent_ = row[4 * x + 3] != 255;
    }
    medium_->Add(y, row);
    thumb_->Add(y, row);
  }

  Pixels TakeMedium() { return Finished(medium_->Take()); }
  Pixels TakeThumb() { return Finished(thumb_->Take()); }

 private:
  Pixels Finished(Pixels pixels) const {
    if (pixels.channels == 4 && !transparent_) pixels = WithoutAlpha(pixels);
    return Upright(std::move(pixels), header_.orientation);
  }
  static Pixels WithoutAlpha(const Pixels& pixels) {
    Pixels opaque{pixels.width, pixels.height, 3, {}};
    opaque.bytes.resize(opaque.RowBytes() * static_cast<std::size_t>(opaque.height));
    for (std::size_t from = 0, to = 0; from < pixels.bytes.size(); from += 4, to += 3)
      std::copy_n(pixels.bytes.begin() + static_cast<std::ptrdiff_t>(from), 3,
                  opaque.bytes.begin() + static_cast<std::ptrdiff_t>(to));
    return opaque;
  }

  const Header& header_;
  int width_ = 0, channels_ = 0;
  bool transparent_ = false;
  std::optional<Downscaler> medium_, thumb_;
};

Result<Unit> Decode(Format format, std::string_view bytes, Canvas& canvas) {
  switch (format) {
    case Format::kJpeg:
      return DecodeJpeg(bytes, canvas);
    case Format::kPng:
      return DecodePng(bytes, canvas);
    case Format::kWebp:
      return DecodeWebp(bytes, canvas);
    default:
      return DecodeGif(bytes, canvas);
  }
}

std::string HashOf(const Pixels& pixels) {
  constexpr int kLongest = 32;  // enough for so few components
  const int longest = std::max(pixels.width, pixels.height);
  const auto side = [longest](int length) {
    return longest <= kLongest ? length : std::max(1, length * kLongest / longest);
  };
  Downscaler small({0, 0, pixels.width, pixels.height}, pixels.channels, side(pixels.width),
                   side(pixels.height));
  for (int y = 0; y < pixels.height; ++y) small.Add(y, pixels.Row(y));
  const bool upright = pixels.height > pixels.width;
  return BlurHash(small.Take(), upright ? 3 : 4, upright ? 4 : 3);
}

}  // namespace

std::string_view NameOf(Format format) {
  switch (format) {
    case Format::kJpeg:
      return "jpeg"sv;
    case Format::kPng:
      return "png"sv;
    case Format::kWebp:
      return "webp"sv;
    default:
      return "gif"sv;
  }
}

Result<Header> Inspect(std::string_view bytes) {
  Result<Header> header = Refusal::kUnsupported;
  if (bytes.size() > kMaxBytes) return Refusal::kTooLarge;
  if (bytes.starts_with("\xff\xd8\xff"sv)) header = InspectJpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) header = InspectPng(bytes);
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) header = InspectGif(bytes);
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv)
    header = InspectWebp(bytes);
  if (header.ok() && header->memory > kMaxMemory) return Refusal::kTooLarge;
  return header;
}

Result<Clean> Sanitize(std::string_view bytes, const Header& header) {
  switch (header.format) {
    case Format::kJpeg:
      return SanitizeJpeg(bytes, header);
    case Format::kPng:
      return SanitizePng(bytes, header);
    case Format::kWebp:
      return SanitizeWebp(bytes, header);
    default:
      return SanitizeGif(bytes, header);
  }
}

Result<Photo> Make(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Header header, Inspect(bytes));
  OCI_ASSIGN_OR_RETURN(Clean clean, Sanitize(bytes, header));
  std::optional<Renditions> made(header);
  auto decoded = Decode(header.format, clean.bytes, *made);
  if (!decoded.ok() && header.format == Format::kJpeg) {
    made.reset();
    OCI_RETURN_IF_ERROR(MendJpeg(clean, header));
    made.emplace(header);
    decoded = Decode(header.format, clean.bytes, *made);
  }
  OCI_RETURN_IF_ERROR(decoded);
  Renditions& renditions = *made;
  const Pixels medium = renditions.TakeMedium(), thumb = renditions.TakeThumb();
  Photo photo;
  photo.format = header.format;
  const bool turned = header.orientation >= 5;
  photo.width = turned ? header.height : header.width;
  photo.height = turned ? header.width : header.height;
  photo.rendition_format = medium.channels == 4 ? Format::kPng : Format::kJpeg;
  const auto encode = [&](const Pixels& pixels, int quality) {
    return pixels.channels == 4 ? EncodePng(pixels, clean.icc)
                                : EncodeJpeg(pixels, quality, clean.icc);
  };
  photo.medium = encode(medium, kMediumQuality);
  photo.thumb = encode(thumb, kThumbQuality);
  photo.blurhash = HashOf(medium);
  photo.original = std::move(clean.bytes);
  return photo;
}

}  // namespace photo
