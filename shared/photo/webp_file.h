// A WebP as a row of RIFF chunks (RFC 9649), not decoded: where its first picture lies.
#pragma once

#include "photo/header.h"

namespace photo {

struct WebpPicture {
  int left = 0, top = 0, width = 0, height = 0;
  bool lossless = false;         // VP8L, else VP8
  bool transparent = false;      // it can be
  std::string_view data, alpha;  // the chunk's own bytes; those of ALPH, which VP8 may have
};

struct WebpFile {
  int width = 0, height = 0;  // of the canvas
  std::string_view icc;
  WebpPicture picture;  // of an animation, the first

  // Less than the canvas: only an animation says where.
  bool IsPlaced() const { return picture.width != width || picture.height != height; }
};

// What lies behind the first picture is not looked at, nor is the length that RIFF tells.
Result<WebpFile> ReadWebp(std::string_view bytes);
// The file again, of those parts alone.
std::string WriteWebp(const WebpFile& file);

// Of RIFF chunks and of the bit streams in them.
void AppendWebpChunk(std::string& to, std::string_view type, std::string_view payload);

}  // namespace photo
