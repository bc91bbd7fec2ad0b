// Texts of the RFCs' examples, decoded.
#pragma once

#include <string>
#include <string_view>

#include "common/base64.h"

namespace webpush::testing {

inline std::string Decoded(std::string_view text) {
  return common::Base64UrlDecode(text).value_or("");
}

}  // namespace webpush::testing
