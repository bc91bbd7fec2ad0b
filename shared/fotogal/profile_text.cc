// The rules for what people tell of themselves.
#include <algorithm>
#include <charconv>
#include <chrono>

#include "fotogal/text.h"

namespace fotogal::text {
namespace {

constexpr size_t kMaxUrl = 200;
constexpr int kOldestBirthYear = 1900;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsHostByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '-' || c == '.' ||
         byte >= 0x80;
}

// "example.com:8080": no user name or password, which could pass for the host.
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

bool IsHttpUrl(const std::string& url) {
  std::string_view rest = url;
  const auto after = url.find("://");
  if (after == std::string::npos) return false;
  std::string scheme = url.substr(0, after);
  std::ranges::transform(scheme, scheme.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  if (scheme != "http" && scheme != "https") return false;
  rest.remove_prefix(after + 3);
  if (rest.find_first_of(" \"<>\\^`{|}") != std::string_view::npos) return false;
  return IsAuthority(rest.substr(0, rest.find_first_of("/?#")));
}

}  // namespace

Checked Bio(std::string_view input) { return Plain(input, 0, 3000, Lines::kMany); }
Checked Gender(std::string_view input) { return Plain(input, 1, 50, Lines::kOne); }

Checked Website(std::string_view input) {
  auto url = Plain(input, 1, kMaxUrl, Lines::kOne);
  if (url.ok() && !IsHttpUrl(*url)) {
    return Refusal{"bad_format", "must be an address that starts with http:// or https://"};
  }
  return url;
}

Checked Birthday(std::string_view input) {
  const Refusal malformed{"bad_format", "must be a date such as 2001-02-28"};
  if (input.size() != 10 || input[4] != '-' || input[7] != '-') return malformed;
  const auto number = [&](size_t at, size_t count) {
    int value = -1;
    const auto part = input.substr(at, count);
    if (std::ranges::all_of(part, IsDigit))
      std::from_chars(part.data(), part.data() + count, value);
    return value;
  };
  const int year = number(0, 4), month = number(5, 2), day = number(8, 2);
  if (year < 0 || month < 0 || day < 0) return malformed;
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return Refusal{"bad_value", "there is no such day"};
  if (year < kOldestBirthYear) return Refusal{"bad_value", "must not be before 1900"};
  return std::string(input);
}

Checked Phone(std::string_view input) {
  if (input.size() > 40) return Refusal{"too_long", "at most 40 characters"};
  std::string number;
  std::ranges::copy_if(input, std::back_inserter(number),
                       [](char c) { return c != ' ' && c != '-' && c != '(' && c != ')'; });
  const bool valid = number.size() >= 8 && number.size() <= 16 && number[0] == '+' &&
                     number[1] != '0' && std::all_of(number.begin() + 1, number.end(), IsDigit);
  if (!valid) return Refusal{"bad_format", "must be a number such as +351912345678"};
  return number;
}

}  // namespace fotogal::text
