#include "photo/decode_jpeg.h"

#include <algorithm>
#include <csetjmp>
#include <memory>
#include <vector>

#include "photo/interrupt.h"
#include "photo/jpeg_library.h"
#include "photo/profile.h"
#include "photo/renditions.h"

namespace photo {
namespace {

struct DecodingErrors {
  jpeg_error_mgr manager;
  std::jmp_buf escape;
};

void FailDecoding(j_common_ptr info) {
  std::longjmp(reinterpret_cast<DecodingErrors*>(info->err)->escape, 1);
}
void FailDecodingWhenInterrupted(j_common_ptr info) {
  if (Interrupted()) FailDecoding(info);
}
// Level -1 is a warning about corrupt data: the decoded picture would differ from the photo that
// was taken.
void FailOnWarning(j_common_ptr info, int level) {
  if (level < 0) FailDecoding(info);
}

// longjmp skips destructors, so no object that owns anything may live between it and its setjmp.
// The decoder itself is destroyed with this object.
class JpegDecoder {
 public:
  JpegDecoder() {
    info_.err = jpeg_std_error(&errors_.manager);
    errors_.manager.error_exit = &FailDecoding;
    errors_.manager.output_message = &IgnoreText;
    errors_.manager.emit_message = &FailOnWarning;
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  bool Start(std::string_view bytes) {
    if (setjmp(errors_.escape) != 0) return false;
    jpeg_create_decompress(&info_);
    progress_.progress_monitor = &FailDecodingWhenInterrupted;
    info_.progress = &progress_;
    info_.mem->max_memory_to_use = static_cast<long>(kMaxMemory);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    if (jpeg_read_header(&info_, TRUE) != JPEG_HEADER_OK) return false;
    if (info_.num_components == 1) {
      info_.out_color_space = JCS_GRAYSCALE;
    } else {
      info_.out_color_space = info_.num_components == 4 ? JCS_CMYK : JCS_RGB;
    }
    info_.scale_num = static_cast<unsigned>(
        EighthsFor(static_cast<int>(info_.image_width), static_cast<int>(info_.image_height)));
    info_.scale_denom = 8;
    jpeg_start_decompress(&info_);
    return true;
  }
  bool Row(unsigned char* to) {
    if (setjmp(errors_.escape) != 0) return false;
    return jpeg_read_scanlines(&info_, &to, 1) == 1;
  }
  bool Finish() {
    if (setjmp(errors_.escape) != 0) return false;
    return jpeg_finish_decompress(&info_) != 0;
  }

  int width() const { return static_cast<int>(info_.output_width); }
  int height() const { return static_cast<int>(info_.output_height); }
  int channels() const { return info_.output_components; }

 private:
  jpeg_decompress_struct info_{};
  jpeg_progress_mgr progress_{};
  DecodingErrors errors_{};
};

// The simple conversion that browsers use for CMYK without a profile.
class PlainConversion : public RowConversion {
 public:
  void Convert(const std::uint8_t* cmyk, std::uint8_t* rgb, int width) const override {
    for (int x = 0; x < width; ++x, cmyk += 4, rgb += 3) {
      for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint8_t>(cmyk[c] * cmyk[3] / 255);
    }
  }
};

// From CMYK in Adobe's form, where 255 means no ink; browsers read every CMYK JPEG like this.
std::unique_ptr<RowConversion> ToRgb(std::string_view icc) {
  auto conversion = PressConversion(icc);
  return conversion != nullptr ? std::move(conversion) : std::make_unique<PlainConversion>();
}

}  // namespace

Result<Unit> DecodeJpeg(std::string_view bytes, Canvas& canvas, std::string_view icc) {
  JpegDecoder decoder;
  if (!decoder.Start(bytes)) return Refusal::kDamaged;
  const auto width = static_cast<std::size_t>(decoder.width());
  std::vector<std::uint8_t> row(width * static_cast<std::size_t>(decoder.channels()));
  const bool press = decoder.channels() == 4;
  const auto to_rgb = press ? ToRgb(icc) : nullptr;
  std::vector<std::uint8_t> rgb(press ? width * 3 : 0);
  if (press) canvas.IsSrgb();
  canvas.Begin(decoder.width(), decoder.height(), press ? 3 : decoder.channels());
  for (int y = 0; y < decoder.height(); ++y) {
    if (!decoder.Row(row.data())) return Refusal::kDamaged;
    if (press) to_rgb->Convert(row.data(), rgb.data(), decoder.width());
    canvas.Row(y, press ? rgb.data() : row.data());
  }
  if (!decoder.Finish()) return Refusal::kDamaged;
  return Unit{};
}

}  // namespace photo
