#include "photo/decode_gif.h"

#include <gif_lib.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

#include "photo/interrupt.h"

namespace photo {
namespace {

int ReadBytes(GifFileType* gif, GifByteType* to, int count) {
  auto* rest = static_cast<std::string_view*>(gif->UserData);
  const std::size_t taken = std::min(rest->size(), static_cast<std::size_t>(count));
  std::memcpy(to, rest->data(), taken);
  rest->remove_prefix(taken);
  return static_cast<int>(taken);
}

struct Close {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

using Indices = std::vector<GifPixelType>;

// The numbers of a frame's rows in the order in which the file stores them.
std::vector<int> RowsInOrder(int height, bool interlaced) {
  std::vector<int> order;
  order.reserve(static_cast<std::size_t>(height));
  if (!interlaced) {
    for (int y = 0; y < height; ++y) order.push_back(y);
    return order;
  }
  for (const auto& [first, step] : {std::pair{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
    for (int y = first; y < height; y += step) order.push_back(y);
  }
  return order;
}

// The first frame on the whole screen of the GIF; outside of the frame the picture is transparent.
class FirstFrame {
 public:
  FirstFrame(const GifFileType& gif, int transparent, Canvas& canvas)
      : gif_(gif),
        transparent_(transparent),
        canvas_(canvas),
        row_(static_cast<std::size_t>(gif.SWidth) * 4) {
    canvas_.Begin(gif.SWidth, gif.SHeight, 4);
    for (int y = 0; y < gif.Image.Top; ++y) Empty(y);
  }
  bool Draw(int y, const GifPixelType* indices) {
    const ColorMapObject* colours =
        gif_.Image.ColorMap != nullptr ? gif_.Image.ColorMap : gif_.SColorMap;
    if (colours == nullptr) return false;
    std::fill(row_.begin(), row_.end(), 0);
    std::uint8_t* to = row_.data() + static_cast<std::size_t>(gif_.Image.Left) * 4;
    for (int x = 0; x < gif_.Image.Width; ++x, to += 4) {
      const int index = indices[x];
      if (index == transparent_) continue;
      // An index beyond the colour table is shown black.
      const GifColorType colour =
          index < colours->ColorCount ? colours->Colors[index] : GifColorType{};
      to[0] = colour.Red;
      to[1] = colour.Green;
      to[2] = colour.Blue;
      to[3] = 255;
    }
    canvas_.Row(gif_.Image.Top + y, row_.data());
    return true;
  }
  void Finish() {
    for (int y = gif_.Image.Top + gif_.Image.Height; y < gif_.SHeight; ++y) Empty(y);
  }

 private:
  void Empty(int y) {
    std::fill(row_.begin(), row_.end(), 0);
    canvas_.Row(y, row_.data());
  }
  const GifFileType& gif_;
  const int transparent_;
  Canvas& canvas_;
  std::vector<std::uint8_t> row_;
};

bool DrawFirst(GifFileType& gif, int transparent, Canvas& canvas) {
  const auto width = static_cast<std::size_t>(gif.Image.Width);
  const int height = gif.Image.Height;
  const bool whole = gif.Image.Interlace;
  Indices indices(width * (whole ? static_cast<std::size_t>(height) : 1));
  FirstFrame frame(gif, transparent, canvas);
  for (const int y : RowsInOrder(height, whole)) {
    if (Interrupted()) return false;
    GifPixelType* row = indices.data() + (whole ? width * static_cast<std::size_t>(y) : 0);
    if (DGifGetLine(&gif, row, gif.Image.Width) == GIF_ERROR) return false;
    if (!whole && !frame.Draw(y, row)) return false;
  }
  for (int y = 0; whole && y < height; ++y) {
    if (!frame.Draw(y, indices.data() + width * static_cast<std::size_t>(y))) return false;
  }
  frame.Finish();
  return true;
}

bool PassOver(GifFileType& gif, Indices& line) {
  line.resize(static_cast<std::size_t>(gif.Image.Width));
  for (int y = 0; y < gif.Image.Height && !Interrupted(); ++y) {
    if (DGifGetLine(&gif, line.data(), gif.Image.Width) == GIF_ERROR) return false;
  }
  return true;
}

// Sets the transparent index when the extension is a graphic control block.
bool ReadExtension(GifFileType& gif, int& transparent) {
  int code = 0;
  GifByteType* block = nullptr;
  if (DGifGetExtension(&gif, &code, &block) == GIF_ERROR) return false;
  GraphicsControlBlock control;
  if (code == GRAPHICS_EXT_FUNC_CODE && block != nullptr &&
      DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
    transparent = control.TransparentColor;
  while (block != nullptr) {
    if (DGifGetExtensionNext(&gif, &block) == GIF_ERROR) return false;
  }
  return true;
}

}  // namespace

Result<Unit> DecodeGif(std::string_view bytes, Canvas& canvas) {
  int error = 0;
  const std::unique_ptr<GifFileType, Close> gif(DGifOpen(&bytes, &ReadBytes, &error));
  if (gif == nullptr) return Refusal::kDamaged;
  Indices line;
  int transparent = NO_TRANSPARENT_COLOR, frames = 0;
  for (;;) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (Interrupted()) return Refusal::kCancelled;
    if (DGifGetRecordType(gif.get(), &record) == GIF_ERROR) return Refusal::kDamaged;
    if (record == TERMINATE_RECORD_TYPE) break;
    if (record == EXTENSION_RECORD_TYPE && !ReadExtension(*gif, transparent))
      return Refusal::kDamaged;
    if (record != IMAGE_DESC_RECORD_TYPE) continue;
    if (DGifGetImageDesc(gif.get()) == GIF_ERROR) return Refusal::kDamaged;
    const bool good = frames++ == 0 ? DrawFirst(*gif, transparent, canvas) : PassOver(*gif, line);
    if (!good) return Refusal::kDamaged;
  }
  if (frames == 0) return Refusal::kDamaged;
  if (frames > 1) canvas.Animated();
  return Unit{};
}

}  // namespace photo
