#include "fotogal/picture.h"

#include <gif_lib.h>
#include <jpeglib.h>
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <memory>
#include <vector>

namespace fotogal {
namespace {

Problem BadImage() { return {422, "bad_image", "The image is damaged or incomplete."}; }
Problem TooLarge() { return {422, "image_too_large", "The image has too many pixels."}; }

bool TooManyPixels(long width, long height) {
  return width <= 0 || height <= 0 || width > kMaxSide || height > kMaxSide ||
         width * height > kMaxPixels;
}

// --- JPEG
// ---------------------------------------------------------------------------------------------------------

struct JpegErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
};

void FailJpeg(j_common_ptr info) {
  std::longjmp(reinterpret_cast<JpegErrors*>(info->err)->escape, 1);
}
void IgnoreJpegText(j_common_ptr) {}
// A warning means corrupt data (level -1): what it would show is not what was taken.
void FailJpegOnWarning(j_common_ptr info, int level) {
  if (level < 0) FailJpeg(info);
}

enum class Verdict { kGood, kBad, kTooLarge };

// setjmp and longjmp skip destructors: nothing between them owns anything but the decoder, which is
// destroyed below.
Verdict ReadJpeg(jpeg_decompress_struct& info, JpegErrors& errors, std::string_view bytes) {
  if (setjmp(errors.escape) != 0) return Verdict::kBad;
  jpeg_create_decompress(&info);
  info.mem->max_memory_to_use = kMaxDecoderBytes;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  if (jpeg_read_header(&info, TRUE) != JPEG_HEADER_OK) return Verdict::kBad;
  if (TooManyPixels(info.image_width, info.image_height)) return Verdict::kTooLarge;
  // A progressive JPEG keeps two bytes a coefficient for the whole picture.
  const long coefficients = 2L * info.image_width * info.image_height * info.num_components;
  if (jpeg_has_multiple_scans(&info) && coefficients > kMaxDecoderBytes) return Verdict::kTooLarge;
  info.dct_method = JDCT_IFAST;
  jpeg_start_decompress(&info);
  JSAMPARRAY line = (*info.mem->alloc_sarray)(
      reinterpret_cast<j_common_ptr>(&info), JPOOL_IMAGE,
      info.output_width * static_cast<unsigned>(info.output_components), 1);
  while (info.output_scanline < info.output_height) jpeg_read_scanlines(&info, line, 1);
  jpeg_finish_decompress(&info);
  return Verdict::kGood;
}

Outcome<Picture> DecodeJpeg(std::string_view bytes) {
  jpeg_decompress_struct info{};
  JpegErrors errors{};
  info.err = jpeg_std_error(&errors.manager);
  errors.manager.error_exit = &FailJpeg;
  errors.manager.output_message = &IgnoreJpegText;
  errors.manager.emit_message = &FailJpegOnWarning;
  const Verdict verdict = ReadJpeg(info, errors, bytes);
  const Picture picture{"jpeg", static_cast<int>(info.image_width),
                        static_cast<int>(info.image_height)};
  jpeg_destroy_decompress(&info);
  if (verdict == Verdict::kTooLarge) return TooLarge();
  if (verdict == Verdict::kBad) return BadImage();
  return picture;
}

// --- PNG
// ----------------------------------------------------------------------------------------------------------

struct PngSource {
  std::string_view rest;
};

void ReadPngBytes(png_structp png, png_bytep to, size_t count) {
  auto* source = static_cast<PngSource*>(png_get_io_ptr(png));
  if (source->rest.size() < count) png_error(png, "truncated");
  std::memcpy(to, source->rest.data(), count);
  source->rest.remove_prefix(count);
}
void IgnorePngWarning(png_structp, png_const_charp) {}
[[noreturn]] void FailPng(png_structp png, png_const_charp) { png_longjmp(png, 1); }

Verdict ReadPng(png_structp png, png_infop info, std::vector<png_byte>& line, Picture& picture) {
  if (setjmp(png_jmpbuf(png)) != 0) return Verdict::kBad;
  png_set_user_limits(png, kMaxSide, kMaxSide);
  png_set_chunk_malloc_max(png, 8 * 1024 * 1024);
  png_read_info(png, info);
  picture.width = static_cast<int>(png_get_image_width(png, info));
  picture.height = static_cast<int>(png_get_image_height(png, info));
  if (TooManyPixels(picture.width, picture.height)) return Verdict::kTooLarge;
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, info);
  line.resize(png_get_rowbytes(png, info));
  for (int pass = 0; pass < passes; ++pass) {
    for (int y = 0; y < picture.height; ++y) png_read_row(png, line.data(), nullptr);
  }
  png_read_end(png, nullptr);
  return Verdict::kGood;
}

Outcome<Picture> DecodePng(std::string_view bytes) {
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, &FailPng, &IgnorePngWarning);
  png_infop info = png == nullptr ? nullptr : png_create_info_struct(png);
  if (info == nullptr) {
    png_destroy_read_struct(&png, nullptr, nullptr);
    return TryAgain("There was no memory to look at the image.");
  }
  PngSource source{bytes};
  png_set_read_fn(png, &source, &ReadPngBytes);
  Picture picture{"png", 0, 0};
  std::vector<png_byte> line;
  const Verdict verdict = ReadPng(png, info, line, picture);
  png_destroy_read_struct(&png, &info, nullptr);
  if (verdict == Verdict::kTooLarge) return TooLarge();
  if (verdict == Verdict::kBad) return BadImage();
  return picture;
}

// --- GIF
// ----------------------------------------------------------------------------------------------------------

int ReadGifBytes(GifFileType* gif, GifByteType* to, int count) {
  auto* rest = static_cast<std::string_view*>(gif->UserData);
  const size_t taken = std::min(rest->size(), static_cast<size_t>(count));
  std::memcpy(to, rest->data(), taken);
  rest->remove_prefix(taken);
  return static_cast<int>(taken);
}

struct CloseGif {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

bool SkipGifExtension(GifFileType* gif) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(gif, &code, &block) == GIF_ERROR) return false;
  while (block != nullptr) {
    if (DGifGetExtensionNext(gif, &block) == GIF_ERROR) return false;
  }
  return true;
}

// One frame; `budget` is the pixels that all frames together may still have.
Verdict ReadGifFrame(GifFileType* gif, std::vector<GifPixelType>& line, long& budget) {
  if (DGifGetImageDesc(gif) == GIF_ERROR) return Verdict::kBad;
  const long width = gif->Image.Width;
  const long height = gif->Image.Height;
  if (TooManyPixels(width, height)) return Verdict::kTooLarge;
  if (gif->Image.Left + width > gif->SWidth || gif->Image.Top + height > gif->SHeight)
    return Verdict::kBad;
  budget -= width * height;
  if (budget < 0) return Verdict::kTooLarge;
  line.resize(static_cast<size_t>(width));
  for (long y = 0; y < height; ++y) {
    if (DGifGetLine(gif, line.data(), static_cast<int>(width)) == GIF_ERROR) return Verdict::kBad;
  }
  return Verdict::kGood;
}

Outcome<Picture> DecodeGif(std::string_view bytes) {
  constexpr long kMaxPixelsOfAllFrames = 10 * kMaxPixels;
  int error = 0;
  const std::unique_ptr<GifFileType, CloseGif> gif(DGifOpen(&bytes, &ReadGifBytes, &error));
  if (gif == nullptr) return BadImage();
  if (TooManyPixels(gif->SWidth, gif->SHeight)) return TooLarge();
  std::vector<GifPixelType> line;
  long budget = kMaxPixelsOfAllFrames;
  int frames = 0;
  for (;;) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif.get(), &record) == GIF_ERROR) return BadImage();
    if (record == TERMINATE_RECORD_TYPE) break;
    if (record == EXTENSION_RECORD_TYPE && !SkipGifExtension(gif.get())) return BadImage();
    if (record != IMAGE_DESC_RECORD_TYPE) continue;
    const Verdict verdict = ReadGifFrame(gif.get(), line, budget);
    if (verdict == Verdict::kTooLarge) return TooLarge();
    if (verdict == Verdict::kBad) return BadImage();
    ++frames;
  }
  if (frames == 0) return BadImage();
  return Picture{"gif", gif->SWidth, gif->SHeight};
}

}  // namespace

Outcome<Picture> DecodePicture(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xff\xd8\xff"sv)) return DecodeJpeg(bytes);
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return DecodePng(bytes);
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return DecodeGif(bytes);
  return Problem(415, "unsupported_image", "Only JPEG, PNG and GIF images are taken.");
}

}  // namespace fotogal
