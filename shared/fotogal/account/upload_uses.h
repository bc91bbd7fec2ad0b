// What an upload is used for is decided once, by the first request that uses it for anything.
#pragma once

#include <string>

#include "fotogal/base/ids.h"
#include "fotogal/base/problem.h"

namespace fotogal {

// Days; longer than an upload's row is kept.
inline constexpr int kUsesRemembered = 2;

// No header can contain this key, so clients' own keys are different. The content that the first
// use gives to it is what the upload is used for (idempotency.h).
inline std::string UseKey(ImageId upload) { return "\nimage of upload " + ToBase36(upload); }

inline Problem NoUpload() {
  return {404, "upload_not_found", "There is no such upload, or it has been used."};
}
inline Problem NothingPut() {
  return {409, "upload_missing", "Nothing has been put at the upload's URL yet."};
}
inline Problem UsedOtherwise() {
  return {409, "upload_used", "This upload is being used otherwise, or with other texts."};
}

}  // namespace fotogal
