#include "fotogal/images/picture.h"

#include <gif_lib.h>

#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <vector>

#include "common/files.h"
#include "tests/support/pictures.h"

using namespace fotogal;

namespace {

std::string Png(int width, int height, bool interlaced = false) {
  return tests::EncodePng(width, height, [](int, int) { return std::uint8_t{90}; },
                          {.interlaced = interlaced});
}

std::string Jpeg(int width, int height, bool progressive = false) {
  return tests::EncodeJpeg(width, height, [](int, int) { return std::uint8_t{120}; },
                           {.progressive = progressive});
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
  const auto picture = ReadPicture(bytes);
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
  const auto picture = ReadPicture(Png(7, 5));
  CHECK(picture->width == 7);
  CHECK(picture->height == 5);
}

TEST_CASE("a camera's file decodes") {
  CHECK(CodeOf(common::ReadFile(FOTOGAL_SOURCE_DIR "/.deps/camera.jpg").value_or("")) == "jpeg");
}

TEST_CASE("cut off anywhere before the end of its data, a picture is refused") {
  constexpr size_t kPngEnd = 12;  // its end chunk
  for (const auto& whole : {Png(30, 30), Jpeg(30, 30), Jpeg(30, 30, true), Gif(30, 30, 1)}) {
    const size_t data_end = whole.size() - (whole[1] == 'P' ? kPngEnd + 8 : 3);
    for (size_t length = 12; length < data_end; length += 7) {
      INFO(length << " of " << whole.size());
      CHECK(CodeOf(std::string_view(whole).substr(0, length)) == "bad_image");
    }
  }
  for (const auto& whole : {Png(30, 30), Jpeg(30, 30), Gif(30, 30, 1)})
    CHECK(CodeOf(std::string_view(whole).substr(0, whole.size() - 1)) != "bad_image");
}

TEST_CASE("what is no picture is refused by its content, not its name") {
  for (const char* text : {"", "hello", "<svg/>", "RIFF1234AVI LIST", "%PDF-1.7", "BM"}) {
    CHECK(CodeOf(text) == "unsupported_image");
  }
  CHECK(CodeOf("RIFF1234WEBPVP8 ") == "bad_image");
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
  CHECK(CodeOf(Png(30'001, 1)) == "image_too_large");
  CHECK(CodeOf(Png(1, 30'001)) == "image_too_large");
  CHECK(CodeOf(Jpeg(1, 30'001)) == "image_too_large");
  CHECK(CodeOf(Jpeg(30'000, 1)) == "jpeg");
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
