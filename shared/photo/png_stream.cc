#include "photo/png_stream.h"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <span>
#include <vector>

#include "photo/bytes.h"
#include "photo/memory.h"
#include "photo/metadata.h"
#include "photo/png_data.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t kFrameBytes = 12;  // length, type and checksum of a chunk

struct PngChunk {
  std::string_view type, data;
  bool sound = true;  // its checksum is right

  bool IsAnEnd() const { return type.empty() || type == "IEND"sv; }
};

std::uint32_t Checksum(std::string_view type_and_data) {
  return static_cast<std::uint32_t>(crc32_z(
      0, reinterpret_cast<const unsigned char*>(type_and_data.data()), type_and_data.size()));
}

class PngChunks {
 public:
  explicit PngChunks(std::string_view bytes) : rest_(bytes.substr(kSignature.size())) {}

  // A chunk without a type means: no complete chunk is left.
  PngChunk Next() {
    if (rest_.size() < kFrameBytes) return {};
    const std::size_t length = Big32(rest_, 0);
    if (length > rest_.size() - kFrameBytes) return {};
    const PngChunk chunk{rest_.substr(4, 4), rest_.substr(8, length),
                         Checksum(rest_.substr(4, length + 4)) == Big32(rest_, length + 8)};
    rest_.remove_prefix(length + kFrameBytes);
    return chunk;
  }

 private:
  std::string_view rest_;
};

bool IsCritical(std::string_view type) { return (Byte(type, 0) & 0x20) == 0; }

enum ColourType : unsigned { kGrey = 0, kRgb = 2, kPalette = 3, kGreyAlpha = 4, kRgbAlpha = 6 };

struct Head {
  int width = 0, height = 0;
  unsigned depth = 0, colour_type = 0;
  bool interlaced = false;

  unsigned Channels() const {
    switch (colour_type) {
      case kRgb:
        return 3;
      case kGreyAlpha:
        return 2;
      case kRgbAlpha:
        return 4;
      default:
        return 1;
    }
  }
};

// Size of all rows after decompression, each with its filter byte.
std::uint64_t UnpackedBytes(const Head& head) {
  struct Pass {
    int x, y, step_x, step_y;
  };
  static constexpr Pass kWhole[] = {{0, 0, 1, 1}};
  static constexpr Pass kAdam7[] = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4},
                                    {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}};
  const std::span<const Pass> passes = head.interlaced ? std::span<const Pass>(kAdam7) : kWhole;
  std::uint64_t bytes = 0;
  for (const auto& [x, y, step_x, step_y] : passes) {
    const auto columns = static_cast<std::uint64_t>((head.width - x + step_x - 1) / step_x);
    const auto rows = static_cast<std::uint64_t>((head.height - y + step_y - 1) / step_y);
    if (columns > 0) bytes += rows * (1 + (columns * head.Channels() * head.depth + 7) / 8);
  }
  return bytes;
}

Result<Head> ReadHead(std::string_view bytes) {
  const PngChunk chunk = PngChunks(bytes).Next();
  if (chunk.type != "IHDR"sv || chunk.data.size() != 13 || !chunk.sound) return Refusal::kDamaged;
  const std::uint32_t width = Big32(chunk.data, 0), height = Big32(chunk.data, 4);
  if (width == 0 || height == 0) return Refusal::kDamaged;
  OCI_RETURN_IF_ERROR(CheckSize(width, height));
  const Head head{static_cast<int>(width), static_cast<int>(height), Byte(chunk.data, 8),
                  Byte(chunk.data, 9), Byte(chunk.data, 12) != 0};
  if (UnpackedBytes(head) > kMaxUnpacked) return Refusal::kTooLarge;
  return head;
}

// Inflates zlib data; nullopt: it is no zlib data, or gives more than `most` bytes.
std::optional<std::string> Inflate(std::string_view packed, std::size_t most) {
  std::string plain(most + 1, '\0');
  uLongf length = plain.size();
  uLong taken = packed.size();
  if (uncompress2(reinterpret_cast<Bytef*>(plain.data()), &length,
                  reinterpret_cast<const Bytef*>(packed.data()), &taken) != Z_OK ||
      length > most)
    return std::nullopt;
  plain.resize(length);
  return plain;
}

std::string Deflate(std::string_view plain) {
  uLongf length = compressBound(plain.size());
  std::string packed(length, '\0');
  if (compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
                reinterpret_cast<const Bytef*>(plain.data()), plain.size(),
                Z_BEST_COMPRESSION) != Z_OK)
    return {};
  packed.resize(length);
  return packed;
}

// The profile in an iCCP chunk (a name, a zero, the method, zlib data); "" when there is none.
std::string UnpackedProfile(std::string_view data) {
  const auto name_end = data.find('\0');
  if (name_end == std::string_view::npos || name_end > 79 || name_end + 2 > data.size()) return {};
  const auto icc = Inflate(data.substr(name_end + 2), kMaxProfileBytes);
  return icc && IsProfile(*icc) ? *icc : std::string();
}

void AppendChunk(std::string& to, std::string_view type, std::string_view data) {
  AppendBig32(to, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = to.size();
  to += type;
  to += data;
  AppendBig32(to, Checksum(std::string_view(to).substr(start)));
}

// Appends the chunks that come before PLTE and IDAT: profile and orientation.
void AppendOwn(Clean& clean, int orientation) {
  if (!clean.icc.empty()) {
    const std::string packed = Deflate(clean.icc);
    AppendChunk(clean.bytes, "iCCP", std::string("ICC\0\0"sv) + packed);
  }
  if (orientation != 1) AppendChunk(clean.bytes, "eXIf", OrientationBlock(orientation));
}

bool IsSignificantBits(const Head& head, std::string_view data) {
  const unsigned most = head.colour_type == kPalette ? 8 : head.depth;
  const unsigned count = head.colour_type == kPalette ? 3 : head.Channels();
  return data.size() == count && std::ranges::all_of(data, [most](char bits) {
           return bits > 0 && static_cast<unsigned char>(bits) <= most;
         });
}

// True for a valid chunk about colours.
bool IsColour(const Head& head, const PngChunk& chunk) {
  const auto& [type, data, sound] = chunk;
  if (!sound) return false;
  if (type == "gAMA"sv) return data.size() == 4 && Big32(data, 0) > 0;
  if (type == "cHRM"sv) return data.size() == 32;
  if (type == "sRGB"sv) return data.size() == 1 && Byte(data, 0) < 4;
  if (type == "sBIT"sv) return IsSignificantBits(head, data);
  // Only RGB: Chromium does not show PNGs whose cICP has another matrix.
  if (type == "cICP"sv) return data.size() == 4 && Byte(data, 2) == 0;
  if (type == "mDCV"sv) return data.size() == 24;
  if (type == "cLLI"sv) return data.size() == 8;
  return false;
}

// The chunks before IDAT that are kept: the first of each type with a right checksum.
struct Extras {
  std::string icc;
  int orientation = 1;
  std::vector<PngChunk> colours;
  std::string_view palette, transparent;  // PLTE, tRNS

  bool Has(std::string_view type) const {
    return std::ranges::any_of(colours, [&](const PngChunk& chunk) { return chunk.type == type; });
  }
};

// The palette without entries that no pixel can use, and without an incomplete last entry.
Result<std::string_view> PaletteOf(const Head& head, const PngChunk& chunk) {
  const std::size_t entries = chunk.data.size() / 3;
  if (!chunk.sound || entries == 0 || entries > 256) return Refusal::kDamaged;
  if (head.colour_type == kPalette)
    return chunk.data.substr(0, 3 * std::min<std::size_t>(entries, 1U << head.depth));
  const bool may = head.colour_type == kRgb || head.colour_type == kRgbAlpha;
  return may && chunk.data.size() % 3 == 0 ? chunk.data : std::string_view();
}

std::string_view TransparencyOf(const Head& head, const Extras& extras, const PngChunk& chunk) {
  switch (head.colour_type) {
    case kGrey:
      return chunk.data.size() == 2 ? chunk.data : std::string_view();
    case kRgb:
      return chunk.data.size() == 6 ? chunk.data : std::string_view();
    case kPalette:  // a tRNS before the palette does not count
      return chunk.data.substr(0, extras.palette.size() / 3);
    default:
      return {};
  }
}

Result<Unit> AddExtra(Extras& extras, const Head& head, const PngChunk& chunk) {
  if (chunk.type == "PLTE"sv) {
    if (!extras.palette.empty()) return Refusal::kDamaged;
    OCI_ASSIGN_OR_RETURN(extras.palette, PaletteOf(head, chunk));
  } else if (IsCritical(chunk.type)) {
    return Refusal::kDamaged;
  } else if (!chunk.sound) {
    return Unit{};
  } else if (chunk.type == "iCCP"sv && extras.icc.empty()) {
    extras.icc = UnpackedProfile(chunk.data);
  } else if (chunk.type == "eXIf"sv && extras.orientation == 1) {
    extras.orientation = OrientationOf(chunk.data);
  } else if (chunk.type == "tRNS"sv && extras.transparent.empty()) {
    extras.transparent = TransparencyOf(head, extras, chunk);
  } else if (IsColour(head, chunk) && !extras.Has(chunk.type)) {
    extras.colours.push_back(chunk);
  }
  return Unit{};
}

Result<Extras> FindExtras(std::string_view bytes, const Head& head) {
  Extras extras;
  PngChunks chunks(bytes);
  chunks.Next();  // the header
  for (;;) {
    const PngChunk chunk = chunks.Next();
    if (chunk.IsAnEnd()) return Refusal::kDamaged;
    if (chunk.type == "IDAT"sv) return extras;
    OCI_RETURN_IF_ERROR(AddExtra(extras, head, chunk));
  }
}

// Copies IDAT unchanged when it contains exactly the rows; otherwise (kOdd) the rows must be
// compressed again.
enum class Copied { kAll, kOdd };
Result<Copied> CopyData(std::string_view bytes, std::uint64_t unpacked, std::string& to) {
  DataEnd data_end(unpacked);
  PngChunks chunks(bytes);
  while (!data_end.ended()) {
    const PngChunk chunk = chunks.Next();
    if (chunk.IsAnEnd()) return Copied::kOdd;
    if (chunk.type != "IDAT"sv) continue;
    if (!chunk.sound) return Refusal::kDamaged;
    const auto length = data_end.Add(chunk.data);
    if (!length) return Copied::kOdd;
    if (*length > 0) AppendChunk(to, chunk.type, chunk.data.substr(0, *length));
  }
  return data_end.is_whole() ? Copied::kAll : Copied::kOdd;
}

Result<Unit> RepackData(std::string_view bytes, std::uint64_t unpacked, std::string& to) {
  constexpr std::size_t kInOne = 32768;
  const std::size_t most = to.size() + MostRepacked(bytes.size());
  Repacker repacker(unpacked);
  std::string packed;
  PngChunks chunks(bytes);
  while (!repacker.ended()) {
    const PngChunk chunk = chunks.Next();
    const bool is_data = chunk.type == "IDAT"sv;
    if (chunk.IsAnEnd() || (is_data && !chunk.sound)) return Refusal::kDamaged;
    if (is_data && !repacker.Add(chunk.data, packed)) return Refusal::kDamaged;
    if (packed.size() < kInOne && !repacker.ended()) continue;
    AppendChunk(to, "IDAT", packed);
    packed.clear();
    if (to.size() > most) return Refusal::kTooLarge;
  }
  return Unit{};
}

}  // namespace

Result<Header> InspectPng(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Head head, ReadHead(bytes));
  Header header;
  header.format = Format::kPng;
  header.width = head.width;
  header.height = head.height;
  // An interlaced picture comes in seven passes: all pixels are kept as RGBA until the last one.
  const auto whole =
      static_cast<std::uint64_t>(head.width) * static_cast<unsigned>(head.height) * 4;
  header.memory = MemoryFor(bytes.size(), head.width,
                            (head.interlaced ? whole : 0) + MostRepacked(bytes.size()));
  OCI_ASSIGN_OR_RETURN(const Extras extras, FindExtras(bytes, head));
  header.orientation = extras.orientation;
  return header;
}

Result<Clean> SanitizePng(std::string_view bytes, const Header& header) {
  OCI_ASSIGN_OR_RETURN(const Head head, ReadHead(bytes));
  OCI_ASSIGN_OR_RETURN(Extras extras, FindExtras(bytes, head));
  Clean clean;
  clean.icc = std::move(extras.icc);
  clean.bytes.reserve(bytes.size() + bytes.size() / 16 + 1024);
  clean.bytes += bytes.substr(0, kSignature.size() + kFrameBytes + 13);
  AppendOwn(clean, header.orientation);
  for (const auto& chunk : extras.colours) {
    // An sRGB chunk may contradict the profile: with a profile it is ignored.
    const bool overruled = chunk.type == "sRGB"sv && !clean.icc.empty();
    if (!overruled) AppendChunk(clean.bytes, chunk.type, chunk.data);
  }
  if (!extras.palette.empty()) AppendChunk(clean.bytes, "PLTE", extras.palette);
  if (!extras.transparent.empty()) AppendChunk(clean.bytes, "tRNS", extras.transparent);
  const std::size_t before = clean.bytes.size();
  const std::uint64_t unpacked = UnpackedBytes(head);
  OCI_ASSIGN_OR_RETURN(const Copied copied, CopyData(bytes, unpacked, clean.bytes));
  if (copied == Copied::kOdd) {
    clean.bytes.resize(before);
    OCI_RETURN_IF_ERROR(RepackData(bytes, unpacked, clean.bytes));
  }
  AppendChunk(clean.bytes, "IEND", {});
  return clean;
}

}  // namespace photo
