// A pre-authenticated request (PAR) of Object Storage that opens all objects of a folder for
// reading: an author's photos, whose access is kept in the author's row, or the avatars.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace fotogal {

struct PhotoAccess {
  std::string id, secret;  // empty: none
  std::int64_t until = 0;  // milliseconds since 1970
  // Former ones that may still open the folder: when each ends, by id.
  std::map<std::string, std::int64_t> former;
  NLOHMANN_DEFINE_TYPE_INTRUSIVE_WITH_DEFAULT(PhotoAccess, id, secret, until, former)
};

}  // namespace fotogal
