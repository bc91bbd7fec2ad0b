#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "photo/photo.h"

// Whatever is made of a picture is a picture again, and stays as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto header = photo::Inspect(bytes);
  // Large ones cost the fuzzer its time.
  if (header.ok() && static_cast<long>(header->width) * header->height > 1'000'000) return 0;
  const auto made = photo::Make(bytes);
  if (!made.ok()) return 0;
  if (made->width <= 0 || made->height <= 0 || made->blurhash.empty()) std::abort();
  const auto again = photo::Make(made->original);
  if (!again.ok() || again->original != made->original) std::abort();
  if (!photo::Inspect(made->medium).ok() || !photo::Inspect(made->thumb).ok()) std::abort();
  if (!made->large.empty() && !photo::Inspect(made->large).ok()) std::abort();
  return 0;
}
