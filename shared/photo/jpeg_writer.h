// libjpeg's encoder as a class that frees it. Tests and the pictures of `fotogal demo` are written
// with it too.
#pragma once

#include <string>

#include "photo/jpeg_library.h"

namespace photo {

// Writes one JPEG: set it up, add all rows from the top, take the bytes. Throws std::bad_alloc when
// memory is lacking.
class JpegWriter {
 public:
  // Starts with libjpeg's defaults for pixels with that many bytes.
  JpegWriter(int width, int height, int channels, J_COLOR_SPACE colours);
  ~JpegWriter();
  JpegWriter(const JpegWriter&) = delete;
  JpegWriter& operator=(const JpegWriter&) = delete;

  // Change settings before Begin(); write an ICC profile after it.
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
