// The rules for texts that people type. Each function returns the normalized text, or why it is not
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
// "bad_value", "reserved", "bad_encoding"); a sentence that says what is wrong and what would be
// right; and, where a code has several causes, a stable reason ("in_future").
struct Refusal {
  std::string code;
  std::string message;
  std::string reason = {};
};
using Checked = oci::Result<std::string, Refusal>;

// The text as Clean returns it, with min to max code points; only NUL and invalid UTF-8 are
// refused. The closing marks of open directions do not count: they are added if there is room, else
// the open ones are removed.
Checked Plain(std::string_view input, size_t min, size_t max, Lines lines);

// 3-30 of [a-z0-9._] after case folding, not reserved; at least one letter or digit, no dot at
// either end, no two dots in a row. An "@" before it is removed.
Checked Username(std::string_view input);
Checked Email(
    std::string_view input);  // WHATWG's rule for <input type=email>, at most 254, lower case
Checked FullName(std::string_view input);  // 1-100, with at least one visible character
// 10-128, as typed but in NFC: neither cleaned nor trimmed; control characters and direction marks
// are refused.
Checked Password(std::string_view input);
Checked Caption(std::string_view input);     // up to 2200
Checked AltText(std::string_view input);     // up to 1000
Checked Comment(std::string_view input);     // 1-1000, not only spaces
Checked Bio(std::string_view input);         // up to 3000, lines
Checked ReportNote(std::string_view input);  // up to 500, lines
// An http(s) URL, at most 200; a host without a scheme ("exemplo.com/x") becomes https://.
Checked Website(std::string_view input);
Checked Gender(std::string_view input);  // up to 50, in the person's own words
// A date from 1900 on, "2001-02-28". Other orders are refused, because 01-02 could mean two days.
Checked Birthday(std::string_view input);
// Why a valid date cannot be a birthday yet (today or later, in UTC); `today` has the same format.
std::optional<Refusal> NotYetBorn(const std::string& birthday, const std::string& today);
// E.164: "+351912345678". What stands between digits is removed, digits of any script are accepted;
// "00" or "tel:" before the country code and "(0)" after it are understood.
Checked Phone(std::string_view input);

}  // namespace fotogal::text
