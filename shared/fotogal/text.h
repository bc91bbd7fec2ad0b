// The rules for what people type. Every function answers the normalized text, or why it is not
// valid.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "oci/result.h"

namespace fotogal::text {

// Why a text is refused: a stable code ("too_long", "too_short", "bad_characters", "bad_format",
// "reserved", "bad_encoding") and a sentence.
struct Refusal {
  std::string code;
  std::string message;
};
using Checked = oci::Result<std::string, Refusal>;

enum class Lines { kOne, kMany };  // kMany: line feeds and tabs are allowed

// Valid UTF-8, NFC, between min and max code points, no control characters.
Checked Plain(std::string_view input, size_t min, size_t max, Lines lines);

// 3-30 of [a-z0-9._], case-folded, not reserved; a letter or digit at least, no dot at either end,
// no two dots side by side.
Checked Username(std::string_view input);
Checked Email(
    std::string_view input);  // WHATWG's rule for <input type=email>, at most 254, lower case
Checked FullName(std::string_view input);  // 1-100, with something in it that can be seen
Checked Password(std::string_view input);  // 10-128
Checked Caption(std::string_view input);   // up to 2200
Checked AltText(std::string_view input);   // up to 1000
Checked Comment(std::string_view input);   // 1-1000, not only blanks
Checked Bio(std::string_view input);       // up to 3000, lines
Checked Website(std::string_view input);   // an http(s) URL, at most 200
Checked Gender(std::string_view input);    // up to 50, as the person puts it
// A date from 1900 on, "2001-02-28"; that it is past is for the caller, who has a clock.
Checked Birthday(std::string_view input);
// E.164: "+351912345678"; spaces, hyphens and brackets are dropped.
Checked Phone(std::string_view input);

// Percent-decoded bytes; nullopt: a "%" without two hexadecimal digits.
std::optional<std::string> PercentDecode(std::string_view input);

}  // namespace fotogal::text
