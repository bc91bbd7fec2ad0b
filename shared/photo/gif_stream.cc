#include "photo/gif_stream.h"

#include <array>

#include "photo/bytes.h"
#include "photo/memory.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr unsigned kExtension = 0x21, kImage = 0x2c, kTrailer = 0x3b;
constexpr unsigned kGraphicControl = 0xf9, kApplication = 0xff;
constexpr std::size_t kScreenHead = 13, kImageHead = 10;  // without colour tables

std::size_t TableBytes(unsigned flags) {
  return (flags & 0x80) != 0 ? std::size_t{3} << ((flags & 7) + 1) : 0;
}

struct Block {
  unsigned kind = kTrailer;
  unsigned label = 0;     // of an extension
  std::string_view head;  // an image's head, colour table and code size
  std::string_view data;  // sub-blocks with their lengths and the empty one at the end
  int left = 0, top = 0, width = 0, height = 0;
};

class Blocks {
 public:
  static Result<Blocks> Open(std::string_view bytes) {
    if (bytes.size() < kScreenHead) return Refusal::kDamaged;
    const std::size_t length = kScreenHead + TableBytes(Byte(bytes, 10));
    if (length > bytes.size()) return Refusal::kDamaged;
    return Blocks(bytes.substr(0, length), bytes.substr(length));
  }
  std::string_view head() const { return head_; }

  Result<Block> Next() {
    if (rest_.empty()) return Refusal::kDamaged;
    Block block;
    block.kind = Byte(rest_, 0);
    if (block.kind == kTrailer) return block;
    if (block.kind == kExtension) return NextExtension(block);
    if (block.kind != kImage || rest_.size() < kImageHead) return Refusal::kDamaged;
    block.left = static_cast<int>(Little16(rest_, 1));
    block.top = static_cast<int>(Little16(rest_, 3));
    block.width = static_cast<int>(Little16(rest_, 5));
    block.height = static_cast<int>(Little16(rest_, 7));
    const std::size_t length = kImageHead + TableBytes(Byte(rest_, 9)) + 1;
    if (length > rest_.size()) return Refusal::kDamaged;
    block.head = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return WithData(block);
  }

 private:
  Blocks(std::string_view head, std::string_view rest) : head_(head), rest_(rest) {}

  Result<Block> NextExtension(Block block) {
    if (rest_.size() < 2) return Refusal::kDamaged;
    block.label = Byte(rest_, 1);
    rest_.remove_prefix(2);
    return WithData(block);
  }
  Result<Block> WithData(Block block) {
    std::size_t at = 0;
    for (;;) {
      if (at >= rest_.size()) return Refusal::kDamaged;
      const unsigned length = Byte(rest_, at);
      at += 1 + length;
      if (length == 0) break;
    }
    if (at > rest_.size()) return Refusal::kDamaged;
    block.data = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return block;
  }

  std::string_view head_, rest_;
};

// The codes of an image's data, as they lie in its sub-blocks.
class Codes {
 public:
  explicit Codes(std::string_view data) : data_(data) {}

  // -1: there is none any more.
  int Next(unsigned bits) {
    while (have_ < bits) {
      if (left_ == 0) {
        block_at_ = at_;
        left_ = Byte(data_, at_);
        if (left_ == 0) return -1;
        ++at_;
      }
      value_ |= Byte(data_, at_++) << have_;
      have_ += 8;
      --left_;
    }
    const int code = static_cast<int>(value_ & ((1U << bits) - 1));
    value_ >>= bits;
    have_ -= bits;
    return code;
  }
  // The sub-blocks up to the last byte that was looked at.
  std::string Taken() const {
    std::string taken(data_.substr(0, at_));
    if (left_ > 0) taken[block_at_] = static_cast<char>(at_ - block_at_ - 1);
    if (block_at_ != at_ || left_ > 0) taken += '\0';
    return taken;
  }

 private:
  std::string_view data_;
  std::size_t at_ = 0, block_at_ = 0;
  unsigned left_ = 0, have_ = 0;
  std::uint32_t value_ = 0;
};

// An image's sub-blocks up to the code that ends it: what lies behind is shown nowhere. Only the
// lengths of the dictionary's strings are needed for that.
Result<std::string> OnlyPicture(const Block& image) {
  const unsigned code_size = Byte(image.head, image.head.size() - 1);
  if (code_size < 1 || code_size > 8) return Refusal::kDamaged;
  const int clear = 1 << code_size, end = clear + 1;
  std::array<std::uint32_t, 4096> lengths;
  lengths.fill(1);
  Codes codes(image.data);
  long pixels = static_cast<long>(image.width) * image.height;
  unsigned bits = code_size + 1;
  int next = end + 1, last = -1;
  for (;;) {
    const int code = codes.Next(bits);
    if (code < 0 || code == end || pixels <= 0) break;
    if (code == clear) {
      bits = code_size + 1;
      next = end + 1;
      last = -1;
      continue;
    }
    if (code > next || (code == next && last < 0)) return Refusal::kDamaged;
    if (last >= 0 && next < 4096) {
      lengths[static_cast<std::size_t>(next)] = lengths[static_cast<std::size_t>(last)] + 1;
      if (++next == 1 << bits && bits < 12) ++bits;
    }
    pixels -= lengths[static_cast<std::size_t>(code)];
    last = code;
  }
  if (pixels > 0) return Refusal::kDamaged;
  return codes.Taken();
}

bool IsLoop(const Block& block) {
  return block.kind == kExtension && block.label == kApplication && block.data.size() >= 16 &&
         (block.data.starts_with("\x0bNETSCAPE2.0"sv) || block.data.starts_with("\x0b"
                                                                                "ANIMEXTS1.0"sv)) &&
         block.data[12] == 3 && block.data[13] == 1;
}

}  // namespace

Result<Header> InspectGif(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(Blocks blocks, Blocks::Open(bytes));
  Header header;
  header.format = Format::kGif;
  header.width = static_cast<int>(Little16(bytes, 6));
  header.height = static_cast<int>(Little16(bytes, 8));
  if (header.width == 0 || header.height == 0) return Refusal::kDamaged;
  OCI_RETURN_IF_ERROR(CheckSize(header.width, header.height));
  int frames = 0;
  long pixels = 0, first = 0;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const Block block, blocks.Next());
    if (block.kind == kTrailer) break;
    if (block.kind != kImage) continue;
    if (block.width == 0 || block.height == 0 || block.left + block.width > header.width ||
        block.top + block.height > header.height)
      return Refusal::kDamaged;
    const long area = static_cast<long>(block.width) * block.height;
    if (frames == 0) first = area;
    pixels += area;
    if (++frames > kMaxFrames || pixels > kMaxFramePixels) return Refusal::kTooLarge;
  }
  if (frames == 0) return Refusal::kDamaged;
  // The first frame's indices, in case its rows are interlaced, and a note of each frame.
  constexpr std::uint64_t kForEachFrame = 2048;
  header.memory = MemoryFor(
      bytes.size(), header.width,
      static_cast<std::uint64_t>(first) + static_cast<std::uint64_t>(frames) * kForEachFrame);
  return header;
}

Result<Clean> SanitizeGif(std::string_view bytes, const Header&) {
  OCI_ASSIGN_OR_RETURN(Blocks blocks, Blocks::Open(bytes));
  Clean clean;
  clean.bytes.reserve(bytes.size() + 16);
  clean.bytes += blocks.head();
  std::string_view control;  // for the image that comes next
  bool loop_seen = false;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const Block block, blocks.Next());
    if (block.kind == kTrailer) break;
    if (block.kind == kImage) {
      clean.bytes += control;
      control = {};
      clean.bytes += block.head;
      OCI_ASSIGN_OR_RETURN(const std::string data, OnlyPicture(block));
      clean.bytes += data;
    } else if (block.label == kGraphicControl && block.data.size() == 6 && block.data[0] == 4) {
      control = std::string_view(block.data.data() - 2, block.data.size() + 2);
    } else if (IsLoop(block) && !loop_seen) {
      loop_seen = true;
      clean.bytes += "\x21\xff\x0bNETSCAPE2.0\x03\x01"sv;
      clean.bytes += block.data.substr(14, 2);
      clean.bytes += '\0';
    }
  }
  clean.bytes += static_cast<char>(kTrailer);
  return clean;
}

}  // namespace photo
