// What a person has under way, one small row for each kind of it: changed from one version to the
// next, so that of several calls that decide by it each decides by what the others left.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"

namespace fotogal {

inline constexpr const char* kOpenUploads = "uploads";    // ids, oldest first (uploads.h)
inline constexpr const char* kExportUnderWay = "export";  // exports.h

struct UnderWay {
  nlohmann::json value;  // null: nothing
  std::string version;   // "": there is no row
};

Outcome<UnderWay> FindUnderWay(const Context& context, UserId user,
                               const char* name);  // ABSOLUTE
// Puts the value where `was` stands; false: another call was quicker. A retry whose first try was
// carried out is told true. Forgotten after a day or two.
Outcome<bool> ReplaceUnderWay(const Context& context, UserId user, const char* name,
                              nlohmann::json value, const UnderWay& was);

}  // namespace fotogal
