// The file of an object in a data folder: one line of JSON that describes the object, then its
// bytes.
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

// Names may contain any bytes but NUL, CR and LF, so they are stored in base64.
std::string ObjectHeadLine(const std::string& name, const ObjectInfo& info);
// nullopt: damaged.
std::optional<ObjectHead> ReadObjectHead(std::istream& file);
// The bytes after the first line; nullopt: their MD5 is not the stored one. `file_size`: size of
// the whole file, which limits the memory whatever the description says.
std::optional<std::string> ReadObjectBytes(std::istream& file, const ObjectInfo& info,
                                           std::uintmax_t file_size);

}  // namespace standin
