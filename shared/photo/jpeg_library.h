// Includes jpeglib.h, which needs FILE and size_t to be declared before it.
#pragma once

// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

namespace photo {

// An output_message callback that prints nothing.
inline void IgnoreText(j_common_ptr) {}

}  // namespace photo
