#include "tests/photos/coloured.h"

#include <zlib.h>

#include <array>
#include <cmath>

#include "photo/jpeg_writer.h"
#include "photo/testing.h"

namespace tests {
namespace {

using photo::AppendBig16;
using photo::AppendBig32;
using photo::testing::Chunk;
using namespace std::string_literals;

std::string Deflated(const std::string& plain) {
  uLongf length = compressBound(plain.size());
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length,
           reinterpret_cast<const Bytef*>(plain.data()), plain.size());
  packed.resize(length);
  return packed;
}

void AppendFixed(std::string& to, double number) {
  AppendBig32(to,
              static_cast<std::uint32_t>(static_cast<std::int32_t>(std::lround(number * 65536))));
}
std::string Xyz(double x, double y, double z) {
  std::string tag = "XYZ \0\0\0\0"s;
  for (const double number : {x, y, z}) AppendFixed(tag, number);
  return tag;
}
std::string Power(double gamma) {
  std::string tag = "curv\0\0\0\0"s;
  AppendBig32(tag, 1);
  AppendBig16(tag, static_cast<unsigned>(std::lround(gamma * 256)));
  return tag;
}
const std::string kDescription = "desc\0\0\0\0\0\0\0\x02x\0"s + std::string(78, '\0');
const std::string kCopyright = "text\0\0\0\0x\0"s;

// A version 2 profile, "prtr" or "mntr".
std::string ProfileOf(const std::string& use, const std::string& space, const std::string& between,
                      std::vector<std::pair<std::string, std::string>> tags) {
  tags.insert(tags.begin(),
              {{"desc", kDescription}, {"cprt", kCopyright}, {"wtpt", Xyz(0.9642, 1, 0.8249)}});
  std::string table, data;
  AppendBig32(table, static_cast<std::uint32_t>(tags.size()));
  const std::size_t start = 128 + 4 + 12 * tags.size();
  for (auto& [name, tag] : tags) {
    table += name;
    AppendBig32(table, static_cast<std::uint32_t>(start + data.size()));
    AppendBig32(table, static_cast<std::uint32_t>(tag.size()));
    data += tag + std::string((4 - tag.size() % 4) % 4, '\0');
  }
  std::string head;
  AppendBig32(head, static_cast<std::uint32_t>(start + data.size()));
  head += "\0\0\0\0\x02\x40\0\0"s + use + space + between + std::string(12, '\0') + "acsp";
  head.resize(68, '\0');
  for (const double number : {0.9642, 1.0, 0.8249}) AppendFixed(head, number);
  head.resize(128, '\0');
  return head + table + data;
}

using Lab = std::array<double, 3>;
using Mix = Lab (*)(const std::array<double, 4>&);

// A table of five grid points for each of `inputs` channels.
std::string Table(int inputs, Mix mix) {
  constexpr int kPoints = 5;
  std::string tag = "mft2\0\0\0\0"s;
  tag += Stored({inputs, 3, kPoints, 0});
  for (int i = 0; i < 9; ++i) AppendFixed(tag, i % 4 == 0 ? 1 : 0);
  AppendBig16(tag, 2);
  AppendBig16(tag, 2);
  const auto straight = [&](int channels) {
    for (int i = 0; i < channels; ++i) tag += "\0\0\xff\xff"s;
  };
  straight(inputs);
  const int all = static_cast<int>(std::pow(kPoints, inputs));
  for (int point = 0; point < all; ++point) {
    std::array<double, 4> amounts{};
    for (int i = inputs - 1, rest = point; i >= 0; --i, rest /= kPoints)
      amounts[static_cast<std::size_t>(i)] = rest % kPoints / (kPoints - 1.0);
    const Lab lab = mix(amounts);
    AppendBig16(tag, static_cast<unsigned>(std::lround(lab[0] * 652.8)));
    AppendBig16(tag, static_cast<unsigned>(std::lround((lab[1] + 128) * 256)));
    AppendBig16(tag, static_cast<unsigned>(std::lround((lab[2] + 128) * 256)));
  }
  straight(3);
  return tag;
}

}  // namespace

std::string Gama(std::uint32_t gamma) {
  std::string data;
  AppendBig32(data, gamma);
  return data;
}
std::string Chrm(std::initializer_list<std::uint32_t> points) {
  std::string data;
  for (const auto point : points) AppendBig32(data, point);
  return data;
}
std::string Iccp(const std::string& icc) { return "a\0\0"s + Deflated(icc); }
std::string Stored(std::initializer_list<int> bytes) {
  std::string data;
  for (const int byte : bytes) data += static_cast<char>(byte);
  return data;
}

std::string Encode(const FlatPng& png) {
  std::string head, row(1, '\0'), rows;
  AppendBig32(head, static_cast<std::uint32_t>(png.width));
  AppendBig32(head, static_cast<std::uint32_t>(png.height));
  head += Stored({png.depth, png.colour_type, 0, 0, 0});
  const int stored = png.depth < 8 ? png.width * png.depth / 8 : png.width;
  for (int x = 0; x < stored; ++x) row += png.pixel;
  const std::size_t count = static_cast<std::size_t>(png.width) * 4;
  for (int y = 0; y < png.height; ++y) rows += png.rows ? row + png.rows(count) : row;
  std::string bytes = "\x89PNG\r\n\x1a\n" + Chunk("IHDR", head);
  for (const auto& [type, data] : png.chunks) bytes += Chunk(type, data);
  return bytes + Chunk("IDAT", Deflated(rows)) + Chunk("IEND", "");
}

std::string Encode(const FlatJpeg& jpeg) {
  const auto channels = static_cast<int>(jpeg.pixel.size());
  photo::JpegWriter writer(jpeg.width, jpeg.height, channels,
                           channels == 1   ? JCS_GRAYSCALE
                           : channels == 3 ? JCS_RGB
                                           : JCS_CMYK);
  jpeg_compress_struct& info = writer.info();
  if (jpeg.pixel.size() == 4) jpeg_set_colorspace(&info, jpeg.turned ? JCS_YCCK : JCS_CMYK);
  if (jpeg.pixel.size() == 3 && !jpeg.turned) jpeg_set_colorspace(&info, JCS_RGB);
  if (jpeg.pixel.size() == 4) info.write_Adobe_marker = jpeg.adobe ? TRUE : FALSE;
  jpeg_set_quality(&info, 98, TRUE);
  writer.Begin();
  if (!jpeg.icc.empty()) {
    jpeg_write_icc_profile(&info, reinterpret_cast<const JOCTET*>(jpeg.icc.data()),
                           static_cast<unsigned>(jpeg.icc.size()));
  }
  std::string row;
  for (int x = 0; x < jpeg.width; ++x) row += jpeg.pixel;
  for (int y = 0; y < jpeg.height; ++y)
    writer.Row(reinterpret_cast<const unsigned char*>(row.data()));
  return writer.Finish();
}

std::string RgbProfile(Gamut gamut, double gamma) {
  // Columns of red, green and blue in XYZ under D50.
  static constexpr double kColumns[3][9] = {
      {0.4361, 0.2225, 0.0139, 0.3851, 0.7169, 0.0971, 0.1431, 0.0606, 0.7139},
      {0.5151, 0.2412, -0.0011, 0.2919, 0.6922, 0.0419, 0.1572, 0.0666, 0.7841},
      {0.6097, 0.3111, 0.0195, 0.2053, 0.6257, 0.0609, 0.1492, 0.0632, 0.7446}};
  const double* c = kColumns[static_cast<int>(gamut)];
  return ProfileOf("mntr", "RGB ", "XYZ ",
                   {{"rXYZ", Xyz(c[0], c[1], c[2])},
                    {"gXYZ", Xyz(c[3], c[4], c[5])},
                    {"bXYZ", Xyz(c[6], c[7], c[8])},
                    {"rTRC", Power(gamma)},
                    {"gTRC", Power(gamma)},
                    {"bTRC", Power(gamma)}});
}

std::string GreyProfile(double gamma) {
  return ProfileOf("mntr", "GRAY", "XYZ ", {{"kTRC", Power(gamma)}});
}

std::string PressProfile() {
  return ProfileOf(
      "prtr", "CMYK", "Lab ",
      {{"A2B0", Table(4, [](const auto& ink) -> Lab {
          const double paper = 1 - 0.9 * ink[3];
          return {95 * paper * (1 - 0.45 * ink[0]) * (1 - 0.5 * ink[1]) * (1 - 0.1 * ink[2]),
                  (-30 * ink[0] + 60 * ink[1]) * paper,
                  (-40 * ink[0] - 5 * ink[1] + 80 * ink[2] + 4) * paper};
        })}});
}

std::string TableProfile(std::size_t length) {
  return ProfileOf(
      "mntr", "RGB ", "Lab ",
      {{"A2B0", Table(3,
                      [](const auto& light) -> Lab {
                        const double most = (light[0] + light[1] + light[2]) / 3;
                        return {100 * most, 60 * (light[0] - light[1]), 60 * (light[1] - light[2])};
                      })},
       {"targ", "text\0\0\0\0"s + std::string(length, 'x')}});
}

}  // namespace tests
