// Hashes for signatures and integrity headers, and their encodings.
#pragma once

#include <string>
#include <string_view>

#include "common/base64.h"

namespace oci {

std::string Sha256(std::string_view bytes);  // 32 raw bytes
std::string Md5(std::string_view bytes);     // 16 raw bytes; Content-MD5 and key fingerprints only

// The encodings, under the names that code of this namespace and its users write.
using common::Base64;
using common::Base64Decode;
using common::Base64Url;
using common::Base64UrlDecode;
using common::Hex;

}  // namespace oci
