#include "photo/webp_data.h"

#include <webp/decode.h>

#include <algorithm>
#include <memory>

#include "photo/bytes.h"
#include "photo/interrupt.h"
#include "photo/webp_budget.h"

namespace photo {
namespace {

constexpr std::size_t kLosslessHead = 5, kFileHead = 20;

// Decodes a stream incrementally into a single pixel, only to learn where the stream ends.
class Follower {
 public:
  Follower() {
    WebPInitDecoderConfig(&config_);
    config_.options.use_scaling = 1;
    config_.options.scaled_width = config_.options.scaled_height = 1;
    config_.output.colorspace = MODE_RGBA;
    config_.output.is_external_memory = 1;
    config_.output.u.RGBA = {pixel_, sizeof(pixel_), sizeof(pixel_)};
    decoder_.reset(WebPIDecode(nullptr, 0, &config_));
  }
  // No copies: WebPIDecode keeps pointers into this object.
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;

  // Decodes the first `length` bytes of the file; each call must pass more than the one before.
  VP8StatusCode See(std::string_view file, std::size_t length) {
    if (decoder_ == nullptr) return VP8_STATUS_OUT_OF_MEMORY;
    return WebPIUpdate(decoder_.get(), reinterpret_cast<const std::uint8_t*>(file.data()), length);
  }

 private:
  struct Delete {
    void operator()(WebPIDecoder* decoder) const { WebPIDelete(decoder); }
  };
  WebPDecoderConfig config_;
  std::uint8_t pixel_[4]{};
  std::unique_ptr<WebPIDecoder, Delete> decoder_;
};

// Finds the end of the picture between `from` (exclusive) and `to` (inclusive), in ever smaller
// steps. Each round needs a new decoder, because a decoder cannot go back.
std::size_t EndBetween(std::string_view file, std::size_t from, std::size_t to) {
  constexpr std::size_t kSteps = 64;
  while (to - from > 1 && !Interrupted()) {
    const std::size_t step = std::max<std::size_t>(1, (to - from) / kSteps);
    Follower follower;
    std::size_t at = from;
    while (at < to && !Interrupted() && follower.See(file, at) != VP8_STATUS_OK)
      at = std::min(to, at + step);
    if (at >= to && step == 1) break;
    from = at > from ? std::max(from, at - step) : from;
    to = at;
    if (step == 1) break;
  }
  return to;
}

// How many bytes of the stream the decoder needs. The stream is wrapped in a file, because libwebp
// reads its length there.
Result<std::size_t> LengthSeen(std::string_view stream, bool lossless, std::uint64_t memory) {
  // Encoders may write some last bytes that the decoder never reads: so many are kept.
  constexpr std::size_t kLeft = 8;
  WebpFile simple;
  simple.picture.lossless = lossless;
  simple.picture.data = stream;
  const std::string file = WriteWebp(simple);
  const WebpBudget budget(memory);
  const std::size_t whole = kFileHead + stream.size();
  const std::size_t nearly = whole - std::min(stream.size(), kLeft);
  VP8StatusCode status = VP8_STATUS_SUSPENDED;
  {
    Follower follower;
    status = follower.See(file, nearly);
    if (status == VP8_STATUS_SUSPENDED && follower.See(file, whole) == VP8_STATUS_OK)
      return stream.size();
  }
  if (budget.was_exceeded()) return Refusal::kTooLarge;
  if (status != VP8_STATUS_OK) return Refusal::kDamaged;
  return EndBetween(file, kFileHead, nearly) - kFileHead;
}

// Repeated until the length stays the same, because a damaged stream that was cut may end even
// earlier.
Result<std::size_t> LengthOf(std::string_view stream, bool lossless, std::uint64_t memory) {
  constexpr int kMostRounds = 6;
  for (int round = 0; round < kMostRounds; ++round) {
    if (Interrupted()) return Refusal::kCancelled;
    OCI_ASSIGN_OR_RETURN(const std::size_t length, LengthSeen(stream, lossless, memory));
    if (length == stream.size()) return length;
    stream = stream.substr(0, length);
  }
  return Refusal::kDamaged;
}

// The stream in ALPH has no header: builds a lossless one for it.
std::string WithHead(const WebpPicture& picture) {
  const std::uint32_t bits = static_cast<std::uint32_t>(picture.width - 1) |
                             static_cast<std::uint32_t>(picture.height - 1) << 14;
  std::string stream = "\x2f";
  for (int i = 0; i < 4; ++i) stream += static_cast<char>(bits >> 8 * i & 0xff);
  stream += picture.alpha.substr(1);
  return stream;
}

Result<std::size_t> AlphaLength(const WebpPicture& picture, std::uint64_t memory) {
  constexpr unsigned kRaw = 0, kLossless = 1;
  const unsigned method = Byte(picture.alpha, 0) & 3;
  const std::size_t raw =
      1 + static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.height);
  if (method == kRaw && picture.alpha.size() >= raw) return raw;
  if (method != kLossless) return Refusal::kDamaged;
  OCI_ASSIGN_OR_RETURN(const std::size_t length, LengthOf(WithHead(picture), true, memory));
  return 1 + length - kLosslessHead;
}

}  // namespace

std::uint64_t WebpMemory(const WebpPicture& picture) {
  // Huffman tables: encoders make at most 2,600 groups of at most 20 KB.
  constexpr std::uint64_t kTables = 64ULL * 1024 * 1024, kRows = 4ULL * 1024 * 1024;
  constexpr std::uint64_t kForEachColumn = 1024;
  const auto pixels =
      static_cast<std::uint64_t>(picture.width) * static_cast<std::uint64_t>(picture.height);
  std::uint64_t most = kRows + kForEachColumn * static_cast<std::uint64_t>(picture.width);
  if (!picture.alpha.empty()) most += pixels;
  const bool alpha_is_lossless = !picture.alpha.empty() && (Byte(picture.alpha, 0) & 3) != 0;
  // The pixels, and the transforms' own small images.
  if (picture.lossless || alpha_is_lossless) most += kTables + 5 * pixels;
  return most;
}

Result<WebpPicture> OnlyPicture(const WebpPicture& picture) {
  const std::uint64_t memory = WebpMemory(picture);
  WebpPicture only = picture;
  OCI_ASSIGN_OR_RETURN(const std::size_t length, LengthOf(picture.data, picture.lossless, memory));
  only.data = picture.data.substr(0, length);
  if (picture.alpha.empty()) return only;
  OCI_ASSIGN_OR_RETURN(const std::size_t alpha, AlphaLength(picture, memory));
  only.alpha = picture.alpha.substr(0, alpha);
  return only;
}

}  // namespace photo
