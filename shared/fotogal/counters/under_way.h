// What a person has begun and not finished, one small row per kind. Each write replaces the version
// that was read, so calls that decide by such a row come one after the other.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

inline constexpr const char* kOpenUploads = "uploads";  // ids, oldest first (uploads.h)
// Of nobody: the access to all avatars (images/photo_addresses.h).
inline constexpr const char* kAvatarAccess = "avatars";
inline constexpr const char* kExportUnderWay = "export";  // exports.h

struct UnderWay {
  nlohmann::json value;  // null: nothing
  std::string version;   // "": there is no row
};

Outcome<UnderWay> FindUnderWay(const Context& context, UserId user,
                               const char* name);  // ABSOLUTE
// Replaces the value that was read as `was`; false: another call was faster. When the response to a
// first try was lost, the retry gets true. Expires after a day or two.
Outcome<bool> ReplaceUnderWay(const Context& context, UserId user, const char* name,
                              nlohmann::json value, const UnderWay& was);

}  // namespace fotogal
