// Reads the RIFF chunks of a WebP (RFC 9649) up to its first picture, without decoding it.
#pragma once

#include "photo/header.h"

namespace photo {

struct WebpPicture {
  int left = 0, top = 0, width = 0, height = 0;
  bool lossless = false;     // VP8L; false: VP8
  bool transparent = false;  // the format allows transparency
  // contents of the picture's chunk, and of the ALPH chunk that may accompany VP8
  std::string_view data, alpha;
};

struct WebpFile {
  int width = 0, height = 0;  // of the canvas
  std::string_view icc;
  WebpPicture picture;  // the first one of an animation

  // The picture is smaller than its canvas; only an animation says where on it.
  bool IsPlaced() const { return picture.width != width || picture.height != height; }
};

// Ignores everything after the first picture, and the length in the RIFF header.
Result<WebpFile> ReadWebp(std::string_view bytes);
// A WebP file of these parts alone.
std::string WriteWebp(const WebpFile& file);

// Both for RIFF chunks and for the compressed streams in them.
void AppendWebpChunk(std::string& to, std::string_view type, std::string_view payload);

}  // namespace photo
