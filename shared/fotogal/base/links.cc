#include "fotogal/base/links.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fotogal::text {
namespace {

using Points = std::span<const TextPoint>;

// Endings by which a bare domain is one.
constexpr std::array<std::string_view, 16> kEndings = {"com", "net",  "org",  "edu",  "gov", "mil",
                                                       "int", "info", "tv",   "co",   "app", "dev",
                                                       "art", "blog", "site", "photo"};
// Second levels of countries: "foo.co.uk", "foo.com.br".
constexpr std::array<std::string_view, 8> kSecondLevels = {"co",  "com", "net", "org",
                                                           "edu", "gov", "ac",  "art"};

bool IsAsciiLetter(TextPoint c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsAsciiDigit(TextPoint c) { return c >= '0' && c <= '9'; }
bool IsLatinBeyondAscii(TextPoint c) { return c >= 0xc0 && c <= 0x24f && IsLetterPoint(c); }

TextPoint AtOf(Points text, size_t at) { return at < text.size() ? text[at] : 0; }

bool IsOneOf(TextPoint c, std::string_view characters) {
  return c > 0 && c < 0x80 && characters.find(static_cast<char>(c)) != std::string_view::npos;
}

std::string LowerOf(Points label) {
  std::string lower = Utf8Of(label);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// The length of "http://" or "https://" there; 0: there is none.
size_t SchemeAt(Points text, size_t at) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (at + scheme.size() <= text.size() && LowerOf(text.subspan(at, scheme.size())) == scheme)
      return scheme.size();
  }
  return 0;
}

struct Host {
  std::vector<Points> labels;
  size_t end = 0;
};

// The part of a last label that is an ending; a word may follow it without a space, in another
// script or behind a hyphen. 0: it is none.
size_t LengthOfEnding(Points label) {
  const auto run = [&](auto is_in) {
    return static_cast<size_t>(std::ranges::find_if_not(label, is_in) - label.begin());
  };
  if (label.size() > 4 && LowerOf(label.first(4)) == "xn--") {
    const size_t length = run([](TextPoint c) { return IsAsciiWord(c) || c == '-'; });
    return label[length - 1] == '-' ? 0 : length;
  }
  const bool is_ascii = IsAsciiLetter(label.front());
  const size_t length =
      is_ascii ? run(&IsAsciiLetter)
               : run([](TextPoint c) { return c >= 0x80 && (IsLetterPoint(c) || IsMarkPoint(c)); });
  const TextPoint next = AtOf(label, length);
  if (length < 2 || IsAsciiWord(next) || (is_ascii && IsLatinBeyondAscii(next))) return 0;
  return length;
}

bool IsGoodLabel(Points label) {
  constexpr size_t kLongestLabel = 63;
  return !label.empty() && label.size() <= kLongestLabel && !IsOneOf(label.front(), "-_") &&
         !IsOneOf(label.back(), "-_");
}

// What may stand in a host; without a scheme only what cannot be a word before or behind it.
std::optional<Host> HostAt(Points text, size_t at, bool has_scheme) {
  const auto is_of_host = [&](TextPoint c) {
    return IsAsciiWord(c) || c == '-' || (has_scheme ? IsSymbolOrWord(c) : IsLatinBeyondAscii(c));
  };
  Host host;
  for (size_t begin = at;; begin = host.end + 1) {
    host.end = begin;
    while (host.end < text.size() && is_of_host(text[host.end])) ++host.end;
    host.labels.push_back(text.subspan(begin, host.end - begin));
    if (AtOf(text, host.end) != '.' || !is_of_host(AtOf(text, host.end + 1))) break;
  }
  if (host.labels.size() < 2 || host.labels.back().empty()) return std::nullopt;
  Points& last = host.labels.back();
  const size_t length = LengthOfEnding(last);
  if (length == 0) return std::nullopt;
  host.end -= last.size() - length;
  last = last.first(length);
  const Points domain = host.labels[host.labels.size() - 2];
  const bool good = std::ranges::all_of(host.labels, &IsGoodLabel) &&
                    std::ranges::find(domain, '_') == domain.end();
  // A name and a password, or an e-mail address.
  if (!good || IsOneOf(AtOf(text, host.end), "@")) return std::nullopt;
  return host;
}

// Countries' endings are words of many languages too, so a path, "www" or a second level must tell.
bool IsSureWithoutScheme(const Host& host, bool has_path) {
  const std::string ending = LowerOf(host.labels.back());
  if (std::ranges::find(kEndings, ending) != kEndings.end()) return true;
  constexpr size_t kLengthOfCountries = 2;
  if (ending.size() != kLengthOfCountries) return false;
  const std::string second = LowerOf(host.labels[host.labels.size() - 2]);
  const bool has_second =
      host.labels.size() > 2 && std::ranges::find(kSecondLevels, second) != kSecondLevels.end();
  return has_path || has_second || LowerOf(host.labels.front()) == "www";
}

size_t EndOfPort(Points text, size_t at) {
  constexpr size_t kLongestPort = 5;
  size_t end = at + 1;
  while (end < text.size() && IsAsciiDigit(text[end]) && end - at <= kLongestPort) ++end;
  return AtOf(text, at) == ':' && end > at + 1 ? end : at;
}

bool IsOfPath(TextPoint c) {
  return IsAsciiWord(c) || IsOneOf(c, "-~!*();:@&=+$,/?#[]%.|") || IsSpacedWord(c);
}

// Without what ends the sentence that the address stands in, and without brackets that were opened
// before it.
size_t EndOfPath(Points text, size_t at) {
  if (!IsOneOf(AtOf(text, at), "/?#")) return at;
  size_t end = at;
  while (end < text.size() && IsOfPath(text[end])) ++end;
  const auto is_unopened = [&](char open, char close) {
    const auto path = text.subspan(at, end - at);
    return path.back() == close && std::ranges::count(path, open) < std::ranges::count(path, close);
  };
  while (end > at &&
         (IsOneOf(text[end - 1], ".,:;!?*|([@$") || is_unopened('(', ')') || is_unopened('[', ']')))
    --end;
  return end;
}

// Behind these a link is part of something else.
bool MayBeginLink(Points text, size_t at, bool has_scheme) {
  if (at == 0) return true;
  const TextPoint c = text[at - 1];
  const bool turns = c >= 0x202a && c <= 0x202e;
  const bool is_word = c != '_' && IsAsciiWord(c);
  if (is_word || IsSpacedWord(c) || turns || c == 0xff03 || c == 0xff20 || IsOneOf(c, "@$#"))
    return false;
  return has_scheme || !IsOneOf(c, "-_./");
}

}  // namespace

std::optional<Link> LinkAt(Points text, size_t at) {
  const size_t scheme = SchemeAt(text, at);
  if (!MayBeginLink(text, at, scheme > 0)) return std::nullopt;
  const auto host = HostAt(text, at + scheme, scheme > 0);
  if (!host) return std::nullopt;
  const size_t port = EndOfPort(text, host->end);
  const size_t end = EndOfPath(text, port);
  if (scheme == 0 && !IsSureWithoutScheme(*host, end > port)) return std::nullopt;
  return Link{end, (scheme == 0 ? "https://" : "") + Utf8Of(text.subspan(at, end - at))};
}

}  // namespace fotogal::text
