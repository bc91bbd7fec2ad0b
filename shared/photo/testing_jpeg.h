// For tests: JPEGs with something put between their markers.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

#include "photo/decode_jpeg.h"
#include "photo/jpeg_segments.h"
#include "photo/testing_results.h"

namespace photo::testing {

using namespace std::string_literals;

// The whole picture as it is decoded without a warning, or nothing.
inline std::vector<std::uint8_t> StrictPixels(const std::string& jpeg) {
  Whole whole;
  if (!DecodeJpeg(jpeg, whole).ok()) return {};
  return whole.pixels.bytes;
}

inline std::size_t MarkerAt(const std::string& jpeg, unsigned marker) {
  const auto at = jpeg.find(std::string{'\xff', static_cast<char>(marker)});
  REQUIRE(at != std::string::npos);
  return at;
}
inline std::string Inserted(const std::string& jpeg, std::size_t at, const std::string& what) {
  return jpeg.substr(0, at) + what + jpeg.substr(at);
}
// Where a scan's data begin.
inline std::size_t ScanDataOf(const std::string& jpeg) {
  const auto scan = MarkerAt(jpeg, kSos);
  return scan + 2 + Big16(jpeg, scan + 2);
}
inline std::vector<std::size_t> RestartsOf(const std::string& jpeg) {
  std::vector<std::size_t> found;
  for (auto at = ScanDataOf(jpeg); at + 1 < jpeg.size(); ++at) {
    if (Byte(jpeg, at) == 0xff && Byte(jpeg, at + 1) >= kRst0 && Byte(jpeg, at + 1) <= kRst7)
      found.push_back(at);
  }
  return found;
}

}  // namespace photo::testing
