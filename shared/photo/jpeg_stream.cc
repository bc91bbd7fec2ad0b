#include "photo/jpeg_stream.h"

#include <algorithm>
#include <array>
#include <map>

#include "photo/bytes.h"
#include "photo/jpeg_segments.h"
#include "photo/memory.h"
#include "photo/metadata.h"

namespace photo {
namespace {

using namespace std::string_view_literals;

constexpr auto kEnd = "\xff\xd9"sv;
constexpr auto kExif = "Exif\0\0"sv, kIcc = "ICC_PROFILE\0"sv, kJfif = "JFIF\0"sv,
               kAdobe = "Adobe"sv;

struct Frame {
  unsigned marker = 0;
  int width = 0, height = 0, components = 0;
  std::uint64_t coefficient_bytes = 0;
  std::string_view ids;  // component ids; one in every three bytes
};

// Memory for all coefficients as libjpeg keeps them: blocks of 64 coefficients of 2 bytes, padded
// to whole MCUs.
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
  Frame frame{segment.marker,
              static_cast<int>(Big16(payload, 3)),
              static_cast<int>(Big16(payload, 1)),
              static_cast<int>(Byte(payload, 5)),
              0,
              payload.substr(6)};
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
  Structure() {
    for (auto& component : missing_bits) component.fill(kUnknown);
  }

  static constexpr std::uint8_t kUnknown = 0xff;
  Frame frame;
  int scans = 0;
  bool whole_in_memory = false;  // several scans: libjpeg keeps all coefficients until the last one
  bool open_end = false;         // the bytes end without an end marker
  // By component and coefficient: how many low bits no scan has given yet.
  std::array<std::array<std::uint8_t, 64>, 4> missing_bits;

  bool IsProgressive() const { return frame.marker == kSof2; }
  bool IsWhole() const {
    return std::all_of(missing_bits.begin(), missing_bits.begin() + frame.components,
                       [](const auto& component) {
                         return std::ranges::all_of(component, [](auto bits) { return bits == 0; });
                       });
  }
  // Everything after the only scan of a sequential JPEG is dropped.
  bool HasEnough() const { return !IsProgressive() && scans > 0 && IsWhole(); }
};

void AddScan(Structure& structure, std::string_view payload) {
  const Frame& frame = structure.frame;
  const std::size_t count = Byte(payload, 0);
  const unsigned first = structure.IsProgressive() ? Byte(payload, 1 + 2 * count) : 0;
  const unsigned last = structure.IsProgressive() ? Byte(payload, 2 + 2 * count) : 63;
  const unsigned low = structure.IsProgressive() ? Byte(payload, 3 + 2 * count) & 15 : 0;
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < static_cast<std::size_t>(frame.components); ++c) {
      if (frame.ids[3 * c] != payload[1 + 2 * i]) continue;
      for (unsigned k = first; k <= std::min(last, 63U); ++k)
        structure.missing_bits[c][k] = static_cast<std::uint8_t>(low);
    }
  }
  if (structure.IsProgressive() || static_cast<int>(count) < frame.components)
    structure.whole_in_memory = true;
}

Result<Unit> AddSegment(Structure& structure, const Segment& segment) {
  if (IsFrame(segment.marker)) {
    OCI_ASSIGN_OR_RETURN(structure.frame, ReadFrame(segment));
  } else if (segment.marker == kSos) {
    if (segment.data.empty()) return Refusal::kDamaged;
    if (++structure.scans > kMaxScans) return Refusal::kTooLarge;
    AddScan(structure, segment.payload);
  }
  return Unit{};
}

// In a sequential frame a scan has all coefficients, whatever its header says: some cameras write
// wrong numbers there.
std::string ScanHeader(const Structure& structure, std::string_view payload) {
  std::string header(payload);
  if (!structure.IsProgressive()) header.replace(header.size() - 3, 3, "\0\x3f\0"sv);
  return header;
}

// Calls `each` for every segment that belongs to the picture, with what the segments before it have
// told.
template <class Each>
Result<Structure> Walk(std::string_view bytes, Each each) {
  Structure structure;
  Segments segments(bytes);
  while (!structure.HasEnough()) {
    OCI_ASSIGN_OR_RETURN(const Segment segment, segments.Next());
    if (segment.marker == kEoi) break;
    structure.open_end = segment.marker == kNone;
    if (structure.open_end) break;
    each(structure, segment);
    OCI_RETURN_IF_ERROR(AddSegment(structure, segment));
  }
  if (structure.HasEnough()) {
    // Are there bytes after the only scan?
    OCI_ASSIGN_OR_RETURN(const Segment next, segments.Next());
    structure.open_end = next.marker == kNone;
  }
  if (structure.scans == 0 || (structure.open_end && !structure.IsWhole()))
    return Refusal::kDamaged;
  return structure;
}

void AppendSegment(std::string& to, unsigned marker, std::string_view payload) {
  to += '\xff';
  to += static_cast<char>(marker);
  AppendBig16(to, static_cast<unsigned>(payload.size() + 2));
  to += payload;
}

// The JFIF segment without its thumbnail, with valid version and density.
std::string Jfif(std::string_view payload) {
  std::string jfif = std::string(payload.substr(0, 12)) + std::string(2, '\0');
  if (jfif[5] != 1) jfif.replace(5, 2, "\1\2"sv);
  if (Byte(jfif, 7) > 2 || Big16(jfif, 8) == 0 || Big16(jfif, 10) == 0)
    jfif.replace(7, 5, "\0\0\1\0\1"sv);
  return jfif;
}

// The Adobe segment with the colour transform that decoders assume.
std::string Adobe(std::string_view payload, int components) {
  std::string adobe(payload);
  if (components == 3 && Byte(adobe, 11) > 1) adobe[11] = 1;
  if (components == 4 && Byte(adobe, 11) != 0) adobe[11] = 2;
  return adobe;
}

// Metadata from the segments before the first scan.
struct Preamble {
  std::string jfif, adobe;
  std::map<unsigned, std::string_view> profile;  // parts of the profile by number, from 1
  unsigned profile_pieces = 0;

  void Add(const Segment& segment) {
    const auto payload = segment.payload;
    if (segment.marker == kApp0 && payload.starts_with(kJfif) && payload.size() >= 14) {
      if (jfif.empty()) jfif = Jfif(payload);
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

std::string Start(const Preamble& preamble, const std::string& icc, int orientation,
                  int components) {
  std::string start = "\xff\xd8";
  if (!preamble.jfif.empty()) AppendSegment(start, kApp0, preamble.jfif);
  if (orientation != 1)
    AppendSegment(start, kApp1, std::string(kExif) + OrientationBlock(orientation));
  AppendProfile(start, icc);
  if (!preamble.adobe.empty()) AppendSegment(start, kApp14, Adobe(preamble.adobe, components));
  return start;
}

}  // namespace

Result<Header> InspectJpeg(std::string_view bytes) {
  Header header;
  bool exif_seen = false;
  OCI_ASSIGN_OR_RETURN(
      const Structure structure, Walk(bytes, [&](const Structure&, const Segment& segment) {
        if (segment.marker != kApp1 || !segment.payload.starts_with(kExif) || exif_seen) return;
        exif_seen = true;
        header.orientation = OrientationOf(segment.payload.substr(kExif.size()));
      }));
  header.format = Format::kJpeg;
  header.width = structure.frame.width;
  header.height = structure.frame.height;
  const std::uint64_t coefficients = structure.frame.coefficient_bytes;
  header.memory =
      MemoryFor(bytes.size(), header.width, structure.whole_in_memory ? coefficients : 0);
  const std::uint64_t to_mend =
      MemoryFor(bytes.size(), header.width, coefficients + MostMended(bytes.size()));
  // With a margin: a sound JPEG must not be refused because repairing it might need too much
  // memory.
  header.mendable = to_mend <= kMaxMemory / 4 * 3;
  if (header.mendable) header.memory = to_mend;
  return header;
}

Result<Clean> SanitizeJpeg(std::string_view bytes, const Header& header) {
  Preamble preamble;
  OCI_ASSIGN_OR_RETURN(const Structure structure,
                       Walk(bytes, [&](const Structure& before, const Segment& segment) {
                         if (before.scans == 0) preamble.Add(segment);
                       }));
  Clean clean;
  clean.open_end = structure.open_end;
  clean.icc = preamble.Profile();
  clean.bytes.reserve(bytes.size() + 256);
  clean.bytes += Start(preamble, clean.icc, header.orientation, structure.frame.components);
  OCI_RETURN_IF_ERROR(Walk(bytes, [&](const Structure&, const Segment& segment) {
    if (IsIgnored(segment.marker)) return;
    const bool is_scan = segment.marker == kSos;
    AppendSegment(clean.bytes, segment.marker,
                  is_scan ? ScanHeader(structure, segment.payload) : std::string(segment.payload));
    clean.bytes += segment.data;
  }));
  clean.bytes += kEnd;
  return clean;
}

}  // namespace photo
