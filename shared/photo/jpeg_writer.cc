#include "photo/jpeg_writer.h"

#include <cstdlib>
#include <new>

namespace photo {
namespace {

// libjpeg is built with unwind tables, so an exception may pass through its C functions; memory
// that it holds then is freed by the writer's destructor.
[[noreturn]] void FailWriting(j_common_ptr) { throw std::bad_alloc(); }

}  // namespace

JpegWriter::JpegWriter(int width, int height, int channels, J_COLOR_SPACE colours) {
  info_.err = jpeg_std_error(&errors_);
  errors_.error_exit = &FailWriting;
  jpeg_create_compress(&info_);
  jpeg_mem_dest(&info_, &buffer_, &length_);
  info_.image_width = static_cast<JDIMENSION>(width);
  info_.image_height = static_cast<JDIMENSION>(height);
  info_.input_components = channels;
  info_.in_color_space = colours;
  jpeg_set_defaults(&info_);
}

JpegWriter::~JpegWriter() {
  jpeg_destroy_compress(&info_);
  std::free(buffer_);
}

void JpegWriter::Row(const unsigned char* pixels) {
  auto* row = const_cast<unsigned char*>(pixels);  // libjpeg only reads the row
  jpeg_write_scanlines(&info_, &row, 1);
}

std::string JpegWriter::Finish() {
  jpeg_finish_compress(&info_);
  return std::string(reinterpret_cast<const char*>(buffer_), length_);
}

}  // namespace photo
