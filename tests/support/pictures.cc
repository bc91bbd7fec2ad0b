#include "tests/support/pictures.h"

#include <png.h>
#include <webp/encode.h>

#include <vector>

#include "photo/jpeg_writer.h"

namespace tests {
namespace {

std::vector<unsigned char> Row(int width, int y, const Bytes& bytes) {
  std::vector<unsigned char> row(static_cast<size_t>(width) * 3);
  for (size_t x = 0; x < row.size(); ++x) row[x] = bytes(static_cast<int>(x), y);
  return row;
}

}  // namespace

std::string EncodePng(int width, int height, const Bytes& bytes, const PictureOptions& options) {
  std::string encoded;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &encoded,
      [](png_structp to, png_bytep data, size_t count) {
        static_cast<std::string*>(png_get_io_ptr(to))->append(reinterpret_cast<char*>(data), count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<unsigned>(width), static_cast<unsigned>(height), 8,
               PNG_COLOR_TYPE_RGB, options.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0,
               0);
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  for (int pass = 0; pass < passes; ++pass) {
    for (int y = 0; y < height; ++y) png_write_row(png, Row(width, y, bytes).data());
  }
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return encoded;
}

std::string EncodeJpeg(int width, int height, const Bytes& bytes, const PictureOptions& options) {
  photo::JpegWriter writer(width, height, 3, JCS_RGB);
  jpeg_compress_struct& info = writer.info();
  jpeg_set_quality(&info, options.quality, TRUE);
  info.restart_in_rows = options.restart_rows;
  if (options.progressive) jpeg_simple_progression(&info);
  writer.Begin();
  for (int y = 0; y < height; ++y) writer.Row(Row(width, y, bytes).data());
  return writer.Finish();
}

std::string EncodeWebp(int width, int height, const Bytes& bytes, const PictureOptions& options) {
  std::vector<std::uint8_t> pixels;
  for (int y = 0; y < height; ++y) {
    const auto row = Row(width, y, bytes);
    for (size_t x = 0; x < row.size(); x += 3) {
      pixels.insert(pixels.end(), {row[x], row[x + 1], row[x + 2]});
      pixels.push_back(options.transparent && y >= height / 2 ? 128 : 255);
    }
  }
  std::uint8_t* encoded = nullptr;
  const size_t length =
      options.lossless ? WebPEncodeLosslessRGBA(pixels.data(), width, height, 4 * width, &encoded)
                       : WebPEncodeRGBA(pixels.data(), width, height, 4 * width,
                                        static_cast<float>(options.quality), &encoded);
  std::string file(reinterpret_cast<char*>(encoded), length);
  WebPFree(encoded);
  return file;
}

}  // namespace tests
