#include "fotogal/account/password_rules.h"

#include <utf8proc.h>

#include <cstddef>
#include <string>

namespace fotogal {

// common_passwords.txt: in lower case, sorted, one to a line. ASCII.
extern const char kCommonPasswords[];
extern const std::size_t kCommonPasswordsSize;

namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// The names and the list are ASCII, so that only ASCII has to be folded.
std::string FoldedCase(std::string_view password) {
  std::string folded(password);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

bool IsCommon(std::string_view password) {
  const std::string_view list(kCommonPasswords, kCommonPasswordsSize);
  size_t begin = 0, end = list.size();  // of lines; the line sought is between them, if anywhere
  while (begin < end) {
    const size_t middle = begin + (end - begin) / 2;
    const size_t before = middle == 0 ? list.npos : list.rfind('\n', middle - 1);
    const size_t line = before == list.npos ? 0 : before + 1;
    const size_t length = list.find('\n', line) - line;
    const int order = list.substr(line, length).compare(password);
    if (order == 0) return true;
    if (order < 0) {
      begin = line + length + 1;
    } else {
      end = line;
    }
  }
  return false;
}

bool IsOneCharacter(std::string_view password) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(password.data());
  utf8proc_int32_t first = -1;
  for (size_t at = 0; at < password.size();) {
    utf8proc_int32_t c = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(password.size() - at), &c);
    if (length <= 0) return false;
    at += static_cast<size_t>(length);
    const auto folded = utf8proc_tolower(c);
    if (first == -1) first = folded;
    if (folded != first) return false;
  }
  return true;
}

// The password without the digits and signs at its end; whole if they are more than the rest.
std::string_view WordOf(std::string_view password) {
  size_t length = password.size();
  while (length > 0 && !IsLetter(password[length - 1])) --length;
  return 2 * length < password.size() ? password : password.substr(0, length);
}

text::Refusal EasyToGuess(const char* why) {
  return {"guessable", std::string(why) + ": take several words that nobody would expect together"};
}

}  // namespace

std::optional<text::Refusal> Guessable(std::string_view password, std::string_view username,
                                       std::string_view email) {
  const std::string folded = FoldedCase(password);
  const std::string_view word = WordOf(folded);
  const auto is = [&](std::string_view name) {
    return !name.empty() && (folded == name || word == name);
  };
  if (IsOneCharacter(password)) return EasyToGuess("is one character, repeated");
  if (is(username)) return EasyToGuess("is the username");
  if (is(email) || is(email.substr(0, email.find('@'))))
    return EasyToGuess("is the e-mail address");
  if (IsCommon(folded) || IsCommon(word)) return EasyToGuess("is among those that are tried first");
  return std::nullopt;
}

void RefuseGuessable(Fields& fields, const char* field, std::string_view password,
                     std::string_view username, std::string_view email) {
  if (password.empty()) return;
  if (const auto refusal = Guessable(password, username, email)) fields.Refuse(field, *refusal);
}

}  // namespace fotogal
