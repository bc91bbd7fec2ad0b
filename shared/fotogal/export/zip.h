// Writes a ZIP archive from front to back in pieces: entries are stored uncompressed (photos would
// not become smaller), and the directory is collected until the end. APPNOTE.TXT 6.3.10, with ZIP64
// where sizes need it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace fotogal {

// A piece of an archive that begins `offset` bytes into it.
class ZipPiece {
 public:
  explicit ZipPiece(std::uint64_t offset) : offset_(offset) {}

  // name: UTF-8, slashes between folders. content: below 4 GB.
  void Add(std::string_view name, std::string_view content, oci::TimePoint modified);

  const std::string& bytes() const { return bytes_; }
  // The directory's records of this piece's entries.
  const std::string& directory() const { return directory_; }
  int entries() const { return entries_; }

 private:
  const std::uint64_t offset_;
  std::string bytes_, directory_;
  int entries_ = 0;
};

// What follows the directory, which is all pieces' records in their order.
std::string ZipEnd(std::uint64_t directory_offset, std::uint64_t directory_size,
                   std::uint64_t entries);

}  // namespace fotogal
