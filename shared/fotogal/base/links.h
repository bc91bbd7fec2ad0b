// Web addresses in a text: with a scheme (http, https), or a bare domain whose ending leaves no
// doubt.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "fotogal/base/text_points.h"

namespace fotogal::text {

struct Link {
  size_t end = 0;       // behind its last code point
  std::string address;  // with a scheme: of a bare domain https
};

// The link that begins at `at`.
std::optional<Link> LinkAt(std::span<const TextPoint> text, size_t at);

}  // namespace fotogal::text
