#include "photo/header.h"

namespace photo {

std::string_view NameOf(Format format) {
  switch (format) {
    case Format::kJpeg:
      return "jpeg";
    case Format::kPng:
      return "png";
    case Format::kWebp:
      return "webp";
    default:
      return "gif";
  }
}

}  // namespace photo
