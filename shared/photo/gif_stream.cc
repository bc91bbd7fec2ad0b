#include "photo/gif_stream.h"

#include <algorithm>

#include "photo/bytes.h"
#include "photo/gif_data.h"
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
  std::string_view head;  // header, colour table and code size of an image
  std::string_view data;  // sub-blocks with their length bytes, and the empty one at the end
  int left = 0, top = 0, width = 0, height = 0;

  bool IsEmpty() const { return width == 0 || height == 0; }
  bool HasColours() const { return (Byte(head, 9) & 0x80) != 0; }
};

// Reads the blocks one by one. Invalid bytes before the first image are an error; after it, they
// end the GIF.
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
    rest_.remove_prefix(std::min(rest_.find_first_not_of('\0'), rest_.size()));
    auto block = Read();
    if (!block.ok() && image_seen_) return Block{};
    image_seen_ = image_seen_ || (block.ok() && block->kind == kImage && !block->IsEmpty());
    return block;
  }

 private:
  Blocks(std::string_view head, std::string_view rest) : head_(head), rest_(rest) {}

  Result<Block> Read() {
    if (rest_.empty()) return Refusal::kDamaged;
    Block block;
    block.kind = Byte(rest_, 0);
    if (block.kind == kTrailer) return block;
    if (block.kind == kExtension) return ReadExtension(block);
    if (block.kind != kImage || rest_.size() < kImageHead) return Refusal::kDamaged;
    block.left = static_cast<int>(Little16(rest_, 1));
    block.top = static_cast<int>(Little16(rest_, 3));
    block.width = static_cast<int>(Little16(rest_, 5));
    block.height = static_cast<int>(Little16(rest_, 7));
    const std::size_t length = kImageHead + TableBytes(Byte(rest_, 9)) + 1;
    if (length > rest_.size()) return Refusal::kDamaged;
    block.head = rest_.substr(0, length);
    rest_.remove_prefix(length);
    // sub-blocks may be cut off here; decoding will tell whether the picture is complete
    TakeData(block);
    return block;
  }
  Result<Block> ReadExtension(Block block) {
    if (rest_.size() < 2) return Refusal::kDamaged;
    block.label = Byte(rest_, 1);
    rest_.remove_prefix(2);
    if (!TakeData(block)) return Refusal::kDamaged;
    return block;
  }
  // False: the bytes end before the last sub-block.
  bool TakeData(Block& block) {
    std::size_t at = 0;
    unsigned length = 1;
    while (length > 0 && at < rest_.size()) {
      length = Byte(rest_, at);
      at += 1 + length;
    }
    const bool whole = length == 0 && at <= rest_.size();
    at = std::min(at, rest_.size());
    block.data = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return whole;
  }

  std::string_view head_, rest_;
  bool image_seen_ = false;
};

struct Screen {
  int width = 0, height = 0;
};

// The screen size of the header, or larger when the first image does not fit.
Screen ScreenFor(std::string_view head, const Block& first) {
  return {std::max(static_cast<int>(Little16(head, 6)), first.left + first.width),
          std::max(static_cast<int>(Little16(head, 8)), first.top + first.height)};
}

bool IsLoop(const Block& block) {
  return block.kind == kExtension && block.label == kApplication && block.data.size() >= 16 &&
         (block.data.starts_with("\x0bNETSCAPE2.0"sv) || block.data.starts_with("\x0b"
                                                                                "ANIMEXTS1.0"sv)) &&
         block.data[12] == 3 && block.data[13] == 1;
}

// `colours_lack`: some image has no colour table of its own. Without a global table browsers show
// such an image black, so a black global table is added then.
std::string HeadOf(std::string_view head, const Header& header, bool colours_lack) {
  std::string made(head);
  const auto put = [&](std::size_t at, int value) {
    made[at] = static_cast<char>(value & 255);
    made[at + 1] = static_cast<char>(value >> 8);
  };
  made.replace(0, 6, "GIF89a");
  put(6, header.width);
  put(8, header.height);
  if (colours_lack && (Byte(head, 10) & 0x80) == 0) {
    made[10] = static_cast<char>(Byte(head, 10) | 0x87);
    made.append(768, '\0');
  }
  return made;
}

// The part of an image that is on the screen, as a block. "": no part is.
Result<std::string> Cropped(const Block& image, const Header& header) {
  const int columns = std::min(image.width, header.width - image.left);
  const int rows = std::min(image.height, header.height - image.top);
  if (columns <= 0 || rows <= 0) return std::string();
  const GifData data{Byte(image.head, image.head.size() - 1), image.width, image.height,
                     (Byte(image.head, 9) & 0x40) != 0, image.data};
  OCI_ASSIGN_OR_RETURN(const std::string picture, OnlyPicture(data, columns, rows));
  std::string head(image.head);
  head[5] = static_cast<char>(columns & 255);
  head[6] = static_cast<char>(columns >> 8);
  head[7] = static_cast<char>(rows & 255);
  head[8] = static_cast<char>(rows >> 8);
  return head + picture;
}

bool IsControl(const Block& block) {
  return block.kind == kExtension && block.label == kGraphicControl && block.data.size() == 6 &&
         block.data[0] == 4;
}

// Copies images, each with its control block, until one is damaged.
class Copier {
 public:
  Copier(const Header& header, std::string& to) : header_(header), to_(to) {}

  // False: nothing more can be copied.
  bool Add(const Block& block) {
    if (block.kind == kTrailer) return false;
    if (block.kind == kImage && !block.IsEmpty()) return AddImage(block);
    if (IsControl(block)) control_ = {block.data.data() - 2, block.data.size() + 2};
    if (IsLoop(block) && !loop_seen_) {
      loop_seen_ = true;
      to_ += "\x21\xff\x0bNETSCAPE2.0\x03\x01"sv;
      to_ += block.data.substr(14, 2);
      to_ += '\0';
    }
    return true;
  }
  int images() const { return images_; }

 private:
  bool AddImage(const Block& block) {
    const auto image = Cropped(block, header_);
    if (!image.ok()) return false;
    if (!image->empty()) {
      to_ += control_;
      to_ += *image;
      ++images_;
    }
    control_ = {};
    return true;
  }

  const Header& header_;
  std::string& to_;
  std::string_view control_;  // the control block for the next image
  bool loop_seen_ = false;
  int images_ = 0;
};

struct Survey {
  Screen screen;
  int frames = 0;
  long pixels = 0, first = 0;  // number of pixels of all frames; of the first frame
  bool colours_lack = false;   // some frame has no colour table of its own
};

Result<Survey> SurveyOf(Blocks blocks) {
  Survey survey;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const Block block, blocks.Next());
    if (block.kind == kTrailer) break;
    if (block.kind != kImage || block.IsEmpty()) continue;
    const long area = static_cast<long>(block.width) * block.height;
    if (survey.frames == 0) {
      survey.first = area;
      survey.screen = ScreenFor(blocks.head(), block);
    }
    survey.pixels += area;
    if (++survey.frames > kMaxFrames || survey.pixels > kMaxFramePixels) return Refusal::kTooLarge;
    survey.colours_lack = survey.colours_lack || !block.HasColours();
  }
  if (survey.frames == 0) return Refusal::kDamaged;
  return survey;
}

}  // namespace

Result<Header> InspectGif(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Blocks blocks, Blocks::Open(bytes));
  OCI_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(blocks));
  Header header;
  header.format = Format::kGif;
  header.width = survey.screen.width;
  header.height = survey.screen.height;
  OCI_RETURN_IF_ERROR(CheckSize(header.width, header.height));
  if (4ULL * static_cast<unsigned>(header.width) * static_cast<unsigned>(header.height) >
      kMaxUnpacked)
    return Refusal::kTooLarge;
  // The pixels of the first frame (all of them, as its rows may be interlaced), and giflib's record
  // of each frame.
  constexpr std::uint64_t kForEachFrame = 2048;
  header.memory = MemoryFor(bytes.size(), header.width,
                            static_cast<std::uint64_t>(survey.first) + MostRepacked(bytes.size()) +
                                static_cast<std::uint64_t>(survey.frames) * kForEachFrame);
  return header;
}

Result<Clean> SanitizeGif(std::string_view bytes, const Header& header) {
  OCI_ASSIGN_OR_RETURN(Blocks blocks, Blocks::Open(bytes));
  OCI_ASSIGN_OR_RETURN(const Survey survey, SurveyOf(blocks));
  Clean clean;
  clean.bytes.reserve(bytes.size() + 1024);
  clean.bytes += HeadOf(blocks.head(), header, survey.colours_lack);
  const std::size_t most = bytes.size() + MostRepacked(bytes.size());
  Copier copier(header, clean.bytes);
  for (;;) {
    OCI_ASSIGN_OR_RETURN(const Block block, blocks.Next());
    if (!copier.Add(block)) break;
    if (clean.bytes.size() > most) return Refusal::kTooLarge;
  }
  if (copier.images() == 0) return Refusal::kDamaged;
  clean.bytes += static_cast<char>(kTrailer);
  return clean;
}

}  // namespace photo
