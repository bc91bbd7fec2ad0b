#include "photo/photo.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "photo/blurhash.h"
#include "photo/decode.h"
#include "photo/encode.h"
#include "photo/encode_webp.h"
#include "photo/gif_stream.h"
#include "photo/in_srgb.h"
#include "photo/jpeg_mend.h"
#include "photo/jpeg_stream.h"
#include "photo/png_stream.h"
#include "photo/profile.h"
#include "photo/renditions.h"
#include "photo/webp_stream.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr int kThumbQuality = 78, kMediumQuality = 82, kLargeQuality = 82;
// looks like the thumb's JPEG
constexpr int kThumbWebpQuality = 80;

// Decoded rows go through `colours` into `renditions`.
struct Drawing {
  Drawing(const Header& header, const Clean& clean)
      : renditions(header), colours(header, clean, renditions) {}
  Renditions renditions;
  InSrgb colours;
};

// A JPEG that does not decode without warnings is repaired first (jpeg_mend.h).
Result<Unit> Draw(const Header& header, Clean& clean, std::optional<Drawing>& drawing) {
  drawing.emplace(header, clean);
  const auto decoded = Decode(header.format, clean, drawing->colours);
  if (decoded.ok() || header.format != Format::kJpeg || Interrupted()) return decoded;
  drawing.reset();
  OCI_RETURN_IF_ERROR(MendJpeg(clean, header));
  drawing.emplace(header, clean);
  return Decode(header.format, clean, drawing->colours);
}

Pixels Smaller(const Pixels& pixels, int width, int height) {
  Downscaler small({0, 0, pixels.width, pixels.height}, pixels.channels, width, height);
  for (int y = 0; y < pixels.height; ++y) small.Add(y, pixels.Row(y));
  return small.Take();
}

struct Look {
  Format format = Format::kJpeg;
  int quality = 0;
  Chroma chroma = Chroma::kHalved;
  std::string icc;
};

std::string EncodeAs(const Pixels& pixels, const Look& look) {
  if (look.format == Format::kPng) return EncodePng(pixels, look.icc);
  if (look.format == Format::kWebp) return EncodeWebp(pixels, look.quality, look.icc);
  return EncodeJpeg(pixels, look.quality, look.icc, look.chroma);
}

std::string Encode(Pixels pixels, const Look& look) {
  while (!Interrupted()) {
    std::string bytes = EncodeAs(pixels, look);
    if (bytes.size() <= kMaxRenditionBytes) return bytes;
    const double factor = 0.9 * std::sqrt(static_cast<double>(kMaxRenditionBytes) /
                                          static_cast<double>(bytes.size()));
    const auto side = [factor](int length) {
      return std::max(1, static_cast<int>(length * factor));
    };
    pixels = Smaller(pixels, side(pixels.width), side(pixels.height));
  }
  return {};
}

std::string HashOf(const Pixels& pixels) {
  constexpr int kLongest = 32;  // large enough for a hash with so few components
  const int longest = std::max(pixels.width, pixels.height);
  const auto side = [longest](int length) {
    return longest <= kLongest ? length : std::max(1, length * kLongest / longest);
  };
  const bool upright = pixels.height > pixels.width;
  return BlurHash(Smaller(pixels, side(pixels.width), side(pixels.height)), upright ? 3 : 4,
                  upright ? 4 : 3);
}

// The thumb, and the small one from its rows.
void MakeSquares(Photo& photo, Pixels thumb, Chroma chroma, const std::string& icc) {
  const bool webp = chroma == Chroma::kHalved && FitsWebp(thumb);
  photo.square_format = webp ? Format::kWebp : photo.rendition_format;
  const Look look{photo.square_format, webp ? kThumbWebpQuality : kThumbQuality, chroma, icc};
  const int side = std::min(kSmallSide, thumb.width);
  photo.small = Encode(Smaller(thumb, side, side), look);
  photo.thumb = Encode(std::move(thumb), look);
}

Result<Photo> MakeAll(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Header header, Inspect(bytes));
  OCI_ASSIGN_OR_RETURN(Clean clean, Sanitize(bytes, header));
  std::optional<Drawing> drawing;
  OCI_RETURN_IF_ERROR(Draw(header, clean, drawing));
  Renditions& renditions = drawing->renditions;
  const std::string icc = drawing->colours.Carried();
  const bool drawn = header.format == Format::kPng || header.format == Format::kGif;
  const Chroma chroma = drawn ? Chroma::kWhole : Chroma::kHalved;
  Photo photo;
  photo.format = header.format;
  photo.animated = renditions.animated();
  const bool turned = header.orientation >= 5;
  photo.width = turned ? header.height : header.width;
  photo.height = turned ? header.width : header.height;
  const auto look = [&](const Pixels& pixels, int quality) {
    return Look{pixels.channels == 4 ? Format::kPng : Format::kJpeg, quality, chroma, icc};
  };
  if (auto large = renditions.TakeLarge()) {
    const Look of_large = look(*large, kLargeQuality);
    photo.large = Encode(std::move(*large), of_large);
  }
  const Pixels medium = renditions.TakeMedium();
  photo.rendition_format = look(medium, 0).format;
  MakeSquares(photo, renditions.TakeThumb(), chroma, icc);
  photo.blurhash = HashOf(medium);
  photo.medium = Encode(medium, look(medium, kMediumQuality));
  photo.original = std::move(clean.bytes);
  return photo;
}

}  // namespace

Result<Header> Inspect(std::string_view bytes) {
  Result<Header> header = Refusal::kUnsupported;
  if (bytes.size() > kMaxBytes) return Refusal::kTooLarge;
  if (bytes.starts_with("\xff\xd8\xff"sv)) header = InspectJpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) header = InspectPng(bytes);
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) header = InspectGif(bytes);
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP"sv)
    header = InspectWebp(bytes);
  if (header.ok()) header->memory += RenditionMemory(*header) + kMostForProfiles;
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

Result<Photo> Make(std::string_view bytes, const Cancelled& cancelled) {
  const InterruptScope scope(cancelled);
  auto photo = MakeAll(bytes);
  if (Interrupted()) return Refusal::kCancelled;
  return photo;
}

}  // namespace photo
