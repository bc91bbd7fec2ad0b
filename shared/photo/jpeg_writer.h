// libjpeg's encoder with an owner. Tests and the pictures of `fotogal demo` write with it, too.
#pragma once

#include <string>

#include "photo/jpeg_library.h"

namespace photo {

// One JPEG: settings, then all rows from the top, then the bytes. What fails for want of memory
// throws std::bad_alloc.
class JpegWriter {
 public:
  // With libjpeg's defaults for pixels of so many bytes.
  JpegWriter(int width, int height, int channels, J_COLOR_SPACE colours);
  ~JpegWriter();
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  // Before Begin() it takes settings, behind it an ICC profile.
  jpeg_compress_struct& info() { return info_; }
  void Begin() { jpeg_start_compress(&info_, TRUE); }
  void Row(const unsigned char* pixels);
  std::string Finish();

 private:
  jpeg_compress_struct info_{};
  jpeg_error_mgr errors_{};
  unsigned char* buffer_ = nullptr;
  unsigned long length_ = 0;
};

}  // namespace photo
