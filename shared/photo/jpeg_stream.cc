#include "photo/jpeg_stream.h"

#include <algorithm>
#include <map>

#include "photo/bytes.h"
#include "photo/memory.h"
#include "photo/metadata.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

enum Marker : unsigned {
  kSof0 = 0xc0,
  kSof1 = 0xc1,
  kSof2 = 0xc2,
  kDht = 0xc4,
  kJpg = 0xc8,
  kDac = 0xcc,
  kSof15 = 0xcf,
  kRst0 = 0xd0,
  kRst7 = 0xd7,
  kSoi = 0xd8,
  kEoi = 0xd9,
  kSos = 0xda,
  kDqt = 0xdb,
  kDnl = 0xdc,
  kDri = 0xdd,
  kApp0 = 0xe0,
  kApp1 = 0xe1,
  kApp2 = 0xe2,
  kApp14 = 0xee,
  kApp15 = 0xef,
  kCom = 0xfe
};

constexpr auto kExif = "Exif\0\0"sv, kIcc = "ICC_PROFILE\0"sv, kJfif = "JFIF\0"sv,
               kAdobe = "Adobe"sv;

struct Segment {
  unsigned marker = 0;
  std::string_view payload;
  std::string_view data;  // the entropy-coded data behind a scan's header
};

// Goes over the segments one by one; nothing may lie between them.
class Segments {
 public:
  explicit Segments(std::string_view bytes) : rest_(bytes.substr(2)) {}

  Result<Segment> Next() {
    Segment segment;
    std::size_t at = 0;
    while (at < rest_.size() && Byte(rest_, at) == 0xff) ++at;  // fill bytes are allowed
    if (at == 0 || at >= rest_.size()) return Refusal::kDamaged;
    segment.marker = Byte(rest_, at);
    rest_.remove_prefix(at + 1);
    if (segment.marker == kEoi) return segment;
    if (rest_.size() < 2) return Refusal::kDamaged;
    const std::size_t length = Big16(rest_, 0);
    if (length < 2 || length > rest_.size()) return Refusal::kDamaged;
    segment.payload = rest_.substr(2, length - 2);
    rest_.remove_prefix(length);
    if (segment.marker == kSos) segment.data = TakeData();
    return segment;
  }

 private:
  // Up to the next marker that is no restart.
  std::string_view TakeData() {
    std::size_t at = 0;
    for (;;) {
      at = std::min(rest_.find('\xff', at), rest_.size());
      if (at + 1 >= rest_.size()) break;
      const unsigned next = Byte(rest_, at + 1);
      if (next != 0 && next != 0xff && (next < kRst0 || next > kRst7)) break;
      at += next == 0xff ? 1 : 2;
    }
    at = std::min(at, rest_.size());
    const auto data = rest_.substr(0, at);
    rest_.remove_prefix(at);
    return data;
  }

  std::string_view rest_;
};

bool IsFrame(unsigned marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}
bool IsTable(unsigned marker) { return marker == kDht || marker == kDqt || marker == kDri; }
bool IsIgnored(unsigned marker) { return (marker >= kApp0 && marker <= kApp15) || marker == kCom; }

struct Frame {
  unsigned marker = 0;
  int width = 0, height = 0, components = 0;
  std::uint64_t coefficient_bytes = 0;
};

// Blocks of 64 coefficients of 2 bytes, padded to whole units, as a decoder keeps them.
Result<std::uint64_t> CoefficientBytes(std::string_view payload, const Frame& frame) {
  unsigned most_h = 1, most_v = 1;
  for (int i = 0; i < frame.components; ++i) {
    const unsigned factors = Byte(payload, 7 + 3 * static_cast<std::size_t>(i));
    const unsigned h = factors >> 4, v = factors & 15;
    if (h < 1 || h > 4 || v < 1 || v > 4) return Refusal::kDamaged;
    most_h = std::max(most_h, h);
    most_v = std::max(most_v, v);
  }
  const auto units = [](int side, unsigned most) {
    return (static_cast<std::uint64_t>(side) + 8 * most - 1) / (8 * most);
  };
  std::uint64_t blocks = 0;
  for (int i = 0; i < frame.components; ++i) {
    const unsigned factors = Byte(payload, 7 + 3 * static_cast<std::size_t>(i));
    blocks +=
        units(frame.width, most_h) * (factors >> 4) * units(frame.height, most_v) * (factors & 15);
  }
  return blocks * 128;
}

Result<Frame> ReadFrame(const Segment& segment) {
  const auto payload = segment.payload;
  if (segment.marker > kSof2) return Refusal::kUnsupported;  // lossless, arithmetic, hierarchical
  if (payload.size() < 6) return Refusal::kDamaged;
  Frame frame{segment.marker, static_cast<int>(Big16(payload, 3)),
              static_cast<int>(Big16(payload, 1)), static_cast<int>(Byte(payload, 5)), 0};
  if (Byte(payload, 0) != 8) return Refusal::kUnsupported;
  if (frame.components != 1 && frame.components != 3 && frame.components != 4)
    return Refusal::kUnsupported;
  if (payload.size() != 6 + 3 * static_cast<std::size_t>(frame.components) || frame.width == 0 ||
      frame.height == 0)
    return Refusal::kDamaged;
  OCI_RETURN_IF_ERROR(CheckSize(frame.width, frame.height));
  OCI_ASSIGN_OR_RETURN(frame.coefficient_bytes, CoefficientBytes(payload, frame));
  return frame;
}

struct Structure {
  Frame frame;
  int scans = 0;
  bool whole_in_memory = false;  // several scans: coefficients are kept till the last one
};

Result<Unit> AddSegment(Structure& structure, const Segment& segment) {
  if (IsFrame(segment.marker)) {
    if (structure.frame.marker != 0) return Refusal::kDamaged;
    OCI_ASSIGN_OR_RETURN(structure.frame, ReadFrame(segment));
  } else if (segment.marker == kSos) {
    if (structure.frame.marker == 0 || segment.payload.empty()) return Refusal::kDamaged;
    if (++structure.scans > kMaxScans) return Refusal::kTooLarge;
    if (structure.frame.marker == kSof2 ||
        static_cast<int>(Byte(segment.payload, 0)) < structure.frame.components)
      structure.whole_in_memory = true;
  } else if (segment.marker == kDac) {
    return Refusal::kUnsupported;
  } else if (!IsTable(segment.marker) && !IsIgnored(segment.marker)) {
    return Refusal::kDamaged;
  }
  return Unit{};
}

void AppendSegment(std::string& to, unsigned marker, std::string_view payload) {
  to += '\xff';
  to += static_cast<char>(marker);
  AppendBig16(to, static_cast<unsigned>(payload.size() + 2));
  to += payload;
}

// What the segments before the first scan say about the picture as a whole.
struct Preamble {
  std::string jfif, adobe;
  std::map<unsigned, std::string_view> profile;  // by number, from 1
  unsigned profile_pieces = 0;

  void Add(const Segment& segment) {
    const auto payload = segment.payload;
    if (segment.marker == kApp0 && payload.starts_with(kJfif) && payload.size() >= 14) {
      // Without the thumbnail.
      if (jfif.empty()) jfif = std::string(payload.substr(0, 12)) + std::string(2, '\0');
    } else if (segment.marker == kApp14 && payload.starts_with(kAdobe) && payload.size() >= 12) {
      if (adobe.empty()) adobe = payload.substr(0, 12);
    } else if (segment.marker == kApp2 && payload.starts_with(kIcc) && payload.size() > 14) {
      profile_pieces = Byte(payload, 13);
      profile.emplace(Byte(payload, 12), payload.substr(14));
    }
  }

  std::string Profile() const {
    std::string icc;
    if (profile.empty() || profile.size() != profile_pieces) return icc;
    if (profile.begin()->first != 1 || profile.rbegin()->first != profile_pieces) return icc;
    std::size_t length = 0;
    for (const auto& [number, piece] : profile) length += piece.size();
    if (length > kMaxProfileBytes) return icc;
    for (const auto& [number, piece] : profile) icc += piece;
    return IsProfile(icc) ? icc : std::string();
  }
};

void AppendProfile(std::string& to, std::string_view icc) {
  constexpr std::size_t kMostInOne = 65519;
  const std::size_t pieces = (icc.size() + kMostInOne - 1) / kMostInOne;
  for (std::size_t i = 0; i < pieces; ++i) {
    std::string payload(kIcc);
    payload += static_cast<char>(i + 1);
    payload += static_cast<char>(pieces);
    payload += icc.substr(i * kMostInOne, kMostInOne);
    AppendSegment(to, kApp2, payload);
  }
}

std::string Start(const Preamble& preamble, const std::string& icc, int orientation) {
  std::string start = "\xff\xd8";
  if (!preamble.jfif.empty()) AppendSegment(start, kApp0, preamble.jfif);
  if (orientation != 1)
    AppendSegment(start, kApp1, std::string(kExif) + OrientationBlock(orientation));
  AppendProfile(start, icc);
  if (!preamble.adobe.empty()) AppendSegment(start, kApp14, preamble.adobe);
  return start;
}

}  // namespace

Result<Header> InspectJpeg(std::string_view bytes) {
  Header header;
  Structure structure;
  bool exif_seen = false;
  for (Segments segments(bytes);;) {
    OCI_ASSIGN_OR_RETURN(const Segment segment, segments.Next());
    if (segment.marker == kEoi) break;
    OCI_RETURN_IF_ERROR(AddSegment(structure, segment));
    if (segment.marker == kApp1 && segment.payload.starts_with(kExif) && !exif_seen) {
      exif_seen = true;
      header.orientation = OrientationOf(segment.payload.substr(kExif.size()));
    }
  }
  if (structure.scans == 0) return Refusal::kDamaged;
  header.format = Format::kJpeg;
  header.width = structure.frame.width;
  header.height = structure.frame.height;
  header.memory = MemoryFor(bytes.size(), header.width,
                            structure.whole_in_memory ? structure.frame.coefficient_bytes : 0);
  return header;
}

Result<Clean> SanitizeJpeg(std::string_view bytes, const Header& header) {
  Preamble preamble;
  for (Segments segments(bytes);;) {
    OCI_ASSIGN_OR_RETURN(const Segment segment, segments.Next());
    if (segment.marker == kSos || segment.marker == kEoi) break;
    preamble.Add(segment);
  }
  Clean clean;
  clean.icc = preamble.Profile();
  clean.bytes.reserve(bytes.size() + 256);
  clean.bytes += Start(preamble, clean.icc, header.orientation);
  for (Segments segments(bytes);;) {
    OCI_ASSIGN_OR_RETURN(const Segment segment, segments.Next());
    if (segment.marker == kEoi) break;
    if (IsIgnored(segment.marker)) continue;
    AppendSegment(clean.bytes, segment.marker, segment.payload);
    clean.bytes += segment.data;
  }
  clean.bytes += "\xff\xd9";
  return clean;
}

}  // namespace photo
