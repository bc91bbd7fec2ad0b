#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fotogal/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto picture = fotogal::DecodePicture({reinterpret_cast<const char*>(data), size});
  if (picture.ok() && (picture->width <= 0 || picture->height <= 0)) std::abort();
  return 0;
}
