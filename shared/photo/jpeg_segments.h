// A JPEG's segments one by one, found as libjpeg finds them: what lies between two of them is
// passed over up to the next mark.
#pragma once

#include "photo/header.h"

namespace photo {

enum Marker : unsigned {
  kNone = 0x00,  // no segment any more, and no end mark either
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
  std::string_view data;  // the entropy-coded data behind a scan's header
};

bool IsFrame(unsigned marker);
bool IsTable(unsigned marker);    // what a scan is decoded with
bool IsIgnored(unsigned marker);  // tells nothing about pixels

// What cannot be a segment is an error before the first scan; behind it, it ends the picture.
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
