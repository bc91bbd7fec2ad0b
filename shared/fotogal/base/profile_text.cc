// The rules for what people write about themselves.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "fotogal/base/text.h"

namespace fotogal::text {
namespace {

constexpr size_t kMaxUrl = 200;
constexpr int kOldestBirthYear = 1900;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

bool IsHostByte(char c) { return IsLetter(c) || IsDigit(c) || c == '-' || c == '.' || !IsAscii(c); }

// "example.com:8080"; without a user name or password, which could be mistaken for the host.
bool IsAuthority(std::string_view authority) {
  const auto colon = std::min(authority.find(':'), authority.size());
  const auto host = authority.substr(0, colon);
  if (host.empty() || host.front() == '.' || host.front() == '-') return false;
  if (host.find("..") != std::string_view::npos) return false;
  if (!std::ranges::all_of(host, IsHostByte)) return false;
  if (colon == authority.size()) return true;
  int port = 0;
  const char* end = authority.data() + authority.size();
  const auto [stopped, error] = std::from_chars(authority.data() + colon + 1, end, port);
  return error == std::errc() && stopped == end && port > 0 && port < 65536;
}

std::string_view AuthorityOf(std::string_view rest) {
  return rest.substr(0, rest.find_first_of("/?#\\"));
}

// A host that cannot be a word or a number: it has at least two labels and the last one is a name.
bool IsNamedHost(std::string_view authority) {
  auto host = authority.substr(0, authority.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  const auto dot = host.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  const auto last = host.substr(dot + 1);
  return last.size() >= 2 &&
         std::ranges::any_of(last, [](char c) { return IsLetter(c) || !IsAscii(c); });
}

struct Parted {
  std::string scheme;     // small letters; empty: none
  std::string_view rest;  // the part after "://"
};

// "HTTPS://a.b/c", "https:a.b", "mailto:a@b.c", "a.b:8080/c", "a.b".
Parted PartScheme(std::string_view url) {
  const auto end =
      url.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-");
  // There is a dot before the colon: the part before it is a host, the part after it a port.
  if (end == std::string_view::npos || end == 0 || url[end] != ':') return {"", url};
  std::string scheme(url.substr(0, end));
  std::ranges::transform(scheme, scheme.begin(), Lower);
  url.remove_prefix(end + 1);
  return {std::move(scheme), url};
}

Refusal NoWebsite(std::string message, std::string reason = {}) {
  return {"bad_format", std::move(message), std::move(reason)};
}

// The address with its scheme, or what is wrong.
Checked WebAddress(const std::string& typed) {
  const Refusal malformed = NoWebsite("must be an address of the web such as https://exemplo.com");
  auto [scheme, rest] = PartScheme(typed);
  const bool has_slashes = rest.starts_with("//");
  if (!scheme.empty()) {
    if (scheme != "http" && scheme != "https")
      return NoWebsite("must be an address of the web, with http:// or https:// before it",
                       "not_web");
    if (has_slashes) rest.remove_prefix(2);
  }
  if (rest.find_first_of(" \t\n") != std::string_view::npos)
    return NoWebsite("must be one address without spaces in it", "spaces");
  if (rest.find_first_of("\"<>\\^`{|}") != std::string_view::npos) return malformed;
  if (!has_slashes && !scheme.empty() && rest.starts_with('/')) rest.remove_prefix(1);
  const auto authority = AuthorityOf(rest);
  if (const auto at = authority.find('@'); at != std::string_view::npos) {
    if (at == 0 || at + 1 == authority.size()) return malformed;
    return scheme.empty()
               ? NoWebsite("is an e-mail address, not one of the web", "email")
               : NoWebsite("must not hold a name or password before the host", "credentials");
  }
  if (!IsAuthority(authority)) return malformed;
  if ((scheme.empty() || !has_slashes) && !IsNamedHost(authority)) return malformed;
  return (scheme.empty() ? "https" : scheme) + "://" + std::string(rest);
}

// Replaces digits and marks that look like those of dates and numbers by their ASCII forms; other
// characters stay.
std::string PlainMarks(const std::string& input) {
  constexpr std::array<utf8proc_int32_t, 7> kZeros = {0x660, 0x6f0,  0x966,  0x9e6,
                                                      0xe50, 0xff10, 0x1d7ce};
  constexpr std::array<utf8proc_int32_t, 13> kHyphens = {0x2010, 0x2011, 0x2012, 0x2013, 0x2014,
                                                         0x2015, 0x2043, 0x2212, 0xfe58, 0xfe63,
                                                         0xff0d, 0x30fc, 0x2d};
  std::string plain;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(input.data());
  for (size_t at = 0; at < input.size();) {
    utf8proc_int32_t c = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(input.size() - at), &c);
    if (length <= 0) return input;
    const auto zero =
        std::ranges::find_if(kZeros, [c](auto first) { return c >= first && c < first + 10; });
    if (zero != kZeros.end()) {
      plain += static_cast<char>('0' + (c - *zero));
    } else if (std::ranges::find(kHyphens, c) != kHyphens.end()) {
      plain += '-';
    } else if (c > 0xff00 && c < 0xff5f) {
      plain += static_cast<char>(c - 0xfee0);  // full-width ASCII
    } else {
      plain.append(input, at, static_cast<size_t>(length));
    }
    at += static_cast<size_t>(length);
  }
  return plain;
}

Refusal NoPhone(std::string message, std::string reason = {}) {
  return {"bad_format", std::move(message), std::move(reason)};
}

constexpr std::string_view kPhoneExample = "+55 11 91234-5678";

// Italy and San Marino keep the zero of "(0)".
bool KeepsTrunkZero(std::string_view country) { return country == "39" || country == "378"; }

// Removes what stands between digits, and "(0)" after the country code where it is only dialed
// within the country.
std::string DigitsOf(std::string_view number) {
  const auto between = [](char c) {
    return c == ' ' || c == '-' || c == '.' || c == '/' || c == '(' || c == ')' || c == '[' ||
           c == ']';
  };
  std::string digits;
  for (size_t i = 0; i < number.size(); ++i) {
    const bool trunk = number.substr(i).starts_with("(0)") && digits.size() >= 1 &&
                       digits.size() <= 3 && !KeepsTrunkZero(digits);
    if (trunk) {
      i += 2;
    } else if (!between(number[i])) {
      digits += number[i];
    }
  }
  return digits;
}

// Checks a number that begins with its country code.
Checked International(std::string_view number) {
  const std::string digits = DigitsOf(number);
  if (!std::ranges::all_of(digits, IsDigit)) {
    constexpr std::string_view kExtension = ",;#*xX";
    const bool extension = digits.find_first_of(kExtension) != std::string::npos;
    return extension ? NoPhone("must be a number without an extension", "extension")
                     : NoPhone("must hold digits only, such as " + std::string(kPhoneExample));
  }
  if (digits.starts_with('0'))
    return NoPhone("no country begins with 0: write it as in " + std::string(kPhoneExample),
                   "no_country");
  if (digits.size() < 7) return NoPhone("has too few digits", "too_few_digits");
  if (digits.size() > 15) return NoPhone("has more than 15 digits", "too_many_digits");
  return "+" + digits;
}

// The parts of "2001-02-28"; nullopt: another form.
std::optional<std::array<int, 3>> DateParts(std::string_view input) {
  if (input.size() != 10 || input[4] != '-' || input[7] != '-') return std::nullopt;
  std::array<int, 3> parts{};
  constexpr std::array<std::pair<size_t, size_t>, 3> kPlaces = {{{0, 4}, {5, 2}, {8, 2}}};
  for (size_t i = 0; i < parts.size(); ++i) {
    const auto part = input.substr(kPlaces.at(i).first, kPlaces.at(i).second);
    if (!std::ranges::all_of(part, IsDigit)) return std::nullopt;
    std::from_chars(part.data(), part.data() + part.size(), parts.at(i));
  }
  return parts;
}

}  // namespace

Checked Bio(std::string_view input) { return Plain(input, 0, 3000, Lines::kMany); }

Checked Website(std::string_view input) {
  const std::string typed = CleanAddress(input);
  // Checked before and afterwards, because the scheme may be added to it.
  if (auto checked = Plain(typed, 1, kMaxUrl, Lines::kOne); !checked.ok()) return checked;
  auto address = WebAddress(typed);
  return address.ok() ? Plain(*address, 1, kMaxUrl, Lines::kOne) : address;
}

Checked Birthday(std::string_view input) {
  const std::string typed = PlainMarks(std::string(Trim(CleanCode(input))));
  const auto parts = DateParts(typed);
  if (!parts) return Refusal{"bad_format", "must be year, month and day, as in 2001-02-28"};
  const auto [year, month, day] = *parts;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok())
    return Refusal{"bad_value", "there is no such day in the calendar", "no_such_day"};
  if (year < kOldestBirthYear) return Refusal{"bad_value", "must not be before 1900", "too_early"};
  return typed;
}

std::optional<Refusal> NotYetBorn(const std::string& birthday, const std::string& today) {
  if (birthday < today) return std::nullopt;
  if (birthday == today) return Refusal{"bad_value", "must be before today", "today"};
  return Refusal{"bad_value", "is in the future", "in_future"};
}

Checked Phone(std::string_view input) {
  constexpr size_t kMost = 40;
  if (auto checked = Plain(input, 0, kMost, Lines::kOne); !checked.ok()) return checked;
  const std::string plain = PlainMarks(std::string(Trim(CleanCode(input))));
  std::string_view number = plain;
  constexpr std::string_view kScheme = "tel:";
  const bool has_scheme = std::ranges::equal(number.substr(0, kScheme.size()), kScheme,
                                             [](char a, char b) { return Lower(a) == b; });
  if (has_scheme) number = Trim(number.substr(kScheme.size()));
  const size_t bracket = number.starts_with('(') ? 1 : 0;  // "(+55) 11 ..."
  if (number.substr(bracket).starts_with('+')) return International(number.substr(bracket + 1));
  if (number.substr(bracket).starts_with("00")) return International(number.substr(bracket + 2));
  if (std::ranges::any_of(number, IsDigit) && std::ranges::all_of(DigitsOf(number), IsDigit)) {
    return NoPhone("add the country, as in " + std::string(kPhoneExample), "no_country");
  }
  return NoPhone("must be a number with its country, such as " + std::string(kPhoneExample));
}

}  // namespace fotogal::text
