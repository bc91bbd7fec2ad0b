#include "fotogal/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

namespace fotogal::text {
namespace {

constexpr std::array<std::string_view, 42> kReservedNames = {
    "about",     "account", "accounts", "admin",         "administrator", "api",      "assets",
    "auth",      "blog",    "comments", "contact",       "explore",       "feed",     "followers",
    "following", "fotogal", "health",   "help",          "images",        "index",    "legal",
    "login",     "logout",  "me",       "notifications", "null",          "password", "photo",
    "photos",    "privacy", "profile",  "root",          "search",        "settings", "signup",
    "static",    "support", "system",   "terms",         "undefined",     "upload",   "users"};

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

std::optional<std::string> Normalize(std::string_view input) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(input.data()),
                   static_cast<utf8proc_ssize_t>(input.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(length));
}

bool IsForbidden(utf8proc_int32_t code_point, Lines lines) {
  if (code_point == '\n' || code_point == '\t') return lines == Lines::kOne;
  if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0)) return true;
  // Bidirectional overrides and isolates make a text read as something it is not.
  if ((code_point >= 0x202a && code_point <= 0x202e) ||
      (code_point >= 0x2066 && code_point <= 0x2069)) {
    return true;
  }
  return code_point == 0x2028 || code_point == 0x2029 || code_point == 0xfeff;
}

// Something that a reader sees. Fillers and the blank Braille pattern are letters and symbols by
// category alone; marks show only on what they are put on.
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
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t code_point = 0;
    at += static_cast<size_t>(
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(text.size() - at), &code_point));
    if (IsVisible(code_point)) return true;
  }
  return false;
}

bool IsDomainLabel(std::string_view label) {
  if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
    return false;
  return std::all_of(label.begin(), label.end(),
                     [](char c) { return IsAsciiAlnum(c) || c == '-'; });
}

}  // namespace

Checked Plain(std::string_view input, size_t min, size_t max, Lines lines) {
  // A code point takes 4 bytes at most; do not normalize what cannot fit.
  if (input.size() > 4 * max * 4)
    return Refusal{"too_long", "at most " + std::to_string(max) + " characters"};
  const auto normalized = Normalize(input);
  if (!normalized) return Refusal{"bad_encoding", "not valid UTF-8"};
  size_t count = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(normalized->data());
  for (size_t at = 0; at < normalized->size(); ++count) {
    utf8proc_int32_t code_point = 0;
    at += static_cast<size_t>(utf8proc_iterate(
        bytes + at, static_cast<utf8proc_ssize_t>(normalized->size() - at), &code_point));
    if (IsForbidden(code_point, lines)) {
      return Refusal{"bad_characters", "control characters are not allowed"};
    }
  }
  if (count < min) return Refusal{"too_short", "at least " + std::to_string(min) + " characters"};
  if (count > max) return Refusal{"too_long", "at most " + std::to_string(max) + " characters"};
  return *normalized;
}

Checked Username(std::string_view input) {
  const std::string name = AsciiLower(input);
  if (name.size() < 3) return Refusal{"too_short", "at least 3 characters"};
  if (name.size() > 30) return Refusal{"too_long", "at most 30 characters"};
  const bool allowed = std::all_of(name.begin(), name.end(),
                                   [](char c) { return IsAsciiAlnum(c) || c == '.' || c == '_'; });
  if (!allowed) return Refusal{"bad_characters", "only a-z, 0-9, '.' and '_'"};
  // Dots at the ends and side by side look like another name, or like none, in a sentence or path.
  const bool readable = std::any_of(name.begin(), name.end(), &IsAsciiAlnum);
  if (!readable || name.front() == '.' || name.back() == '.' || name.find("..") != name.npos) {
    return Refusal{"bad_format", "a letter or digit at least, and dots only between others"};
  }
  if (std::find(kReservedNames.begin(), kReservedNames.end(), name) != kReservedNames.end()) {
    return Refusal{"reserved", "this name is reserved"};
  }
  return name;
}

Checked Email(std::string_view input) {
  if (input.size() > 254) return Refusal{"too_long", "at most 254 characters"};
  const Refusal malformed{"bad_format", "not an e-mail address"};
  const auto at = input.find('@');
  if (at == std::string_view::npos || at == 0) return malformed;
  constexpr std::string_view kLocalPunctuation = ".!#$%&'*+/=?^_`{|}~-";
  for (char c : input.substr(0, at)) {
    if (!IsAsciiAlnum(c) && kLocalPunctuation.find(c) == std::string_view::npos) return malformed;
  }
  std::string_view domain = input.substr(at + 1);
  for (;;) {
    const auto dot = domain.find('.');
    if (!IsDomainLabel(domain.substr(0, dot))) return malformed;
    if (dot == std::string_view::npos) break;
    domain.remove_prefix(dot + 1);
  }
  return AsciiLower(input);
}

Checked FullName(std::string_view input) {
  while (input.starts_with(' ')) input.remove_prefix(1);
  while (input.ends_with(' ')) input.remove_suffix(1);
  auto name = Plain(input, 1, 100, Lines::kOne);
  if (name.ok() && !HasVisible(*name)) return Refusal{"bad_format", "nothing in it can be seen"};
  return name;
}
Checked Password(std::string_view input) { return Plain(input, 10, 128, Lines::kOne); }
Checked Caption(std::string_view input) { return Plain(input, 0, 2200, Lines::kMany); }
Checked AltText(std::string_view input) { return Plain(input, 0, 1000, Lines::kMany); }

Checked Comment(std::string_view input) {
  auto checked = Plain(input, 1, 1000, Lines::kMany);
  if (checked.ok() && !HasVisible(*checked)) return Refusal{"too_short", "must not be blank"};
  return checked;
}

std::optional<std::string> PercentDecode(std::string_view input) {
  const auto digit = [](char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
  };
  std::string decoded;
  for (size_t i = 0; i < input.size(); ++i) {
    if (input[i] != '%') {
      decoded += input[i];
      continue;
    }
    if (i + 2 >= input.size() || digit(input[i + 1]) < 0 || digit(input[i + 2]) < 0)
      return std::nullopt;
    decoded += static_cast<char>(digit(input[i + 1]) * 16 + digit(input[i + 2]));
    i += 2;
  }
  return decoded;
}

}  // namespace fotogal::text
