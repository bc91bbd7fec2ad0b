#include "photo/jpeg_segments.h"

#include <algorithm>

#include "photo/bytes.h"

namespace photo {
namespace {

bool StandsAlone(unsigned marker) { return marker == kTem || (marker >= kRst0 && marker <= kRst7); }

}  // namespace

bool IsFrame(unsigned marker) {
  return marker >= kSof0 && marker <= kSof15 && marker != kDht && marker != kJpg && marker != kDac;
}
bool IsTable(unsigned marker) { return marker == kDht || marker == kDqt || marker == kDri; }
bool IsIgnored(unsigned marker) {
  // DAC is for arithmetic coding only, and DNL repeats the height that is known already.
  return (marker >= kApp0 && marker <= kApp15) || marker == kCom || marker == kDac ||
         marker == kDnl;
}

Result<Segment> Segments::Next() {
  Segment segment;
  segment.marker = NextMarker();
  if (segment.marker == kNone) return Broken();
  if (segment.marker == kEoi) return segment;
  if (rest_.size() < 2) return Broken();
  const std::size_t length = Big16(rest_, 0);
  if (length > rest_.size() || (length < 2 && !IsIgnored(segment.marker))) return Broken();
  if (length >= 2) segment.payload = rest_.substr(2, length - 2);
  if (!IsExpected(segment)) return Broken();
  rest_.remove_prefix(std::max<std::size_t>(length, 2));
  frame_seen_ = frame_seen_ || IsFrame(segment.marker);
  if (segment.marker == kSos) {
    scan_seen_ = true;
    segment.data = TakeData();
  }
  return segment;
}

unsigned Segments::NextMarker() {
  for (;;) {
    rest_.remove_prefix(std::min(rest_.find('\xff'), rest_.size()));
    rest_.remove_prefix(std::min(rest_.find_first_not_of('\xff'), rest_.size()));
    if (rest_.empty()) return kNone;
    const unsigned marker = Byte(rest_, 0);
    rest_.remove_prefix(1);
    if (marker != 0 && !StandsAlone(marker)) return marker;
  }
}

Result<Segment> Segments::Broken() const {
  if (scan_seen_) return Segment{};
  return Refusal::kDamaged;
}

bool Segments::IsExpected(const Segment& segment) const {
  const auto payload = segment.payload;
  if (IsFrame(segment.marker)) return !frame_seen_;
  if (segment.marker == kSos)
    return frame_seen_ && !payload.empty() && payload.size() == 4 + 2 * Byte(payload, 0);
  return IsTable(segment.marker) || IsIgnored(segment.marker);
}

// The entropy-coded data up to the next marker that is no restart marker.
std::string_view Segments::TakeData() {
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

}  // namespace photo
