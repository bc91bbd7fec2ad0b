// Archives of exports: whatever names their entries have, the directory leads to each entry, and
// names and contents are those that were added. (tests of the folder read archives with another
// program.)
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fotogal/export/zip.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

std::size_t Number(std::string_view bytes, std::size_t at, int length) {
  Require(at + static_cast<std::size_t>(length) <= bytes.size());
  std::size_t value = 0;
  for (int i = length - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  return value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  std::vector<std::pair<std::string_view, std::string_view>> entries;  // name, content
  for (std::size_t at = 0; at < input.size() && entries.size() < 20;) {
    const auto end = std::min(input.find('\n', at), input.size());
    const auto name = input.substr(at, end - at);
    entries.emplace_back(name, input.substr(0, name.size() / 2));
    at = end + 1;
  }
  fotogal::ZipPiece piece(0);
  for (const auto& [name, content] : entries)
    piece.Add(name, content, oci::TimePoint(std::chrono::seconds(1'763'000'000)));
  const std::string& bytes = piece.bytes();
  const std::string& directory = piece.directory();
  std::size_t at = 0;
  for (const auto& [name, content] : entries) {
    Require(Number(directory, at, 4) == 0x02014b50);
    const std::size_t named = Number(directory, at + 28, 2), more = Number(directory, at + 30, 2);
    Require(named == name.size() && directory.substr(at + 46, named) == name);
    const std::size_t local = Number(directory, at + 42, 4);
    Require(Number(bytes, local, 4) == 0x04034b50 && Number(bytes, local + 26, 2) == name.size());
    const std::size_t begin = local + 30 + named + Number(bytes, local + 28, 2);
    Require(Number(bytes, local + 18, 4) == content.size());
    Require(bytes.substr(local + 30, named) == name &&
            bytes.substr(begin, content.size()) == content);
    at += 46 + named + more;
  }
  Require(at == directory.size());
  return 0;
}
