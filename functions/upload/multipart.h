// multipart/form-data (RFC 7578), as browsers and curl send it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fotogal::upload {

struct Part {
  std::string name;
  std::string filename;   // empty: the part is no file
  std::string_view body;  // refers to the parsed text
};

// nullopt: there is no boundary, or the body does not have the form up to its closing line.
std::optional<std::vector<Part>> ParseMultipart(std::string_view content_type,
                                                std::string_view body);

}  // namespace fotogal::upload
