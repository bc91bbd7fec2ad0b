#include "photo/webp_stream.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

#include "photo/testing_results.h"
#include "photo/testing_webp.h"

using namespace photo;
using namespace photo::testing;
using namespace std::string_literals;

TEST_CASE("a WebP is stored as it came, whatever its kind") {
  for (const auto& plain :
       {LossyWebp(), LosslessWebp(), TransparentWebp(),
        Webp(kWebpWidth, kWebpHeight, {.lossless = true, .transparent = true})}) {
    CHECK((Stored(plain) == plain));
    const auto made = Make(plain);
    CHECK(made->format == Format::kWebp);
    CHECK(std::pair{made->width, made->height} == std::pair{kWebpWidth, kWebpHeight});
    CHECK(made->blurhash.size() == 28);
  }
  CHECK(Make(LossyWebp())->rendition_format == Format::kJpeg);
  CHECK(Make(LosslessWebp())->rendition_format == Format::kJpeg);
  CHECK(Make(TransparentWebp())->rendition_format == Format::kPng);
}

TEST_CASE("a WebP loses whatever is not the picture") {
  for (const auto& plain : {LossyWebp(), LosslessWebp()}) {
    const std::string chunks = WebpChunksOf(plain);
    const std::string exif = RiffChunk("EXIF", Exif(6)), xmp = RiffChunk("XMP ", "<x:xmpmeta>me");
    for (const auto& all :
         {Vp8x(0x0c, kWebpWidth, kWebpHeight) + chunks + exif + xmp,
          Vp8x(0, kWebpWidth, kWebpHeight) + exif + chunks,
          Vp8x(0, kWebpWidth, kWebpHeight) + RiffChunk("ABCD", "x") + chunks,
          Vp8x(0x10, kWebpWidth, kWebpHeight) + chunks + chunks, chunks + exif, chunks + "trailing",
          Vp8x(0x20, kWebpWidth, kWebpHeight) + RiffChunk("ICCP", "no profile") + chunks}) {
      CHECK((Stored(WebpOf(all)) == plain));
      CHECK(Inspect(WebpOf(all))->orientation == 1);  // browsers do not turn a WebP
    }
    CHECK((Stored(plain + "<?php") == plain));
    CHECK((Stored(plain + plain) == plain));
  }
}

TEST_CASE("a WebP keeps its profile and its transparency") {
  const std::string icc = Profile();
  for (const auto& plain : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    const bool transparent = plain == TransparentWebp();
    const std::string with = WebpOf(Vp8x(transparent ? 0x30 : 0x20, kWebpWidth, kWebpHeight) +
                                    RiffChunk("ICCP", icc) + WebpChunksOf(plain));
    CHECK((Stored(with) == with));
    CHECK(Sanitize(with, *Inspect(with))->icc == icc);
    // Without its flag nobody looks at it.
    const std::string unflagged = WebpOf(Vp8x(transparent ? 0x10 : 0, kWebpWidth, kWebpHeight) +
                                         RiffChunk("ICCP", icc) + WebpChunksOf(plain));
    CHECK((Stored(unflagged) == plain));
  }
  const std::string grown =
      WebpOf(Vp8x(0x20, kWebpWidth, kWebpHeight) + RiffChunk("ICCP", Profile("RGB ", 5'000'000)) +
             WebpChunksOf(LossyWebp()));
  CHECK((Stored(grown) == LossyWebp()));
}

TEST_CASE("a WebP's header tells its canvas, and memory for all of its rows") {
  for (const auto& webp : {LossyWebp(), LosslessWebp(), TransparentWebp()}) {
    const auto header = InspectWebp(webp);
    REQUIRE(header.ok());
    CHECK(header->format == Format::kWebp);
    CHECK(std::pair{header->width, header->height} == std::pair{kWebpWidth, kWebpHeight});
    CHECK(header->orientation == 1);
    CHECK_FALSE(header->mendable);
    CHECK(header->memory > 4ULL * kWebpWidth * kWebpHeight + webp.size());
  }
  const auto large = InspectWebp(Webp(1000, 1000));
  REQUIRE(large.ok());
  CHECK(large->memory > InspectWebp(LossyWebp())->memory + 3ULL * 1000 * 1000);
  CHECK(InspectWebp("no WebP at all, but long").error() == Refusal::kDamaged);
  CHECK(InspectWebp("").error() == Refusal::kDamaged);
}

TEST_CASE("a WebP's canvas has sides up to the limit") {
  const auto canvas = [](int width, int height) {
    return WebpOf(Vp8x(2, width, height) + kAnimation +
                  WebpFrame(0, 0, kWebpWidth, kWebpHeight, WebpChunksOf(LossyWebp())));
  };
  CHECK(InspectWebp(canvas(kMaxSide, 50))->width == kMaxSide);
  CHECK(InspectWebp(canvas(100, kMaxSide))->height == kMaxSide);
  CHECK(InspectWebp(canvas(kMaxSide + 1, 50)).error() == Refusal::kTooLarge);
  CHECK(InspectWebp(canvas(100, kMaxSide + 1)).error() == Refusal::kTooLarge);
  CHECK(InspectWebp(canvas(1 << 24, 1 << 24)).error() == Refusal::kTooLarge);
}

TEST_CASE("a WebP that is only damaged in its stream has a header and is not sanitized") {
  const std::string whole = WebpPayloadOf(LosslessWebp()), half = whole.substr(0, whole.size() / 2);
  const std::string bytes = WebpOf(RiffChunk("VP8L", half));
  const auto header = InspectWebp(bytes);
  REQUIRE(header.ok());
  const auto clean = SanitizeWebp(bytes, *header);
  REQUIRE_FALSE(clean.ok());
  CHECK(clean.error() == Refusal::kDamaged);
}
