// multipart/form-data (RFC 7578), as browsers and curl send it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fotogal::upload {

struct Part {
  std::string name;
  std::string filename;   // empty: not a file
  std::string_view body;  // into the text that was parsed
};

// nullopt: no boundary, or the body does not follow it to its closing line.
std::optional<std::vector<Part>> ParseMultipart(std::string_view content_type,
                                                std::string_view body);

}  // namespace fotogal::upload
