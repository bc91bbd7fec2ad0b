// A text as code points, and what each is, for what looks for something in it (entities.h,
// links.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fotogal::text {

using TextPoint = std::int32_t;

// nullopt: not valid UTF-8.
std::optional<std::vector<TextPoint>> PointsOf(std::string_view text);
std::string Utf8Of(std::span<const TextPoint> points);
// The text; if it has more than that many points, only its beginning and "…".
std::string Beginning(const std::string& text, size_t most);

bool IsLetterPoint(TextPoint c);
bool IsMarkPoint(TextPoint c);
bool IsDigitPoint(TextPoint c);  // of any script
bool IsAsciiWord(TextPoint c);   // a letter, a digit or "_"
// A letter, mark or digit beyond ASCII of a script that parts its words by spaces, and attaches
// nothing to names: what stands there belongs to the same word. Of other scripts (Chinese,
// Japanese, Korean, Thai) it does not.
bool IsSpacedWord(TextPoint c);
// Beyond ASCII, and neither a space, a mark of punctuation nor invisible.
bool IsSymbolOrWord(TextPoint c);

}  // namespace fotogal::text
