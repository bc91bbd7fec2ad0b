// The file of an object in a data folder: a line of JSON that describes it, then its bytes.
#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "oci/call.h"
#include "oci/http.h"

namespace standin {

inline constexpr char kObjectSuffix[] = ".object";

struct ObjectInfo {
  std::string etag, md5;  // md5: base64
  oci::HeaderList
      headers;  // stored and served with the object: content-type, cache-control, opc-meta-...
  uint64_t size = 0;
  oci::TimePoint created;
};

struct ObjectHead {
  std::string name;
  ObjectInfo info;
};

// Names may be any bytes but NUL, CR and LF, so they go as base64.
std::string ObjectHeadLine(const std::string& name, const ObjectInfo& info);
// nullopt: damaged.
std::optional<ObjectHead> ReadObjectHead(std::istream& file);
// What follows the head; nullopt: it is not what was stored (its MD5 tells). `file_size` is that of
// the whole file: no more is allocated, whatever the head says.
std::optional<std::string> ReadObjectBytes(std::istream& file, const ObjectInfo& info,
                                           std::uintmax_t file_size);

}  // namespace standin
