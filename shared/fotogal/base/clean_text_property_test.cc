// Texts of random characters, those that people paste unseen among them far more often than in
// life.
#include <utf8proc.h>

#include <array>
#include <catch2/catch_get_random_seed.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <random>
#include <vector>

#include "fotogal/base/text.h"

using namespace fotogal::text;

namespace {

using CodePoint = utf8proc_int32_t;
using Texts = std::mt19937_64;

constexpr std::array<CodePoint, 66> kOdd = {
    '\n',    '\r',   '\t',   0x0b,   0x0c,   0x01,    0x1c,    0x7f,    0x85,    0xa0,    0xad,
    0x300,   0x301,  0x327,  0x34f,  0x5b0,  0x61c,   0x180b,  0x180e,  0x1820,  0x200b,  0x200c,
    0x200d,  0x200e, 0x200f, 0x2011, 0x2028, 0x2029,  0x202a,  0x202b,  0x202c,  0x202d,  0x202e,
    0x202f,  0x2060, 0x2066, 0x2067, 0x2068, 0x2069,  0x206a,  0x2126,  0x212a,  0x3000,  0xfe0f,
    0xfeff,  0xfff9, 0xfffb, 0xfffc, 0xfffe, 0xe0001, 0xe0067, 0xe007f, 0xe0100, 0x1f3f4, 0x1f468,
    0x1f3fd, 0x2764, 'a',    'e',    ' ',    0x5d0,   0x627,   0x661,   0x928,   0xe01,   0x1100};

// A night has twenty times as many.
int Most(int by_day) { return std::getenv("FOTOGAL_NIGHTLY") != nullptr ? 20 * by_day : by_day; }

void Append(std::string& text, CodePoint c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto length = utf8proc_encode_char(c, bytes.data());
  text.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(length));
}

CodePoint AnyCodePoint(Texts& random) {
  if (random() % 8 != 0) return kOdd.at(random() % kOdd.size());
  for (;;) {
    const auto c = static_cast<CodePoint>(1 + random() % 0x10ffff);
    if (c < 0xd800 || c > 0xdfff) return c;
  }
}

std::string AnyText(Texts& random, size_t most) {
  std::string text;
  for (size_t length = random() % most; length > 0; --length) Append(text, AnyCodePoint(random));
  return text;
}

std::vector<CodePoint> CodePointsOf(const std::string& text) {
  std::vector<CodePoint> all;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    CodePoint c = 0;
    at += static_cast<size_t>(
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &c));
    all.push_back(c);
  }
  return all;
}

// As UAX #9 matches them: nothing is open where a paragraph ends, and nothing ends that is not
// open.
bool IsBalanced(const std::vector<CodePoint>& text) {
  std::vector<CodePoint> open;
  for (const CodePoint c : text) {
    if (c == '\n' && !open.empty()) return false;
    if (c == 0x202a || c == 0x202b || (c >= 0x2066 && c <= 0x2068)) open.push_back(c);
    if (c != 0x202c && c != 0x2069) continue;
    const bool fits = !open.empty() && (c == 0x2069) == (open.back() >= 0x2066);
    if (!fits) return false;
    open.pop_back();
  }
  return open.empty();
}

bool HoldsForbidden(const std::vector<CodePoint>& text, Lines lines) {
  for (const CodePoint c : text) {
    const bool kept = lines == Lines::kMany && (c == '\n' || c == '\t');
    if ((c < 0x20 && !kept) || (c >= 0x7f && c <= 0xa0)) return true;
    if (c == 0x2028 || c == 0x2029 || c == 0x202d || c == 0x202e || c == 0x202f || c == 0xfeff)
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("whatever is typed is taken, stays as it is once it is clean, and turns nothing") {
  Texts random(Catch::getSeed());
  for (int i = 0; i < Most(20000); ++i) {
    const std::string typed = AnyText(random, i % 100 == 0 ? 1000 : 12);
    for (const Lines lines : {Lines::kOne, Lines::kMany}) {
      // Composition triples a text at most, ends of directions double it.
      const auto text = Plain(typed, 0, 6 * typed.size() + 1, lines);
      REQUIRE(text.ok());
      CAPTURE(typed, *text);
      const auto kept = CodePointsOf(*text);
      REQUIRE(IsBalanced(kept));
      REQUIRE_FALSE(HoldsForbidden(kept, lines));
      REQUIRE(*Plain(*text, 0, kept.size(), lines) == *text);
      // What stands around it is not changed by it: a paragraph of its own, cleaned alone.
      if (lines == Lines::kMany) REQUIRE(*Clean(*text + "\nx", lines) == *text + "\nx");
    }
  }
}

TEST_CASE("a text within its length stays within it, whatever directions it leaves open") {
  Texts random(Catch::getSeed());
  for (int i = 0; i < Most(8000); ++i) {
    const std::string typed = AnyText(random, 60);
    const auto dropped = CodePointsOf(*Clean(typed, Lines::kMany, Unclosed::kDrop));
    const auto text = Plain(typed, 0, dropped.size(), Lines::kMany);
    CAPTURE(typed);
    if (typed.size() <= 16 * dropped.size()) REQUIRE(text.ok());
    if (text.ok()) REQUIRE(IsBalanced(CodePointsOf(*text)));
  }
}

TEST_CASE("rules of one line answer what they take again") {
  Texts random(Catch::getSeed());
  for (int i = 0; i < Most(20000); ++i) {
    std::string typed = AnyText(random, 6);
    typed.insert(typed.size() / 2 * (random() % 2), "exemplo.com");
    while (!Clean(typed, Lines::kOne)) typed.pop_back();
    for (const auto rule : {&Username, &Email, &FullName, &Gender, &Website}) {
      const auto once = rule(typed);
      CAPTURE(typed);
      if (once.ok()) REQUIRE(*rule(*once) == *once);
    }
  }
}
