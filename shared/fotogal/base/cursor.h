// Opaque list cursors: version, list and position, sealed with an HMAC. Access never rests on them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fotogal/base/problem.h"

namespace fotogal {

// list: which list the position belongs to, parameters included ("feed:<owner>"). position: any
// JSON.
std::string SealCursor(const std::string& key, std::string_view list,
                       const nlohmann::json& position);
// 400 bad_cursor: broken, of another list, or sealed with another key.
Outcome<nlohmann::json> OpenCursor(const std::string& key, std::string_view list,
                                   std::string_view cursor);

}  // namespace fotogal
