// ASCII characters and the classes of them that HTTP uses. Comparing without case does not depend
// on the locale.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace common {

inline char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

inline std::string Lower(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), LowerCase);
  return lower;
}

inline bool EqualNoCase(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
           return LowerCase(x) == LowerCase(y);
         });
}

inline bool StartsWithNoCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && EqualNoCase(text.substr(0, prefix.size()), prefix);
}

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The value of a hexadecimal digit; -1: it is none.
inline int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = LowerCase(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

enum CharClass : unsigned char { kTokenChar = 1, kValueChar = 2 };

// RFC 9110: header names and methods are tokens; a field value may contain no control character but
// tab.
inline constexpr std::array<unsigned char, 256> kCharClasses = [] {
  std::array<unsigned char, 256> classes{};
  for (size_t c = 0; c < classes.size(); ++c) {
    if ((c >= 0x20 && c != 0x7f) || c == '\t') classes[c] |= kValueChar;
  }
  for (const char c : std::string_view("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) {
    classes[static_cast<unsigned char>(c)] |= kTokenChar;
  }
  return classes;
}();

inline bool IsOfClass(char c, CharClass wanted) {
  return (kCharClasses[static_cast<unsigned char>(c)] & wanted) != 0;
}

inline bool AreOfClass(std::string_view text, CharClass wanted) {
  for (const char c : text) {
    if (!IsOfClass(c, wanted)) return false;
  }
  return true;
}

inline bool IsToken(std::string_view text) { return !text.empty() && AreOfClass(text, kTokenChar); }

// Without the spaces and tabs at both ends, as around a header's value.
inline std::string_view Trim(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

// Removes the first item of a header's comma-separated list, and returns it without blanks.
inline std::string_view TakeItem(std::string_view& list) {
  const auto item = list.substr(0, list.find(','));
  list.remove_prefix(std::min(item.size() + 1, list.size()));
  return Trim(item);
}

}  // namespace common
