// The rules for what people type. Every function answers the normalized text, or why it is not
// valid.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "fotogal/base/clean_text.h"
#include "oci/result.h"

namespace fotogal::text {

// Why a text is refused: a stable code ("too_long", "too_short", "bad_characters", "bad_format",
// "bad_value", "reserved", "bad_encoding"), a sentence that says what is wrong and what would be
// right, and where a code has several causes which one it is, as stable as the code ("in_future").
struct Refusal {
  std::string code;
  std::string message;
  std::string reason = {};
};
using Checked = oci::Result<std::string, Refusal>;

// As Clean answers it, between min and max code points; only NUL and broken UTF-8 are refused.
// Directions that were left open cost no length: they are closed where there is room, else dropped.
Checked Plain(std::string_view input, size_t min, size_t max, Lines lines);

// 3-30 of [a-z0-9._], case-folded, not reserved; a letter or digit at least, no dot at either end,
// no two dots side by side. An "@" before it is dropped.
Checked Username(std::string_view input);
Checked Email(
    std::string_view input);  // WHATWG's rule for <input type=email>, at most 254, lower case
Checked FullName(std::string_view input);  // 1-100, with something in it that can be seen
// 10-128, as it is typed but in NFC: neither cleaned nor trimmed, controls and marks of direction
// are refused.
Checked Password(std::string_view input);
Checked Caption(std::string_view input);  // up to 2200
Checked AltText(std::string_view input);  // up to 1000
Checked Comment(std::string_view input);  // 1-1000, not only blanks
Checked Bio(std::string_view input);      // up to 3000, lines
// An http(s) URL, at most 200; a host without a scheme ("exemplo.com/x") becomes https://.
Checked Website(std::string_view input);
Checked Gender(std::string_view input);  // up to 50, as the person puts it
// A date from 1900 on, "2001-02-28". Other orders are refused: nobody can tell 01-02 from 02-01.
Checked Birthday(std::string_view input);
// Why a valid birthday cannot be one yet; `today` as a birthday is written. UTC.
std::optional<Refusal> NotYetBorn(const std::string& birthday, const std::string& today);
// E.164: "+351912345678". What stands between digits is dropped, digits of any script are taken;
// "00" and "tel:" before the country and "(0)" behind it are read as they are meant.
Checked Phone(std::string_view input);

}  // namespace fotogal::text
