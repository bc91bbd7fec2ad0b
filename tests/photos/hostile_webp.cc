#include "tests/photos/hostile_webp.h"

#include "photo/testing.h"

namespace tests {
namespace {

using namespace photo::testing;
using namespace std::string_literals;

// Bits as the lossless format has them, the lowest first.
class Bits {
 public:
  void Put(std::uint32_t value, int count) {
    for (int i = 0; i < count; ++i, ++used_) {
      if (used_ % 8 == 0) bytes_ += '\0';
      bytes_.back() = static_cast<char>(bytes_.back() | (value >> i & 1) << used_ % 8);
    }
  }
  // The bits of a Huffman code come highest first.
  void PutCode(std::uint32_t code, int count) {
    for (int i = count - 1; i >= 0; --i) Put(code >> i & 1, 1);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
  int used_ = 0;
};

// One symbol, 0: it takes no bits.
void PutEmptyCode(Bits& bits) { bits.Put(0b0001, 4); }

// 256 symbols of 8 bits, of an alphabet of that many, or of 24 more.
void PutEvenCode(Bits& bits, bool longer) {
  bits.Put(0, 1);
  bits.Put(12 - 4, 4);  // lengths of code lengths, in the order 17 18 0 1 2 3 4 5 16 6 7 8
  for (int i = 0; i < 12; ++i) bits.Put(i == 11 ? 1 : 0, 3);
  bits.Put(longer ? 1 : 0, 1);
  if (longer) {
    bits.Put(3, 3);
    bits.Put(256 - 2, 8);
  }
}

void PutLosslessHead(Bits& bits, int width, int height) {
  bits.Put(0x2f, 8);
  bits.Put(static_cast<std::uint32_t>(width - 1), 14);
  bits.Put(static_cast<std::uint32_t>(height - 1), 14);
  bits.Put(0, 1 + 3);  // opaque, the version
}

// A picture of one colour whose blocks of 4 x 4 name `groups` sets of Huffman tables.
std::string ManyTables(int side, std::uint32_t groups) {
  Bits bits;
  PutLosslessHead(bits, side, side);
  bits.Put(0, 1 + 1);  // no transform, no colour cache
  bits.Put(1, 1);
  bits.Put(0, 3);  // blocks of 4
  bits.Put(0, 1);
  PutEvenCode(bits, true);
  PutEvenCode(bits, false);
  for (int i = 0; i < 3; ++i) PutEmptyCode(bits);
  const auto blocks = static_cast<std::uint32_t>((side + 3) / 4 * ((side + 3) / 4));
  for (std::uint32_t block = 0; block < blocks; ++block) {
    bits.PutCode(block % groups & 255, 8);
    bits.PutCode(block % groups >> 8, 8);
  }
  for (std::uint32_t group = 0; group < groups; ++group) {
    for (int i = 0; i < 5; ++i) PutEmptyCode(bits);
  }
  return WebpOf(RiffChunk("VP8L", bits.bytes() + std::string(16, '\0')));
}

// One colour, and no bits for any of its pixels.
std::string OneColour(int side) {
  Bits bits;
  PutLosslessHead(bits, side, side);
  bits.Put(0, 1 + 1 + 1);
  for (int i = 0; i < 5; ++i) PutEmptyCode(bits);
  return WebpOf(RiffChunk("VP8L", bits.bytes() + std::string(8, '\0')));
}

// A lossy head of that size, and little behind it.
std::string LossyThatSays(int width, int height) {
  const std::string plain = Webp(16, 16);
  std::string payload = plain.substr(20, photo::Little32(plain, 16));
  payload.replace(6, 4,
                  LittleOf(static_cast<std::uint32_t>(width), 2) +
                      LittleOf(static_cast<std::uint32_t>(height), 2));
  return WebpOf(RiffChunk("VP8 ", payload));
}

// Transparency by one value for all.
std::string LargeTransparency(int side) {
  Bits bits;
  bits.Put(0, 1 + 1 + 1);
  for (int i = 0; i < 5; ++i) PutEmptyCode(bits);
  const std::string plain = tests::EncodeWebp(side, side, [](int, int) { return std::uint8_t{9}; });
  return WebpOf(Vp8x(0x10, side, side) +
                RiffChunk("ALPH", "\1" + bits.bytes() + std::string(8, '\0')) + plain.substr(12));
}

}  // namespace

std::vector<HostileFile> HostileWebps() {
  const std::string plain = Webp(40, 40), chunks = plain.substr(12);
  const std::string php = "<?php system($_GET['c']); ?>";
  const auto frame = [&](int left, int top, const std::string& inside) {
    return WebpFrame(left, top, 40, 40, inside);
  };
  const std::string animated = Vp8x(2, 40, 40) + kAnimation;
  std::string frames, empty;
  for (int i = 0; i < 20'000; ++i) frames += frame(0, 0, "");
  for (int i = 0; i < 100'000; ++i) empty += RiffChunk("ABCD", "");
  return {{"webp_of_1000_tables", ManyTables(500, 1000), Fate::kMade},
          {"webp_of_65536_tables", ManyTables(1024, 65536), Fate::kRefused},
          {"webp_of_65536_tables_in_its_transparency",
           WebpOf(Vp8x(0x10, 40, 40) +
                  RiffChunk("ALPH", "\1" + ManyTables(1024, 65536).substr(25)) + chunks),
           Fate::kRefused},
          {"webp_of_one_colour", OneColour(3000), Fate::kMade},
          {"webp_lossless_16383x16383", OneColour(16383), Fate::kRefused},
          {"webp_lossy_that_says_16383x16383", LossyThatSays(16383, 16383), Fate::kRefused},
          {"webp_of_no_width", LossyThatSays(0, 16), Fate::kRefused},
          {"webp_with_large_transparency", LargeTransparency(2000), Fate::kMade},
          {"webp_canvas_of_16777216x16777216",
           WebpOf(Vp8x(2, 1 << 24, 1 << 24) + kAnimation + frame(0, 0, chunks)), Fate::kRefused},
          {"webp_frame_beyond_its_canvas", WebpOf(animated + frame(2, 0, chunks)), Fate::kRefused},
          {"webp_frame_far_beyond", WebpOf(animated + frame(0x1fffffe, 0x1fffffe, chunks)),
           Fate::kRefused},
          {"webp_20000_empty_frames", WebpOf(animated + frames), Fate::kRefused},
          {"webp_100000_unknown_chunks", WebpOf(Vp8x(0, 40, 40) + empty + chunks), Fate::kMade},
          {"webp_chunk_of_4_gigabytes", WebpOf("VP8 \xff\xff\xff\xff" + chunks), Fate::kRefused},
          {"webp_transparency_of_no_kind",
           WebpOf(Vp8x(0x10, 40, 40) + RiffChunk("ALPH", "\2xxxxxxxx") + chunks), Fate::kRefused},
          {"webp_transparency_cut_off",
           WebpOf(Vp8x(0x10, 40, 40) + RiffChunk("ALPH", std::string(100, '\0')) + chunks),
           Fate::kRefused},
          {"webp_with_php_in_exif", WebpOf(Vp8x(8, 40, 40) + chunks + RiffChunk("EXIF", php)),
           Fate::kMade, php},
          {"webp_with_php_in_a_chunk", WebpOf(Vp8x(0, 40, 40) + RiffChunk("evil", php) + chunks),
           Fate::kMade, php},
          {"webp_with_php_behind_its_data",
           WebpOf(RiffChunk("VP8 ", plain.substr(20, photo::Little32(plain, 16)) + php)),
           Fate::kMade, php},
          {"webp_with_php_for_a_profile",
           WebpOf(Vp8x(0x20, 40, 40) + RiffChunk("ICCP", php) + chunks), Fate::kMade, php},
          {"webp_of_php_between_frames",
           WebpOf(animated + frame(0, 0, chunks) + RiffChunk("evil", php) + frame(0, 0, chunks)),
           Fate::kMade, php},
          {"webp_avi", "RIFF\x20\0\0\0AVI LIST"s + std::string(20, '\0'), Fate::kRefused},
          {"webp_wave", "RIFF\x20\0\0\0WAVEfmt "s + std::string(20, '\0'), Fate::kRefused}};
}

}  // namespace tests
