#include "photo/decode.h"

#include "photo/decode_gif.h"
#include "photo/decode_jpeg.h"
#include "photo/decode_png.h"
#include "photo/decode_webp.h"

namespace photo {

Result<Unit> Decode(Format format, const Clean& clean, Canvas& canvas) {
  switch (format) {
    case Format::kJpeg:
      return DecodeJpeg(clean.bytes, canvas, clean.icc);
    case Format::kPng:
      return DecodePng(clean.bytes, canvas);
    case Format::kWebp:
      return DecodeWebp(clean.bytes, canvas);
    default:
      return DecodeGif(clean.bytes, canvas);
  }
}

}  // namespace photo
