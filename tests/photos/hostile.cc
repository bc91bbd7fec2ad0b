#include "tests/photos/hostile.h"

#include "photo/metadata.h"
#include "photo/photo.h"
#include "photo/testing.h"
#include "tests/photos/hostile_webp.h"

namespace tests {
namespace {

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

struct Named {
  std::string name, bytes;
};

std::string Deflated(const std::string& plain) {
  uLongf length = compressBound(plain.size());
  std::string packed(length, '\0');
  compress2(reinterpret_cast<Bytef*>(packed.data()), &length,
            reinterpret_cast<const Bytef*>(plain.data()), plain.size(), 9);
  packed.resize(length);
  return packed;
}

std::string Head(std::uint32_t width, std::uint32_t height, char depth = 8, char type = 2,
                 char interlace = 0) {
  std::string data;
  AppendBig32(data, width);
  AppendBig32(data, height);
  data += depth;
  data += type;
  data += "\0\0"s;
  data += interlace;
  return data;
}

std::string PngOf(const std::string& head, const std::string& chunks) {
  return "\x89PNG\r\n\x1a\n" + Chunk("IHDR", head) + chunks + Chunk("IEND", "");
}

// All zero, as many bytes as the picture needs.
std::string ZeroPng(std::uint32_t width, std::uint32_t height, char depth, char type) {
  const std::size_t row = 1 + (static_cast<std::size_t>(width) * static_cast<unsigned>(depth) *
                                   (type == 6   ? 4
                                    : type == 2 ? 3
                                                : 1) +
                               7) /
                                  8;
  return PngOf(Head(width, height, depth, type),
               Chunk("IDAT", Deflated(std::string(row * height, '\0'))));
}

std::vector<Named> Whole() {
  return {{"jpeg", Jpeg(61, 43)},
          {"jpeg_progressive", Jpeg(61, 43, {.progressive = true})},
          {"png", Png(61, 43)},
          {"png_interlaced", Png(61, 43, {.interlaced = true})},
          {"gif", Gif()},
          {"gif_animated", Gif("\x21\xf9\x04\x04\x0a\0\0\0"s, 9)},
          {"webp", Webp(61, 43)},
          {"webp_lossless", Webp(61, 43, {.lossless = true})},
          {"webp_transparent", Webp(61, 43, {.transparent = true})}};
}

class Collection {
 public:
  void Add(std::string name, std::string bytes, Fate fate, std::string secret = {}) {
    files_.push_back({std::move(name), std::move(bytes), fate, std::move(secret)});
  }
  std::vector<HostileFile> Take() { return std::move(files_); }

 private:
  std::vector<HostileFile> files_;
};

// An animated GIF is its images up to the cut; of the others, the picture has to be there.
Fate FateOfCut(const std::string& name, unsigned percent) {
  if (name == "gif_animated") return percent < 25 ? Fate::kRefused : Fate::kMade;
  const bool is_whole = percent == 99 && (name.starts_with("png") || name == "gif");
  return is_whole ? Fate::kMade : Fate::kRefused;
}

void AddTruncated(Collection& files) {
  for (const auto& [name, bytes] : Whole()) {
    for (const unsigned percent : {5, 10, 25, 50, 75, 90, 99})
      files.Add(name + "_cut_at_" + std::to_string(percent) + "_percent",
                bytes.substr(0, bytes.size() * percent / 100), FateOfCut(name, percent));
    // Of a WebP, it may be the last of the picture's.
    files.Add(name + "_without_its_last_byte", bytes.substr(0, bytes.size() - 1),
              name.starts_with("webp") ? Fate::kEither : Fate::kMade);
    files.Add(name + "_without_its_first_byte", bytes.substr(1), Fate::kRefused);
  }
}

void AddSpoilt(Collection& files, std::uint32_t seed) {
  std::uint32_t state = seed;
  const auto next = [&state](std::size_t below) {
    state = state * 1664525 + 1013904223;
    return (state >> 8) % below;
  };
  for (const auto& [name, whole] : Whole()) {
    for (int round = 0; round < 25; ++round) {
      std::string bytes = whole;
      for (int i = 0; i <= round % 4; ++i)
        bytes[next(bytes.size())] ^= static_cast<char>(1 << next(8));
      files.Add(name + "_bits_flipped_" + std::to_string(round), bytes, Fate::kEither);
    }
    for (int round = 0; round < 5; ++round) {
      std::string bytes = whole;
      bytes.erase(next(bytes.size()), 1 + next(9));
      files.Add(name + "_bytes_lost_" + std::to_string(round), bytes, Fate::kEither);
    }
  }
}

std::string SizedJpeg(unsigned width, unsigned height, bool progressive = false) {
  std::string bytes = Jpeg(16, 16, {.progressive = progressive}), sides;
  AppendBig16(sides, height);
  AppendBig16(sides, width);
  return bytes.replace(bytes.find(progressive ? "\xff\xc2" : "\xff\xc0") + 5, 4, sides);
}

void AddSizes(Collection& files) {
  files.Add("jpeg_65535x65535", SizedJpeg(65535, 65535), Fate::kRefused);
  files.Add("jpeg_progressive_65535x65535", SizedJpeg(65535, 65535, true), Fate::kRefused);
  files.Add("jpeg_of_30001_columns", SizedJpeg(30001, 16), Fate::kRefused);
  files.Add("jpeg_of_no_height", SizedJpeg(16, 0), Fate::kRefused);
  files.Add("jpeg_of_no_width", SizedJpeg(0, 16), Fate::kRefused);
  files.Add("jpeg_that_says_50_megapixels", SizedJpeg(10000, 5000), Fate::kRefused);
  files.Add("jpeg_progressive_that_says_50_megapixels", SizedJpeg(10000, 5000, true),
            Fate::kRefused);
  const struct {
    const char* name;
    std::uint32_t width, height;
  } sizes[] = {{"2147483647x2147483647", 0x7fffffff, 0x7fffffff},
               {"4294967295x1", 0xffffffff, 1},
               {"65536x65536", 65536, 65536},
               {"30001x1", 30001, 1},
               {"1x30001", 1, 30001},
               {"10000x5001", 10000, 5001},
               {"0x0", 0, 0},
               {"1x0", 1, 0}};
  for (const auto& [name, width, height] : sizes)
    files.Add(std::string("png_") + name, PngOf(Head(width, height), Chunk("IDAT", Deflated("x"))),
              Fate::kRefused);
  files.Add("gif_65535x65535", Gif({}, 1, 65535, 65535), Fate::kRefused);
  for (const int side : {0, 1})  // less than its image
    files.Add("gif_of_side_" + std::to_string(side), Gif({}, 1, side, side), Fate::kMade);
  files.Add("gif_screen_of_50_megapixels", Gif({}, 1, 25000, 2000), Fate::kMade);
}

void AddBombs(Collection& files) {
  files.Add("png_50_megapixels_of_nothing", ZeroPng(10000, 5000, 1, 0), Fate::kMade);
  files.Add("png_50_megapixels_of_16_bit_rgba", ZeroPng(10000, 5000, 16, 6), Fate::kMade);
  files.Add("png_30000_wide", ZeroPng(30000, 1600, 8, 2), Fate::kMade);
  files.Add("png_data_without_end",
            PngOf(Head(8, 8), Chunk("IDAT", Deflated(std::string(200'000'000, '\0')))),
            Fate::kMade);
  const std::string gigabyte = Deflated(std::string(500'000'000, '\0'));
  files.Add("png_profile_bomb", WithChunk(Png(9, 9), "iCCP", "x\0\0"s + gigabyte), Fate::kMade);
  files.Add("png_text_bomb", WithChunk(Png(9, 9), "zTXt", "x\0\0"s + gigabyte), Fate::kMade);
  std::string chunks;
  for (int i = 0; i < 100'000; ++i) chunks += Chunk("tEXt", "a");
  files.Add("png_100000_text_chunks",
            PngOf(Head(1, 1, 8, 0), chunks + Chunk("IDAT", Deflated("\0\0"s))), Fate::kMade);
  files.Add(
      "jpeg_50_megapixels_progressive",
      EncodeJpeg(10000, 5000, [](int, int) { return std::uint8_t{7}; }, {.progressive = true}),
      Fate::kMade);
  std::string scans = Jpeg(16, 16, {.progressive = true});
  const auto scan = scans.rfind("\xff\xda");
  const std::string last = scans.substr(scan, scans.size() - 2 - scan);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += last;
  files.Add("jpeg_5000_scans", scans.insert(scan, many), Fate::kRefused);
  std::string segments = Jpeg(9, 9);
  std::string comments;
  for (int i = 0; i < 200'000; ++i) comments += Segment(0xfe, "");
  files.Add("jpeg_200000_comments", segments.insert(2, comments), Fate::kMade);
  files.Add("gif_5000_frames", Gif({}, kMaxFrames), Fate::kMade);
  files.Add("gif_5001_frames", Gif({}, kMaxFrames + 1), Fate::kRefused);
  std::string wide = Gif({}, 200, 5000, 5000);  // frames that fill the screen, with data for none
  for (auto at = wide.find("\x2c\0\0\0\0\x02"s); at != std::string::npos;
       at = wide.find("\x2c\0\0\0\0\x02"s, at + 1))
    wide.replace(at + 5, 4, "\x88\x13\x88\x13");
  files.Add("gif_200_frames_of_25_megapixels", wide, Fate::kRefused);
}

void AddPolyglots(Collection& files) {
  const std::string php = "<?php system($_GET['c']); ?>", js = "*/=alert(1)/*",
                    html = "<html><script>alert(1)</script>",
                    zip =
                        "PK\x03\x04"
                        "evil.sh",
                    pdf = "%PDF-1.4 evil";
  for (const auto& [name, bytes] : Whole()) {
    files.Add(name + "_with_php_behind_it", bytes + php, Fate::kMade, php);
    files.Add(name + "_with_a_zip_behind_it", bytes + zip, Fate::kMade, zip);
    files.Add(name + "_with_a_pdf_behind_it", bytes + pdf, Fate::kMade, pdf);
    files.Add(name + "_with_another_of_it_behind", bytes + bytes, Fate::kMade);
    files.Add(name + "_with_html_before_it", html + bytes, Fate::kRefused);
  }
  const std::string jpeg = Jpeg(30, 30), png = Png(30, 30);
  files.Add("jpeg_with_php_in_a_comment", WithSegment(jpeg, 0xfe, php), Fate::kMade, php);
  files.Add("jpeg_with_html_in_exif", WithSegment(jpeg, 0xe1, "Exif\0\0"s + Exif(3) + html),
            Fate::kMade, html);
  files.Add("jpeg_with_a_zip_in_app9", WithSegment(jpeg, 0xe9, zip), Fate::kMade, zip);
  files.Add("jpeg_with_js_in_jfif", WithSegment(jpeg, 0xe0, "JFIF\0"s + js + js), Fate::kEither,
            js);
  files.Add("png_with_php_in_text", WithChunk(png, "tEXt", "a\0"s + php), Fate::kMade, php);
  files.Add("png_with_html_in_a_private_chunk", WithChunk(png, "prVt", html), Fate::kMade, html);
  files.Add("png_with_php_in_a_palette", WithChunk(png, "PLTE", php + "!!"), Fate::kEither);
  files.Add("png_with_js_in_its_data",
            png.substr(0, png.size() - 12) + Chunk("IDAT", js) + png.substr(png.size() - 12),
            Fate::kMade, js);
  files.Add("gif_with_js_in_a_comment", Gif("\x21\xfe\x0d"s + js + "\0"s), Fate::kMade, js);
  files.Add("gif_with_xmp", Gif("\x21\xff\x0bXMP DataXMP\x04<x/>\0"s), Fate::kMade, "<x/>");
  files.Add("gif_with_js_for_a_size", "GIF89a/*" + Gif().substr(8) + js, Fate::kEither, js);
}

void AddWrongTypes(Collection& files) {
  const std::pair<const char*, std::string> others[] = {
      {"empty", ""},
      {"one_byte", "\xff"},
      {"text", "hello"},
      {"svg", "<svg onload='alert(1)'/>"},
      {"html", "<!doctype html>"},
      {"webp", "RIFF\x10\0\0\0WEBPVP8 "s},
      {"bmp", "BM1234567890"},
      {"tiff", "II*\0\x08\0\0\0"s},
      {"tiff_big", "MM\0*\0\0\0\x08"s},
      {"pdf", "%PDF-1.7\n"},
      {"zip", "PK\x03\x04"},
      {"elf",
       "\x7f"
       "ELF\x02\x01\x01"},
      {"mp4",
       "\0\0\0\x18"
       "ftypmp42"s},
      {"heic",
       "\0\0\0\x18"
       "ftypheic"s},
      {"avif",
       "\0\0\0\x18"
       "ftypavif"s},
      {"jpeg_2000", "\0\0\0\x0cjP  \r\n\x87\n"s},
      {"jxl", "\xff\x0a"},
      {"ico", "\0\0\x01\0\x01\0"s},
      {"psd", "8BPS\0\x01"s},
      {"ppm", "P6 1 1 255 abc"},
      {"xbm", "#define a_width 1"},
      {"mvg", "push graphic-context\nimage over 0,0 0,0 'https://evil.example/x'"},
      {"msl", "<image><read filename='/etc/passwd'/></image>"},
      {"mng", "\x8aMNG\r\n\x1a\n"},
      {"jng", "\x8bJNG\r\n\x1a\n"},
      {"script", "#!/bin/sh\nid"},
      {"nul", std::string(5000, '\0')},
      {"jpeg_signature", "\xff\xd8\xff"},
      {"jpeg_start_and_end", "\xff\xd8\xff\xd9"},
      {"png_signature", "\x89PNG\r\n\x1a\n"},
      {"gif_signature", "GIF89a"},
      {"gif_of_another_version", "GIF90a" + Gif().substr(6)}};
  for (const auto& [name, bytes] : others)
    files.Add(std::string("wrong_type_") + name, bytes, Fate::kRefused);
}

// A JPEG with one byte of a segment changed, counted from its marker.
std::string Changed(const std::string& jpeg, const std::string& marker, std::size_t at, char to) {
  std::string bytes = jpeg;
  bytes[bytes.find(marker) + at] = to;
  return bytes;
}

std::string Without(const std::string& jpeg, const std::string& marker) {
  std::string bytes = jpeg;
  for (auto at = bytes.find(marker); at != std::string::npos; at = bytes.find(marker))
    bytes.erase(at, 2 + Big16(bytes, at + 2));
  return bytes;
}

void AddLyingJpegs(Collection& files) {
  const std::string jpeg = Jpeg(40, 40), sof = "\xff\xc0", sos = "\xff\xda", dht = "\xff\xc4",
                    dqt = "\xff\xdb";
  const auto refuse = [&](const std::string& name, const std::string& bytes) {
    files.Add("jpeg_" + name, bytes, Fate::kRefused);
  };
  const auto take = [&](const std::string& name, const std::string& bytes) {
    files.Add("jpeg_" + name, bytes, Fate::kMade);
  };
  for (const char kind :
       {'\xc3', '\xc5', '\xc6', '\xc7', '\xc9', '\xca', '\xcb', '\xcd', '\xce', '\xcf'})
    refuse("of_kind_" + std::to_string(static_cast<unsigned char>(kind)),
           Changed(jpeg, sof, 1, kind));
  refuse("of_12_bits", Changed(jpeg, sof, 4, 12));
  refuse("of_no_bits", Changed(jpeg, sof, 4, 0));
  for (const char count : {'\0', '\x02', '\x05', '\xff'})
    refuse("of_" + std::to_string(static_cast<unsigned char>(count)) + "_components",
           Changed(jpeg, sof, 9, count));
  for (const char factors : {'\0', '\x01', '\x10', '\x51', '\x15', '\xff'})
    refuse("sampled_" + std::to_string(static_cast<unsigned char>(factors)),
           Changed(jpeg, sof, 11, factors));
  refuse("with_a_quantization_table_9", Changed(jpeg, sof, 12, 9));
  refuse("without_quantization_tables", Without(jpeg, dqt));
  // The library then takes those of the standard's annex K.
  files.Add("jpeg_without_huffman_tables", Without(jpeg, dht), Fate::kEither);
  refuse("without_a_frame", Without(jpeg, sof));
  refuse("with_two_frames", jpeg.substr(0, 2) + jpeg.substr(jpeg.find(sof), 19) + jpeg.substr(2));
  refuse("with_a_scan_of_no_components", Changed(jpeg, sos, 4, 0));
  refuse("with_a_scan_of_9_components", Changed(jpeg, sos, 4, 9));
  refuse("with_a_segment_of_length_0", Changed(jpeg, sof, 3, 0));
  refuse("with_a_segment_of_length_1", Changed(jpeg, sof, 3, 1));
  refuse("with_a_segment_beyond_the_end", Changed(jpeg, sof, 2, '\xff'));
  take("with_its_height_later", jpeg.substr(0, 2) + Segment(0xdc, "\0\x10"s) + jpeg.substr(2));
  take("with_arithmetic_conditioning", WithSegment(jpeg, 0xcc, "\0\0"s));
  refuse("with_an_expansion", WithSegment(jpeg, 0xdf, "\x11"));
  refuse("with_a_reserved_segment", WithSegment(jpeg, 0xf0, "x"));
  take("with_bytes_between_segments", jpeg.substr(0, 20) + "xx" + jpeg.substr(20));
  refuse("with_nothing_in_its_scan", jpeg.substr(0, jpeg.find(sos) + 14) + "\xff\xd9");
  take("with_a_restart_where_none_is",
       jpeg.substr(0, jpeg.find(sos) + 20) + "\xff\xd3" + jpeg.substr(jpeg.find(sos) + 20));
  std::string loop = Exif(6);
  loop.replace(4, 4, "\0\0\0\x04"s);
  files.Add("jpeg_with_exif_that_points_at_itself", WithSegment(jpeg, 0xe1, "Exif\0\0"s + loop),
            Fate::kMade);
  files.Add(
      "jpeg_with_65535_exif_entries",
      WithSegment(jpeg, 0xe1, "Exif\0\0MM\0*\0\0\0\x08\xff\xff"s + std::string(60000, '\x01')),
      Fate::kMade);
  for (int number = 0; number < 3; ++number)
    files.Add("jpeg_with_a_broken_profile_" + std::to_string(number),
              WithSegment(jpeg, 0xe2,
                          "ICC_PROFILE\0"s + static_cast<char>(number) + "\x01" +
                              Profile().substr(static_cast<std::size_t>(number))),
              Fate::kMade);
}

void AddLyingPngs(Collection& files) {
  const std::string good = Png(20, 20),
                    data = good.substr(kBehindHead, good.size() - 12 - kBehindHead);
  const auto refuse = [&](const std::string& name, const std::string& bytes) {
    files.Add("png_" + name, bytes, Fate::kRefused);
  };
  for (const char depth : {'\0', '\x03', '\x20', '\xff'})
    refuse("of_depth_" + std::to_string(static_cast<unsigned char>(depth)),
           PngOf(Head(20, 20, depth), data));
  for (const char type : {'\x01', '\x05', '\x07', '\xff'})
    refuse("of_colour_type_" + std::to_string(static_cast<unsigned char>(type)),
           PngOf(Head(20, 20, 8, type), data));
  refuse("of_interlace_9", PngOf(Head(20, 20, 8, 2, 9), data));
  refuse("with_too_few_rows", PngOf(Head(20, 21), data));
  files.Add("png_with_too_many_rows", PngOf(Head(20, 19), data), Fate::kMade);
  refuse("without_a_palette",
         PngOf(Head(20, 20, 8, 3), Chunk("IDAT", Deflated(std::string(420, '\0')))));
  refuse("with_a_palette_of_257",
         PngOf(Head(20, 20, 8, 3), Chunk("PLTE", std::string(771, 'p')) +
                                       Chunk("IDAT", Deflated(std::string(420, '\0')))));
  files.Add("png_with_colours_beyond_its_palette",
            PngOf(Head(20, 20, 8, 3),
                  Chunk("PLTE", "abc") + Chunk("IDAT", Deflated(std::string(420, '\1')))),
            Fate::kEither);
  refuse("without_data", PngOf(Head(20, 20), ""));
  refuse("with_empty_data", PngOf(Head(20, 20), Chunk("IDAT", "")));
  refuse("with_data_that_are_none", PngOf(Head(20, 20), Chunk("IDAT", "not zlib at all")));
  refuse("with_a_filter_9",
         PngOf(Head(20, 20), Chunk("IDAT", Deflated(std::string(20 * 61, '\x09')))));
  refuse("without_a_head", "\x89PNG\r\n\x1a\n" + data + Chunk("IEND", ""));
  files.Add("png_without_an_end", good.substr(0, good.size() - 12), Fate::kMade);
  refuse("with_two_heads", PngOf(Head(20, 20), Chunk("IHDR", Head(20, 20)) + data));
  refuse("with_a_wrong_checksum", good.substr(0, 29) + "1234" + good.substr(33));
  refuse("with_a_chunk_of_4_gigabytes", good.substr(0, kBehindHead) +
                                            "\xff\xff\xff\xff"
                                            "tEXt" +
                                            good.substr(kBehindHead));
  refuse("with_an_unknown_critical_chunk", WithChunk(good, "QQQQ", "x"));
  files.Add("png_with_data_apart",
            PngOf(Head(20, 20), data + Chunk("gAMA", "\0\0\xb1\x8f"s) + Chunk("PLTE", "abc")),
            Fate::kEither);
  refuse("of_cgbi", "\x89PNG\r\n\x1a\n" + Chunk("CgBI", "\x50\0\x20\x06"s) + good.substr(8));
}

void AddLyingGifs(Collection& files) {
  const std::string good = Gif();
  const auto at = good.find('\x2c');
  const auto changed = [&](std::size_t offset, char to) {
    std::string bytes = good;
    bytes[at + offset] = to;
    return bytes;
  };
  const auto refuse = [&](const std::string& name, const std::string& bytes) {
    files.Add("gif_" + name, bytes, Fate::kRefused);
  };
  const auto take = [&](const std::string& name, const std::string& bytes) {
    files.Add("gif_" + name, bytes, Fate::kMade);
  };
  take("with_a_frame_beyond_its_screen", changed(1, 1));
  take("with_a_frame_below_its_screen", changed(3, 9));
  refuse("with_a_frame_wider_than_its_screen", changed(6, 1));
  refuse("with_a_frame_of_nothing", changed(5, 0));
  for (const char size : {'\0', '\x09', '\x0c', '\xff'})
    refuse("of_code_size_" + std::to_string(static_cast<unsigned char>(size)), changed(10, size));
  refuse("with_codes_that_mean_nothing", changed(12, '\x7c'));
  take("with_a_block_beyond_the_end", changed(11, '\xff'));
  refuse("without_frames", good.substr(0, at) + ";");
  take("without_a_trailer", good.substr(0, good.size() - 1));
  refuse("with_an_unknown_block", good.substr(0, at) + "\x77" + good.substr(at));
  refuse("with_an_extension_without_end", good.substr(0, at) + "\x21\xfe\xff");
  take("without_colours", std::string(good).replace(10, 1, 1, '\0').erase(13, 6));
  files.Add("gif_without_an_end_code", changed(12, '\x02'), Fate::kEither);
}

}  // namespace

std::vector<HostileFile> HostileFiles(std::uint32_t seed) {
  Collection files;
  AddTruncated(files);
  AddSpoilt(files, seed);
  AddSizes(files);
  AddBombs(files);
  AddPolyglots(files);
  AddWrongTypes(files);
  AddLyingJpegs(files);
  AddLyingPngs(files);
  AddLyingGifs(files);
  for (auto& file : HostileWebps())
    files.Add(file.name, std::move(file.bytes), file.fate, std::move(file.secret));
  return files.Take();
}

}  // namespace tests
