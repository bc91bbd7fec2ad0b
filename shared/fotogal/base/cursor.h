// Cursors of lists as clients get them: version, list and position, sealed with an HMAC. No
// decision about access depends on them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "fotogal/base/problem.h"

namespace fotogal {

// list: the list that the position belongs to, including its parameters ("feed:<owner>"). position:
// any JSON.
std::string SealCursor(const std::string& key, std::string_view list,
                       const nlohmann::json& position);
// 400 bad_cursor: damaged, of another list, or sealed with another key.
Outcome<nlohmann::json> OpenCursor(const std::string& key, std::string_view list,
                                   std::string_view cursor);

}  // namespace fotogal
