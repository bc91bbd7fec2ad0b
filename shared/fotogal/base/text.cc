#include "fotogal/base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

namespace fotogal::text {
namespace {

constexpr std::array<std::string_view, 42> kReservedNames = {
    "about",     "account", "accounts", "admin",         "administrator", "api",      "assets",
    "auth",      "blog",    "comments", "contact",       "explore",       "feed",     "followers",
    "following", "fotogal", "health",   "help",          "images",        "index",    "legal",
    "login",     "logout",  "me",       "notifications", "null",          "password", "photo",
    "photos",    "privacy", "profile",  "root",          "search",        "settings", "signup",
    "static",    "support", "system",   "terms",         "undefined",     "upload",   "users"};

constexpr size_t kLongestName = 100;

bool IsAsciiAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string AsciiLower(std::string_view input) {
  std::string lower(input);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Characters that a password must not have, because they cannot be typed again.
bool IsUntypable(utf8proc_int32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return true;
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 ||
         c == 0x2029 || c == 0xfeff;
}

// Calls each(code point) for a text of valid UTF-8.
void ForEach(std::string_view text, auto each) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t code_point = 0;
    at += static_cast<size_t>(
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code_point));
    each(code_point);
  }
}

size_t CountOf(std::string_view text) {
  size_t count = 0;
  ForEach(text, [&](utf8proc_int32_t) { ++count; });
  return count;
}

Refusal TooShort(size_t min) {
  return {"too_short", "at least " + std::to_string(min) + " characters"};
}
Refusal TooLong(size_t max) {
  return {"too_long", "at most " + std::to_string(max) + " characters"};
}

// A text with more bytes is not examined: a code point takes at most 4 bytes, and cleaning removes
// only a part of a text.
bool IsFarTooLong(std::string_view input, size_t max) { return input.size() > 4 * max * 4; }

std::optional<Refusal> CheckLength(const std::string& text, size_t min, size_t max) {
  const size_t count = CountOf(text);
  if (count < min) return TooShort(min);
  if (count > max) return TooLong(max);
  return std::nullopt;
}

// True for a character that a reader can see. Fillers and the blank Braille pattern are letters and
// symbols only by their category; marks are visible only on other characters.
bool IsVisible(utf8proc_int32_t code_point) {
  constexpr utf8proc_int32_t kBrailleBlank = 0x2800;
  const auto* property = utf8proc_get_property(code_point);
  if (property->ignorable || code_point == kBrailleBlank) return false;
  switch (property->category) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
      return false;
    default:
      return true;
  }
}

// `text` is valid UTF-8.
bool HasVisible(const std::string& text) {
  bool visible = false;
  ForEach(text, [&](utf8proc_int32_t c) { visible = visible || IsVisible(c); });
  return visible;
}

enum class Ends { kKept, kTrimmed };

// Too long only if it is longer than `max` without the closing marks that were added.
Checked Cleaned(std::string_view input, size_t max, Lines lines, Ends ends) {
  if (IsFarTooLong(input, max)) return TooLong(max);
  for (const auto unclosed : {Unclosed::kClose, Unclosed::kDrop}) {
    auto text = Clean(input, lines, unclosed);
    if (!text) return Refusal{"bad_encoding", "not valid UTF-8"};
    if (text->find('\0') != std::string::npos)
      return Refusal{"bad_characters", "holds a NUL character, which no text may"};
    if (ends == Ends::kTrimmed) text = std::string(Trim(*text));
    if (unclosed == Unclosed::kDrop || CountOf(*text) <= max) return std::move(*text);
  }
  return std::string();
}

bool IsDomainLabel(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return IsAsciiAlnum(c) || c == '-'; });
}

}  // namespace

Checked Plain(std::string_view input, size_t min, size_t max, Lines lines) {
  auto text = Cleaned(input, max, lines, Ends::kKept);
  if (!text.ok()) return text;
  if (auto refusal = CheckLength(*text, min, max)) return std::move(*refusal);
  return text;
}

Checked Username(std::string_view input) {
  std::string name = AsciiLower(CleanCode(input));
  if (name.starts_with('@')) name.erase(0, 1);
  if (name.size() < 3) return TooShort(3);
  if (name.size() > 30) return TooLong(30);
  if (name.find(' ') != std::string::npos)
    return Refusal{"bad_characters", "must not hold spaces", "spaces"};
  const bool allowed = std::all_of(name.begin(), name.end(),
                                   [](char c) { return IsAsciiAlnum(c) || c == '.' || c == '_'; });
  if (!allowed) return Refusal{"bad_characters", "only the letters a-z, digits, '.' and '_'"};
  // Dots at the ends, or two in a row, would look like another name in a sentence or path.
  const bool readable = std::any_of(name.begin(), name.end(), &IsAsciiAlnum);
  if (!readable || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) {
    return Refusal{"bad_format", "a letter or digit at least, and dots only between others"};
  }
  if (std::find(kReservedNames.begin(), kReservedNames.end(), name) != kReservedNames.end()) {
    return Refusal{"reserved", "FotoGal keeps this name for itself: take another"};
  }
  return name;
}

Checked Email(std::string_view typed) {
  const std::string input = CleanCode(typed);
  if (input.size() > 254) return TooLong(254);
  const Refusal malformed{"bad_format", "must be an e-mail address: a name, an @ and a host"};
  if (input.find(' ') != std::string::npos)
    return Refusal{"bad_format", "must not hold spaces", "spaces"};
  const auto at = input.find('@');
  if (at == std::string_view::npos || at == 0) return malformed;
  constexpr std::string_view kLocalPunctuation = ".!#$%&'*+/=?^_`{|}~-";
  for (char c : std::string_view(input).substr(0, at)) {
    if (!IsAsciiAlnum(c) && kLocalPunctuation.find(c) == std::string_view::npos) return malformed;
  }
  std::string_view domain = std::string_view(input).substr(at + 1);
  for (;;) {
    const auto dot = domain.find('.');
    if (!IsDomainLabel(domain.substr(0, dot))) return malformed;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  return AsciiLower(input);
}

Checked FullName(std::string_view input) {
  if (input.find_first_not_of(' ') == std::string_view::npos) return TooShort(1);
  auto name = Cleaned(input, kLongestName, Lines::kOne, Ends::kTrimmed);
  if (!name.ok()) return name;
  if (!HasVisible(*name)) return Refusal{"bad_format", "nothing in it can be seen"};
  if (auto refusal = CheckLength(*name, 1, kLongestName)) return std::move(*refusal);
  return name;
}

Checked Gender(std::string_view input) {
  constexpr size_t kMax = 50;
  auto gender = Cleaned(input, kMax, Lines::kOne, Ends::kTrimmed);
  if (!gender.ok()) return gender;
  if (auto refusal = CheckLength(*gender, 1, kMax)) return std::move(*refusal);
  return gender;
}

Checked Password(std::string_view input) {
  constexpr size_t kMin = 10, kMax = 128;
  if (IsFarTooLong(input, kMax)) return TooLong(kMax);
  auto password = Normalize(input);
  if (!password) return Refusal{"bad_encoding", "not valid UTF-8"};
  bool untypable = false;
  ForEach(*password, [&](utf8proc_int32_t c) { untypable = untypable || IsUntypable(c); });
  if (untypable) {
    return Refusal{"bad_characters",
                   "holds a line break, a tab or another character that cannot be typed again"};
  }
  if (auto refusal = CheckLength(*password, kMin, kMax)) return std::move(*refusal);
  return std::move(*password);
}

Checked Caption(std::string_view input) { return Plain(input, 0, 2200, Lines::kMany); }
Checked AltText(std::string_view input) { return Plain(input, 0, 1000, Lines::kMany); }
Checked ReportNote(std::string_view input) { return Plain(input, 0, 500, Lines::kMany); }

Checked Comment(std::string_view input) {
  auto checked = Plain(input, 0, 1000, Lines::kMany);
  if (checked.ok() && !HasVisible(*checked)) return Refusal{"too_short", "must not be blank"};
  return checked;
}

}  // namespace fotogal::text
