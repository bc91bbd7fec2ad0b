#include "photo/png_stream.h"

#include <zlib.h>

#include <array>
#include <new>
#include <optional>
#include <set>

#include "photo/bytes.h"
#include "photo/memory.h"
#include "photo/metadata.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr auto kSignature = "\x89PNG\r\n\x1a\n"sv;
constexpr std::size_t kFrameBytes = 12;  // length, type and checksum of a chunk

struct Chunk {
  std::string_view type, data;
};

std::uint32_t Checksum(std::string_view type_and_data) {
  return static_cast<std::uint32_t>(crc32_z(
      0, reinterpret_cast<const unsigned char*>(type_and_data.data()), type_and_data.size()));
}

class Chunks {
 public:
  explicit Chunks(std::string_view bytes) : rest_(bytes.substr(kSignature.size())) {}

  Result<Chunk> Next() {
    if (rest_.size() < kFrameBytes) return Refusal::kDamaged;
    const std::size_t length = Big32(rest_, 0);
    if (length > rest_.size() - kFrameBytes) return Refusal::kDamaged;
    if (Checksum(rest_.substr(4, length + 4)) != Big32(rest_, length + 8)) return Refusal::kDamaged;
    const Chunk chunk{rest_.substr(4, 4), rest_.substr(8, length)};
    rest_.remove_prefix(length + kFrameBytes);
    return chunk;
  }

 private:
  std::string_view rest_;
};

bool IsCritical(std::string_view type) { return (Byte(type, 0) & 0x20) == 0; }

// What the picture is, and what its colours mean.
bool IsKept(std::string_view type) {
  static constexpr std::array kKept = {"IHDR"sv, "PLTE"sv, "IDAT"sv, "IEND"sv, "tRNS"sv, "gAMA"sv,
                                       "cHRM"sv, "sRGB"sv, "sBIT"sv, "cICP"sv, "mDCV"sv, "cLLI"sv};
  for (const auto kept : kKept) {
    if (type == kept) return true;
  }
  return false;
}

struct Head {
  int width = 0, height = 0;
  bool interlaced = false;
};

Result<Head> ReadHead(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Chunk chunk, Chunks(bytes).Next());
  if (chunk.type != "IHDR"sv || chunk.data.size() != 13) return Refusal::kDamaged;
  const std::uint32_t width = Big32(chunk.data, 0), height = Big32(chunk.data, 4);
  if (width == 0 || height == 0) return Refusal::kDamaged;
  OCI_RETURN_IF_ERROR(CheckSize(width, height));
  return Head{static_cast<int>(width), static_cast<int>(height), Byte(chunk.data, 12) != 0};
}

// Follows the picture's compressed data over its chunks, to tell where they end.
class DataEnd {
 public:
  explicit DataEnd(const Header& header)
      // Nothing holds more than 16 bits in four channels, and a byte a row for each of seven
      // passes.
      : most_((8ULL * static_cast<unsigned>(header.width) + 8) *
                  static_cast<unsigned>(header.height) +
              64) {
    if (inflateInit(&stream_) != Z_OK) throw std::bad_alloc();
  }
  ~DataEnd() { inflateEnd(&stream_); }
  DataEnd(const DataEnd&) = delete;
  DataEnd& operator=(const DataEnd&) = delete;

  // How much of the chunk belongs to the picture.
  Result<std::size_t> Add(std::string_view data) {
    if (ended_) return std::size_t{0};
    std::array<Bytef, 32768> plain;
    // zlib only reads it.
    stream_.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(data.data()));
    stream_.avail_in = static_cast<uInt>(data.size());
    do {
      stream_.next_out = plain.data();
      stream_.avail_out = static_cast<uInt>(plain.size());
      const int status = inflate(&stream_, Z_NO_FLUSH);
      ended_ = status == Z_STREAM_END;
      const bool good = status == Z_OK || status == Z_BUF_ERROR || ended_;
      if (!good || stream_.total_out > most_) return Refusal::kDamaged;
    } while (!ended_ && (stream_.avail_in > 0 || stream_.avail_out == 0));
    return data.size() - stream_.avail_in;
  }
  bool ended() const { return ended_; }

 private:
  z_stream stream_{};
  const std::uint64_t most_;
  bool ended_ = false;
};

// The first `most` bytes that zlib data stand for; nullopt: more, or no zlib data.
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

// The profile of an iCCP chunk: a name, a zero, the method, zlib data. "" when it is none.
std::string ProfileOf(std::string_view data) {
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

// The chunks of this program's own making come before PLTE and IDAT.
void AppendOwn(Clean& clean, int orientation) {
  if (!clean.icc.empty()) {
    const std::string packed = Deflate(clean.icc);
    AppendChunk(clean.bytes, "iCCP", std::string("ICC\0\0"sv) + packed);
  }
  if (orientation != 1) AppendChunk(clean.bytes, "eXIf", OrientationBlock(orientation));
}

struct Extras {
  std::string icc;
  int orientation = 1;
};

Result<Extras> FindExtras(std::string_view bytes) {
  Extras extras;
  for (Chunks chunks(bytes);;) {
    OCI_ASSIGN_OR_RETURN(const Chunk chunk, chunks.Next());
    if (chunk.type == "iCCP"sv && extras.icc.empty()) extras.icc = ProfileOf(chunk.data);
    if (chunk.type == "eXIf"sv && extras.orientation == 1)
      extras.orientation = OrientationOf(chunk.data);
    if (chunk.type == "IDAT"sv || chunk.type == "IEND"sv) return extras;
  }
}

}  // namespace

Result<Header> InspectPng(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const Head head, ReadHead(bytes));
  Header header;
  header.format = Format::kPng;
  header.width = head.width;
  header.height = head.height;
  // Interlaced rows come in seven passes: the whole picture is kept till the last one, in RGBA.
  const auto whole =
      static_cast<std::uint64_t>(head.width) * static_cast<unsigned>(head.height) * 4;
  header.memory = MemoryFor(bytes.size(), head.width, head.interlaced ? whole : 0);
  OCI_ASSIGN_OR_RETURN(const Extras extras, FindExtras(bytes));
  header.orientation = extras.orientation;
  return header;
}

Result<Clean> SanitizePng(std::string_view bytes, const Header& header) {
  OCI_ASSIGN_OR_RETURN(Extras extras, FindExtras(bytes));
  Clean clean;
  clean.icc = std::move(extras.icc);
  clean.bytes.reserve(bytes.size() + bytes.size() / 16 + 1024);
  clean.bytes += kSignature;
  std::set<std::string_view> once;
  DataEnd data_end(header);
  for (Chunks chunks(bytes);;) {
    OCI_ASSIGN_OR_RETURN(const Chunk chunk, chunks.Next());
    if (!IsKept(chunk.type)) {
      if (IsCritical(chunk.type)) return Refusal::kDamaged;
      continue;
    }
    if (chunk.type == "IDAT"sv) {
      OCI_ASSIGN_OR_RETURN(const std::size_t length, data_end.Add(chunk.data));
      if (length > 0) AppendChunk(clean.bytes, chunk.type, chunk.data.substr(0, length));
      continue;
    }
    if (!once.insert(chunk.type).second) return Refusal::kDamaged;
    if (chunk.type == "IEND"sv && (!chunk.data.empty() || !data_end.ended()))
      return Refusal::kDamaged;
    // With a profile these two are not looked at, and may contradict it.
    const bool overruled = chunk.type == "sRGB"sv && !clean.icc.empty();
    if (!overruled) AppendChunk(clean.bytes, chunk.type, chunk.data);
    if (chunk.type == "IHDR"sv) AppendOwn(clean, header.orientation);
    if (chunk.type == "IEND"sv) return clean;
  }
}

}  // namespace photo
