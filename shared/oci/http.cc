#include "oci/http.h"

#include <algorithm>

namespace oci {

std::string_view FindHeader(const HeaderList& headers, std::string_view name) {
  for (const auto& [header, value] : headers) {
    if (EqualNoCase(header, name)) return value;
  }
  return {};
}

void SetHeader(HeaderList& headers, std::string_view name, std::string value) {
  bool set = false;
  std::erase_if(headers, [&](auto& header) {
    if (!EqualNoCase(header.first, name)) return false;
    if (set) return true;
    header.second = std::move(value);
    set = true;
    return false;
  });
  if (!set) headers.emplace_back(name, std::move(value));
}

}  // namespace oci
