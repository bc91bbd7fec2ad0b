#include "photo/header.h"

namespace photo {

std::string_view NameOf(Format format) {
  if (format == Format::kJpeg) return "jpeg";
  if (format == Format::kPng) return "png";
  return format == Format::kWebp ? "webp" : "gif";
}

}  // namespace photo
