#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "functions/upload/multipart.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto line = input.substr(0, input.find('\n'));
  const auto body = input.substr(line.size());
  const auto parts = fotogal::upload::ParseMultipart(line, body);
  if (!parts) return 0;
  for (const auto& part : *parts) {
    if (part.body.data() < body.data() ||
        part.body.data() + part.body.size() > body.data() + body.size())
      std::abort();
  }
  return 0;
}
