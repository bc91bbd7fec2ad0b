#include "fotogal/picture.h"

#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>

#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <fstream>
#include <sstream>
#include <vector>

using namespace fotogal;

namespace {

std::string Png(int width, int height, bool interlaced = false) {
  std::string bytes;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &bytes,
      [](png_structp to, png_bytep data, size_t count) {
        static_cast<std::string*>(png_get_io_ptr(to))->append(reinterpret_cast<char*>(data), count);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<unsigned>(width), static_cast<unsigned>(height), 8,
               PNG_COLOR_TYPE_RGB, interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, 0, 0);
  png_write_info(png, info);
  const int passes = png_set_interlace_handling(png);
  std::vector<png_byte> line(static_cast<size_t>(width) * 3, 90);
  for (int i = 0; i < passes * height; ++i) png_write_row(png, line.data());
  png_write_end(png, nullptr);
  png_destroy_write_struct(&png, &info);
  return bytes;
}

std::string Jpeg(int width, int height, bool progressive = false) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long length = 0;
  jpeg_mem_dest(&info, &buffer, &length);
  info.image_width = static_cast<unsigned>(width);
  info.image_height = static_cast<unsigned>(height);
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  if (progressive) jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  std::vector<JSAMPLE> line(static_cast<size_t>(width) * 3, 120);
  JSAMPROW row = line.data();
  while (info.next_scanline < info.image_height) jpeg_write_scanlines(&info, &row, 1);
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<char*>(buffer), length);
  jpeg_destroy_compress(&info);
  free(buffer);
  return bytes;
}

std::string Gif(int width, int height, int frames) {
  std::string bytes;
  int error = 0;
  GifFileType* gif = EGifOpen(
      &bytes,
      [](GifFileType* to, const GifByteType* data, int count) {
        static_cast<std::string*>(to->UserData)
            ->append(reinterpret_cast<const char*>(data), static_cast<size_t>(count));
        return count;
      },
      &error);
  ColorMapObject* colors = GifMakeMapObject(2, nullptr);
  EGifPutScreenDesc(gif, width, height, 1, 0, colors);
  std::vector<GifPixelType> line(static_cast<size_t>(width), 0);
  for (int frame = 0; frame < frames; ++frame) {
    EGifPutImageDesc(gif, 0, 0, width, height, false, nullptr);
    for (int y = 0; y < height; ++y) EGifPutLine(gif, line.data(), width);
  }
  EGifCloseFile(gif, &error);
  GifFreeMapObject(colors);
  return bytes;
}

std::string CodeOf(std::string_view bytes) {
  const auto picture = DecodePicture(bytes);
  return picture.ok() ? picture->type : picture.error().code;
}

}  // namespace

TEST_CASE("the three types decode, whatever their flavour") {
  CHECK(CodeOf(Png(7, 5)) == "png");
  CHECK(CodeOf(Png(70, 50, true)) == "png");
  CHECK(CodeOf(Jpeg(70, 50)) == "jpeg");
  CHECK(CodeOf(Jpeg(70, 50, true)) == "jpeg");
  CHECK(CodeOf(Gif(10, 4, 1)) == "gif");
  CHECK(CodeOf(Gif(10, 4, 3)) == "gif");
  const auto picture = DecodePicture(Png(7, 5));
  CHECK(picture->width == 7);
  CHECK(picture->height == 5);
}

TEST_CASE("a camera's file decodes") {
  std::ifstream file(FOTOGAL_SOURCE_DIR "/.deps/camera.jpg", std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  CHECK(CodeOf(bytes.str()) == "jpeg");
}

TEST_CASE("cut off anywhere before its end, a picture is refused") {
  for (const auto& whole : {Png(30, 30), Jpeg(30, 30), Jpeg(30, 30, true), Gif(30, 30, 2)}) {
    for (size_t length = 12; length + 2 < whole.size(); length += 7) {
      INFO(length << " of " << whole.size());
      CHECK(CodeOf(std::string_view(whole).substr(0, length)) == "bad_image");
    }
  }
}

TEST_CASE("what is no picture is refused by its content, not its name") {
  for (const char* text : {"", "hello", "<svg/>", "RIFF1234WEBPVP8 ", "%PDF-1.7", "BM"}) {
    CHECK(CodeOf(text) == "unsupported_image");
  }
}

TEST_CASE("dimensions are refused from the header alone") {
  std::string png = Png(4, 4);
  const unsigned char huge[] = {0, 1, 0, 0, 0, 1, 0, 0};  // 65,536 x 65,536
  std::memcpy(png.data() + 16, huge, sizeof(huge));
  CHECK((CodeOf(png) == "image_too_large" ||
         CodeOf(png) == "bad_image"));  // libpng checks the CRC first
  std::string gif = Gif(4, 4, 1);
  const unsigned char wide[] = {0xff, 0xff, 0xff, 0xff};
  std::memcpy(gif.data() + 6, wide, sizeof(wide));
  CHECK(CodeOf(gif) == "image_too_large");
}

TEST_CASE("damage in the middle never crashes") {
  std::uint32_t state = 12345;
  for (const auto& whole : {Png(40, 40), Jpeg(40, 40), Jpeg(40, 40, true), Gif(40, 40, 2)}) {
    for (int round = 0; round < 300; ++round) {
      std::string damaged = whole;
      for (int i = 0; i < 3; ++i) {
        state = state * 1664525 + 1013904223;
        damaged[state % damaged.size()] = static_cast<char>(state >> 24);
      }
      const auto code = CodeOf(damaged);
      CHECK_FALSE(code.empty());
    }
  }
}
