#include "photo/decode_webp.h"

#include <webp/decode.h>

#include <algorithm>
#include <vector>

#include "photo/interrupt.h"
#include "photo/renditions.h"
#include "photo/webp_budget.h"
#include "photo/webp_data.h"

namespace photo {
namespace {

struct Rows {
  int width = 0, height = 0, channels = 3;
  std::vector<std::uint8_t> bytes;

  const std::uint8_t* At(int y) const {
    return bytes.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width) *
                              static_cast<std::size_t>(channels);
  }
};

Result<Unit> DecodeInto(std::string_view bytes, std::uint64_t memory, bool scaled, Rows& rows) {
  WebPDecoderConfig config;
  WebPInitDecoderConfig(&config);
  rows.bytes.resize(static_cast<std::size_t>(rows.width) * static_cast<std::size_t>(rows.height) *
                    static_cast<std::size_t>(rows.channels));
  config.options.use_scaling = scaled ? 1 : 0;
  config.options.scaled_width = rows.width;
  config.options.scaled_height = rows.height;
  config.output.colorspace = rows.channels == 4 ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA = {rows.bytes.data(), rows.width * rows.channels, rows.bytes.size()};
  const WebpBudget budget(memory);
  const auto status =
      WebPDecode(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), &config);
  if (budget.was_exceeded()) return Refusal::kTooLarge;
  if (status != VP8_STATUS_OK) return Refusal::kDamaged;
  return Unit{};
}

// The picture at its place on the canvas; the rest of the canvas is transparent.
void DrawPlaced(const WebpFile& file, const Rows& rows, Canvas& canvas) {
  std::vector<std::uint8_t> row(static_cast<std::size_t>(file.width) * 4);
  canvas.Begin(file.width, file.height, 4);
  for (int y = 0; y < file.height && !Interrupted(); ++y) {
    std::fill(row.begin(), row.end(), 0);
    const int inside = y - file.picture.top;
    if (inside >= 0 && inside < rows.height)
      std::copy_n(rows.At(inside), 4 * rows.width, row.begin() + 4 * file.picture.left);
    canvas.Row(y, row.data());
  }
}

Result<Unit> DecodePlaced(const WebpFile& file, Canvas& canvas) {
  WebpFile alone{file.picture.width, file.picture.height, {}, file.picture};
  alone.picture.left = alone.picture.top = 0;
  Rows rows{alone.width, alone.height, 4, {}};
  OCI_RETURN_IF_ERROR(DecodeInto(WriteWebp(alone), WebpMemory(file.picture), false, rows));
  DrawPlaced(file, rows, canvas);
  return Unit{};
}

}  // namespace

Result<Unit> DecodeWebp(std::string_view bytes, Canvas& canvas) {
  OCI_ASSIGN_OR_RETURN(const WebpFile file, ReadWebp(bytes));
  if (file.IsPlaced()) return DecodePlaced(file, canvas);
  const int eighths = EighthsFor(file.width, file.height);
  const auto scaled = [eighths](int side) { return (side * eighths + 7) / 8; };
  Rows rows{scaled(file.width), scaled(file.height), file.picture.transparent ? 4 : 3, {}};
  OCI_RETURN_IF_ERROR(DecodeInto(bytes, WebpMemory(file.picture), eighths < 8, rows));
  canvas.Begin(rows.width, rows.height, rows.channels);
  for (int y = 0; y < rows.height && !Interrupted(); ++y) canvas.Row(y, rows.At(y));
  return Unit{};
}

}  // namespace photo
