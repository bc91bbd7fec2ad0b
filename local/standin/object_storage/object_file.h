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

// The suffix of the latest version of an object, which may be a delete marker, and of previous
// ones.
inline constexpr char kObjectSuffix[] = ".object", kVersionSuffix[] = ".version";

struct ObjectInfo {
  std::string etag, md5;  // md5: base64; the etag is the version's id, too
  oci::HeaderList
      headers;  // stored and served with the object: content-type, cache-control, opc-meta-...
  uint64_t size = 0;
  oci::TimePoint created;
  uint64_t order = 0;      // of the versions of one name, later ones have more
  bool is_marker = false;  // a delete marker, which has no bytes
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
