// jpeglib.h, which takes FILE and size_t to be there.
#pragma once

// clang-format off
#include <cstdio>
#include <jpeglib.h>
#include <jerror.h>
// clang-format on

namespace photo {

// An output_message that says nothing.
inline void IgnoreText(j_common_ptr) {}

}  // namespace photo
