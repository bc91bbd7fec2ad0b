#include "photo/encode_webp.h"

#include <webp/encode.h>

#include <algorithm>
#include <new>

#include "photo/interrupt.h"
#include "photo/metadata.h"
#include "photo/webp_file.h"

namespace photo {
namespace {

// libwebp's scale is 0 to 6: up to here each step makes the file smaller, after it only the time
// grows.
constexpr int kWebpMethod = 4;

struct WebpEncoder {
  WebPPicture picture{};
  WebPMemoryWriter written{};

  WebpEncoder() {
    WebPMemoryWriterInit(&written);
    if (WebPPictureInit(&picture) == 0) throw std::bad_alloc();
  }
  ~WebpEncoder() {
    WebPPictureFree(&picture);
    WebPMemoryWriterClear(&written);
  }
  WebpEncoder(const WebpEncoder&) = delete;
  WebpEncoder& operator=(const WebpEncoder&) = delete;
};

std::string WithProfile(std::string bytes, const std::string& icc) {
  auto file = ReadWebp(bytes);
  if (!file.ok()) throw std::bad_alloc();  // of what libwebp has just written
  file->icc = icc;
  return WriteWebp(*file);
}

}  // namespace

bool FitsWebp(const Pixels& pixels) {
  return pixels.channels == 3 && std::max(pixels.width, pixels.height) <= WEBP_MAX_DIMENSION;
}

std::string EncodeWebp(const Pixels& pixels, int quality, const std::string& icc) {
  WebPConfig config;
  if (WebPConfigInit(&config) == 0) throw std::bad_alloc();
  config.quality = static_cast<float>(quality);
  config.method = kWebpMethod;
  WebpEncoder encoder;
  WebPPicture& picture = encoder.picture;
  picture.width = pixels.width;
  picture.height = pixels.height;
  picture.writer = &WebPMemoryWrite;
  picture.custom_ptr = &encoder.written;
  picture.progress_hook = [](int, const WebPPicture*) { return Interrupted() ? 0 : 1; };
  if (WebPPictureImportRGB(&picture, pixels.bytes.data(), static_cast<int>(pixels.RowBytes())) == 0)
    throw std::bad_alloc();
  if (WebPEncode(&config, &picture) == 0) {
    if (Interrupted()) return {};
    throw std::bad_alloc();
  }
  std::string bytes(reinterpret_cast<const char*>(encoder.written.mem), encoder.written.size);
  return ProfileFits(icc, pixels.channels) ? WithProfile(std::move(bytes), icc) : bytes;
}

}  // namespace photo
