#include <cstddef>
#include <cstdint>

#include "local/standin/nosql/parser.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  (void)standin::nosql::Parse({reinterpret_cast<const char*>(data), size});
  return 0;
}
