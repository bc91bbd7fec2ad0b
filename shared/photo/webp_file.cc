#include "photo/webp_file.h"

#include "photo/bytes.h"
#include "photo/metadata.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kRiffHead = 12, kChunkHead = 8, kFrameHead = 16;
constexpr unsigned kHasIcc = 0x20, kHasAlpha = 0x10, kIsAnimation = 0x02;

int Little24(std::string_view bytes, std::size_t at) {
  return static_cast<int>(Little16(bytes, at) | Byte(bytes, at + 2) << 16);
}
void AppendLittle(std::string& to, std::uint32_t value, int bytes) {
  for (; bytes > 0; --bytes, value >>= 8) to += static_cast<char>(value & 0xff);
}

struct WebpChunk {
  std::string_view type, payload;
};

class WebpChunks {
 public:
  explicit WebpChunks(std::string_view rest) : rest_(rest) {}

  // A chunk without a type means: no complete chunk is left.
  WebpChunk Next() {
    if (rest_.size() < kChunkHead) return {};
    const std::size_t length = Little32(rest_, 4);
    if (length > rest_.size() - kChunkHead) return {};
    const WebpChunk chunk{rest_.substr(0, 4), rest_.substr(kChunkHead, length)};
    rest_.remove_prefix(std::min(rest_.size(), kChunkHead + length + (length & 1)));
    return chunk;
  }

 private:
  std::string_view rest_;
};

// RFC 6386, 9.1: a key frame that is shown.
Result<Unit> ReadLossy(std::string_view data, WebpPicture& picture) {
  if (data.size() < 10 || (Byte(data, 0) & 1) != 0 || (Byte(data, 0) & 0x10) == 0 ||
      data.substr(3, 3) != "\x9d\x01\x2a"sv)
    return Refusal::kDamaged;
  picture.width = static_cast<int>(Little16(data, 6) & 0x3fff);
  picture.height = static_cast<int>(Little16(data, 8) & 0x3fff);
  if (picture.width == 0 || picture.height == 0) return Refusal::kDamaged;
  picture.transparent = !picture.alpha.empty();
  return Unit{};
}

Result<Unit> ReadLossless(std::string_view data, WebpPicture& picture) {
  if (data.size() < 5 || Byte(data, 0) != 0x2f || Byte(data, 4) >> 5 != 0) return Refusal::kDamaged;
  const std::uint32_t bits = Little32(data, 1);
  picture.lossless = true;
  picture.width = static_cast<int>(bits & 0x3fff) + 1;
  picture.height = static_cast<int>(bits >> 14 & 0x3fff) + 1;
  picture.transparent = (bits >> 28 & 1) != 0;
  picture.alpha = {};
  return Unit{};
}

// True when the chunk completes the picture.
Result<bool> AddPart(const WebpChunk& chunk, WebpPicture& picture) {
  if (chunk.type == "ALPH"sv && picture.alpha.empty() && chunk.payload.size() > 1)
    picture.alpha = chunk.payload;
  const bool lossless = chunk.type == "VP8L"sv;
  if (chunk.type != "VP8 "sv && !lossless) return false;
  picture.data = chunk.payload;
  OCI_RETURN_IF_ERROR(lossless ? ReadLossless(chunk.payload, picture)
                               : ReadLossy(chunk.payload, picture));
  return true;
}

Result<WebpPicture> ReadFrame(std::string_view payload) {
  if (payload.size() < kFrameHead) return Refusal::kDamaged;
  WebpPicture picture;
  WebpChunks chunks(payload.substr(kFrameHead));
  for (bool done = false; !done;) {
    const WebpChunk chunk = chunks.Next();
    if (chunk.type.empty()) return Refusal::kDamaged;
    OCI_ASSIGN_OR_RETURN(done, AddPart(chunk, picture));
  }
  picture.left = 2 * Little24(payload, 0);
  picture.top = 2 * Little24(payload, 3);
  return picture;
}

Result<WebpFile> ReadSimple(const WebpChunk& chunk) {
  WebpFile file;
  OCI_ASSIGN_OR_RETURN(const bool done, AddPart(chunk, file.picture));
  if (!done) return Refusal::kDamaged;
  file.width = file.picture.width;
  file.height = file.picture.height;
  return file;
}

Result<WebpFile> ReadExtended(std::string_view head, WebpChunks chunks) {
  if (head.size() < 10) return Refusal::kDamaged;
  WebpFile file;
  const unsigned flags = Byte(head, 0);
  file.width = Little24(head, 4) + 1;
  file.height = Little24(head, 7) + 1;
  for (bool done = false; !done;) {
    const WebpChunk chunk = chunks.Next();
    if (chunk.type.empty()) return Refusal::kDamaged;
    if (chunk.type == "ICCP"sv && (flags & kHasIcc) != 0 && file.icc.empty() &&
        IsProfile(chunk.payload))
      file.icc = chunk.payload;
    if (chunk.type == "ANMF"sv) {
      OCI_ASSIGN_OR_RETURN(file.picture, ReadFrame(chunk.payload));
      break;
    }
    OCI_ASSIGN_OR_RETURN(done, AddPart(chunk, file.picture));
    if (done && file.IsPlaced()) return Refusal::kDamaged;
  }
  const auto& picture = file.picture;
  if (picture.left + picture.width > file.width || picture.top + picture.height > file.height)
    return Refusal::kDamaged;
  return file;
}

void AppendPicture(std::string& to, const WebpPicture& picture) {
  if (!picture.alpha.empty()) AppendWebpChunk(to, "ALPH", picture.alpha);
  AppendWebpChunk(to, picture.lossless ? "VP8L" : "VP8 ", picture.data);
}

void AppendFrame(std::string& to, const WebpFile& file) {
  // Transparent background; played once.
  AppendWebpChunk(to, "ANIM", "\0\0\0\0\1\0"sv);
  std::string frame;
  const auto& picture = file.picture;
  AppendLittle(frame, static_cast<std::uint32_t>(picture.left) / 2, 3);
  AppendLittle(frame, static_cast<std::uint32_t>(picture.top) / 2, 3);
  AppendLittle(frame, static_cast<std::uint32_t>(picture.width) - 1, 3);
  AppendLittle(frame, static_cast<std::uint32_t>(picture.height) - 1, 3);
  AppendLittle(frame, 100, 3);  // milliseconds
  AppendLittle(frame, 0, 1);
  AppendPicture(frame, picture);
  AppendWebpChunk(to, "ANMF", frame);
}

std::string Extended(const WebpFile& file) {
  const bool placed = file.IsPlaced();
  const unsigned flags = (file.icc.empty() ? 0 : kHasIcc) |
                         (file.picture.transparent || placed ? kHasAlpha : 0) |
                         (placed ? kIsAnimation : 0);
  std::string head;
  AppendLittle(head, flags, 4);
  AppendLittle(head, static_cast<std::uint32_t>(file.width) - 1, 3);
  AppendLittle(head, static_cast<std::uint32_t>(file.height) - 1, 3);
  std::string body;
  AppendWebpChunk(body, "VP8X", head);
  if (!file.icc.empty()) AppendWebpChunk(body, "ICCP", file.icc);
  return body;
}

}  // namespace

void AppendWebpChunk(std::string& to, std::string_view type, std::string_view payload) {
  to += type;
  AppendLittle(to, static_cast<std::uint32_t>(payload.size()), 4);
  to += payload;
  if (payload.size() % 2 != 0) to += '\0';
}

Result<WebpFile> ReadWebp(std::string_view bytes) {
  if (bytes.size() < kRiffHead) return Refusal::kDamaged;
  WebpChunks chunks(bytes.substr(kRiffHead));
  const WebpChunk first = chunks.Next();
  if (first.type.empty()) return Refusal::kDamaged;
  return first.type == "VP8X"sv ? ReadExtended(first.payload, chunks) : ReadSimple(first);
}

std::string WriteWebp(const WebpFile& file) {
  std::string body = "WEBP";
  body.reserve(file.picture.data.size() + file.picture.alpha.size() + file.icc.size() + 256);
  if (file.IsPlaced() || !file.icc.empty() || !file.picture.alpha.empty()) body += Extended(file);
  if (file.IsPlaced()) {
    AppendFrame(body, file);
  } else {
    AppendPicture(body, file.picture);
  }
  std::string bytes;
  AppendWebpChunk(bytes, "RIFF", body);
  return bytes;
}

}  // namespace photo
