// Reads the segments of a JPEG one by one, and finds them as libjpeg does: bytes between two
// segments are skipped up to the next marker.
#pragma once

#include "photo/header.h"

namespace photo {

enum Marker : unsigned {
  kNone = 0x00,  // the bytes have ended without an end marker
  kTem = 0x01,
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

struct Segment {
  unsigned marker = kNone;
  std::string_view payload;
  std::string_view data;  // the entropy-coded data after the header of a scan
};

bool IsFrame(unsigned marker);
bool IsTable(unsigned marker);    // true for tables that are needed to decode a scan
bool IsIgnored(unsigned marker);  // true for segments that say nothing about pixels

// Bytes that cannot be a segment are an error before the first scan; after it, they end the
// picture.
class Segments {
 public:
  explicit Segments(std::string_view bytes) : rest_(bytes.substr(2)) {}
  Result<Segment> Next();

 private:
  unsigned NextMarker();
  Result<Segment> Broken() const;
  bool IsExpected(const Segment& segment) const;
  std::string_view TakeData();

  std::string_view rest_;
  bool frame_seen_ = false, scan_seen_ = false;
};

}  // namespace photo
