#include "fotogal/export/zip.h"

#include <zlib.h>

#include <algorithm>
#include <ctime>

namespace fotogal {
namespace {

constexpr std::uint64_t kMax16 = 0xFFFF, kMax32 = 0xFFFFFFFF;
constexpr std::uint16_t kZip64Version = 45;  // ZIP64
constexpr std::uint16_t kUtf8Names = 0x0800;
constexpr std::uint16_t kMadeOnUnix = 3 << 8;
constexpr std::uint32_t kPlainFile = 0100644u << 16;

void Append(std::string& to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to += static_cast<char>(value >> (8 * i));
}

std::uint32_t DosTime(oci::TimePoint moment) {
  const std::time_t time = std::chrono::system_clock::to_time_t(moment);
  std::tm utc{};
  gmtime_r(&time, &utc);
  const auto year = static_cast<std::uint32_t>(std::max(utc.tm_year - 80, 0));
  return year << 25 | static_cast<std::uint32_t>(utc.tm_mon + 1) << 21 |
         static_cast<std::uint32_t>(utc.tm_mday) << 16 |
         static_cast<std::uint32_t>(utc.tm_hour) << 11 |
         static_cast<std::uint32_t>(utc.tm_min) << 5 | static_cast<std::uint32_t>(utc.tm_sec / 2);
}

// What an entry's two headers share, from the version to the length of the name.
std::string Common(std::string_view name, std::string_view content, oci::TimePoint modified) {
  std::string common;
  Append(common, kZip64Version, 2);
  Append(common, kUtf8Names, 2);
  Append(common, 0, 2);  // stored
  Append(common, DosTime(modified), 4);
  Append(common, crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size()), 4);
  Append(common, content.size(), 4);
  Append(common, content.size(), 4);
  Append(common, name.size(), 2);
  return common;
}

}  // namespace

void ZipPiece::Add(std::string_view name, std::string_view content, oci::TimePoint modified) {
  const std::uint64_t at = offset_ + bytes_.size();
  const std::string common = Common(name, content, modified);
  Append(bytes_, 0x04034b50, 4);
  bytes_ += common;
  Append(bytes_, 0, 2);  // no extra field
  bytes_ += name;
  bytes_ += content;

  const bool far = at >= kMax32;
  Append(directory_, 0x02014b50, 4);
  Append(directory_, kMadeOnUnix | kZip64Version, 2);
  directory_ += common;
  Append(directory_, far ? 12 : 0, 2);  // extra field
  Append(directory_, 0, 2);             // comment
  Append(directory_, 0, 2);             // disk
  Append(directory_, 0, 2);             // internal attributes
  Append(directory_, kPlainFile, 4);
  Append(directory_, std::min(at, kMax32), 4);
  directory_ += name;
  if (far) {
    Append(directory_, 1, 2);
    Append(directory_, 8, 2);
    Append(directory_, at, 8);
  }
  ++entries_;
}

std::string ZipEnd(std::uint64_t directory_offset, std::uint64_t directory_size,
                   std::uint64_t entries) {
  std::string end;
  Append(end, 0x06064b50, 4);  // ZIP64 end of central directory
  Append(end, 44, 8);
  Append(end, kMadeOnUnix | kZip64Version, 2);
  Append(end, kZip64Version, 2);
  Append(end, 0, 8);  // disks
  Append(end, entries, 8);
  Append(end, entries, 8);
  Append(end, directory_size, 8);
  Append(end, directory_offset, 8);
  Append(end, 0x07064b50, 4);  // its locator
  Append(end, 0, 4);
  Append(end, directory_offset + directory_size, 8);
  Append(end, 1, 4);
  Append(end, 0x06054b50, 4);  // end of central directory
  Append(end, 0, 4);
  Append(end, std::min(entries, kMax16), 2);
  Append(end, std::min(entries, kMax16), 2);
  Append(end, std::min(directory_size, kMax32), 4);
  Append(end, std::min(directory_offset, kMax32), 4);
  Append(end, 0, 2);  // comment
  return end;
}

}  // namespace fotogal
