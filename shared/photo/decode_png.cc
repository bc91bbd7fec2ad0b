#include "photo/decode_png.h"

#include <png.h>

#include <cstring>
#include <new>
#include <vector>

#include "photo/interrupt.h"

namespace photo {
namespace {

void ReadBytes(png_structp png, png_bytep to, std::size_t count) {
  auto* rest = static_cast<std::string_view*>(png_get_io_ptr(png));
  if (rest->size() < count) png_error(png, "truncated");
  std::memcpy(to, rest->data(), count);
  rest->remove_prefix(count);
}
void IgnoreWarning(png_structp, png_const_charp) {}
[[noreturn]] void Fail(png_structp png, png_const_charp) { png_longjmp(png, 1); }

// How many bytes may follow the last row: the end of the compressed data, and chunk headers.
constexpr std::size_t kMostBehind = 1024;

// See decode_jpeg.cc on setjmp and longjmp.
class PngDecoder {
 public:
  explicit PngDecoder(std::string_view bytes) : rest_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, &Fail, &IgnoreWarning);
    info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
    if (info_ == nullptr) throw std::bad_alloc();
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  bool Start() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, &rest_, &ReadBytes);
    png_set_user_limits(png_, kMaxSide, kMaxSide);
    png_set_chunk_malloc_max(png_, 8 * 1024 * 1024);
    // Surplus compressed data is an error. Colour chunks are ignored here: in_srgb.h handles them.
    png_set_benign_errors(png_, 0);
    static constexpr png_byte kColours[] = "gAMA\0cHRM\0sRGB\0iCCP\0sBIT\0eXIf\0cICP\0mDCV\0cLLI";
    png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, kColours, 9);
    png_read_info(png_, info_);
    png_set_expand(png_);
    png_set_scale_16(png_);
    if ((png_get_color_type(png_, info_) & PNG_COLOR_MASK_ALPHA) != 0 ||
        png_get_valid(png_, info_, PNG_INFO_tRNS) != 0)
      png_set_gray_to_rgb(png_);
    passes_ = png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }
  bool Row(std::uint8_t* to) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_row(png_, to, nullptr);
    return true;
  }
  bool Finish() {
    if (rest_.size() > kMostBehind) return false;
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_end(png_, nullptr);
    return rest_.empty();
  }

  int width() const { return static_cast<int>(png_get_image_width(png_, info_)); }
  int height() const { return static_cast<int>(png_get_image_height(png_, info_)); }
  int channels() const { return png_get_channels(png_, info_); }
  int passes() const { return passes_; }

 private:
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::string_view rest_;
  int passes_ = 1;
};

}  // namespace

Result<Unit> DecodePng(std::string_view bytes, Canvas& canvas) {
  PngDecoder decoder(bytes);
  if (!decoder.Start()) return Refusal::kDamaged;
  const std::size_t row_bytes =
      static_cast<std::size_t>(decoder.width()) * static_cast<std::size_t>(decoder.channels());
  const bool whole = decoder.passes() > 1;
  std::vector<std::uint8_t> rows(row_bytes *
                                 (whole ? static_cast<std::size_t>(decoder.height()) : 1));
  const auto row = [&](int y) {
    return rows.data() + (whole ? row_bytes * static_cast<std::size_t>(y) : 0);
  };
  canvas.Begin(decoder.width(), decoder.height(), decoder.channels());
  for (int pass = 0; pass < decoder.passes(); ++pass) {
    for (int y = 0; y < decoder.height(); ++y) {
      if (Interrupted()) return Refusal::kCancelled;
      if (!decoder.Row(row(y))) return Refusal::kDamaged;
      if (pass + 1 == decoder.passes()) canvas.Row(y, row(y));
    }
  }
  if (!decoder.Finish()) return Refusal::kDamaged;
  return Unit{};
}

}  // namespace photo
