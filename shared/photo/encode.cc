#include "photo/encode.h"

#include <png.h>

#include <cstdlib>
#include <new>

#include "photo/interrupt.h"
#include "photo/jpeg_writer.h"
#include "photo/metadata.h"

namespace photo {
namespace {

// See FailWriting in jpeg_writer.cc.
[[noreturn]] void FailPng(png_structp, png_const_charp) { throw std::bad_alloc(); }
void IgnorePngWarning(png_structp, png_const_charp) {}

struct PngEncoder {
  png_structp png = nullptr;
  png_infop info = nullptr;

  PngEncoder() {
    png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, &FailPng, &IgnorePngWarning);
    info = png == nullptr ? nullptr : png_create_info_struct(png);
    if (info == nullptr) throw std::bad_alloc();
  }
  ~PngEncoder() { png_destroy_write_struct(&png, &info); }
  PngEncoder(const PngEncoder&) = delete;
  PngEncoder& operator=(const PngEncoder&) = delete;
};

void Append(png_structp png, png_bytep data, std::size_t count) {
  static_cast<std::string*>(png_get_io_ptr(png))
      ->append(reinterpret_cast<const char*>(data), count);
}

}  // namespace

std::string EncodeJpeg(const Pixels& pixels, int quality, const std::string& icc, Chroma chroma) {
  JpegWriter writer(pixels.width, pixels.height, pixels.channels,
                    pixels.channels == 1 ? JCS_GRAYSCALE : JCS_RGB);
  jpeg_compress_struct& info = writer.info();
  jpeg_set_quality(&info, quality, TRUE);
  if (chroma == Chroma::kWhole)
    info.comp_info[0].h_samp_factor = info.comp_info[0].v_samp_factor = 1;
  jpeg_simple_progression(&info);
  writer.Begin();
  if (ProfileFits(icc, pixels.channels)) {
    jpeg_write_icc_profile(&info, reinterpret_cast<const JOCTET*>(icc.data()),
                           static_cast<unsigned>(icc.size()));
  }
  for (int y = 0; y < pixels.height; ++y) {
    if (Interrupted()) return {};
    writer.Row(pixels.Row(y));
  }
  return writer.Finish();
}

std::string EncodePng(const Pixels& pixels, const std::string& icc) {
  std::string encoded;
  PngEncoder encoder;
  png_set_write_fn(encoder.png, &encoded, &Append, nullptr);
  png_set_IHDR(encoder.png, encoder.info, static_cast<unsigned>(pixels.width),
               static_cast<unsigned>(pixels.height), 8, PNG_COLOR_TYPE_RGBA, PNG_INTERLACE_NONE, 0,
               0);
  if (ProfileFits(icc, pixels.channels)) {
    png_set_benign_errors(encoder.png, 1);
    png_set_iCCP(encoder.png, encoder.info, "ICC", 0,
                 reinterpret_cast<const unsigned char*>(icc.data()),
                 static_cast<unsigned>(icc.size()));
  }
  png_write_info(encoder.png, encoder.info);
  for (int y = 0; y < pixels.height; ++y) {
    if (Interrupted()) return {};
    png_write_row(encoder.png, pixels.Row(y));
  }
  png_write_end(encoder.png, nullptr);
  return encoded;
}

}  // namespace photo
