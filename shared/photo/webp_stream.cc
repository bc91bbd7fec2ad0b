#include "photo/webp_stream.h"

#include "photo/memory.h"
#include "photo/renditions.h"
#include "photo/webp_data.h"

namespace photo {

Result<Header> InspectWebp(std::string_view bytes) {
  OCI_ASSIGN_OR_RETURN(const WebpFile file, ReadWebp(bytes));
  OCI_RETURN_IF_ERROR(CheckSize(file.width, file.height));
  Header header;
  header.format = Format::kWebp;
  header.width = file.width;
  header.height = file.height;
  // libwebp decodes all rows at once. A picture smaller than its canvas is first copied into a file
  // of its own.
  const auto pixels = static_cast<std::uint64_t>(file.picture.width) *
                      static_cast<std::uint64_t>(file.picture.height);
  const auto eighths = static_cast<std::uint64_t>(EighthsFor(file.width, file.height));
  const std::uint64_t rows =
      file.IsPlaced() ? 4 * pixels + bytes.size() : pixels * eighths * eighths / 16;
  header.memory =
      MemoryFor(bytes.size(), file.width, rows + bytes.size() + WebpMemory(file.picture));
  return header;
}

// EXIF is dropped with the orientation in it: browsers ignore the orientation of WebP files.
Result<Clean> SanitizeWebp(std::string_view bytes, const Header&) {
  OCI_ASSIGN_OR_RETURN(WebpFile file, ReadWebp(bytes));
  OCI_ASSIGN_OR_RETURN(file.picture, OnlyPicture(file.picture));
  Clean clean;
  clean.icc = file.icc;
  clean.bytes = WriteWebp(file);
  return clean;
}

}  // namespace photo
