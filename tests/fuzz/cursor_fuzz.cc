#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fotogal/base/cursor.h"

// Nobody makes a cursor without the key.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const auto opened = fotogal::OpenCursor("a key that the fuzzer has not", "feed:1",
                                          {reinterpret_cast<const char*>(data), size});
  if (opened.ok()) std::abort();
  return 0;
}
