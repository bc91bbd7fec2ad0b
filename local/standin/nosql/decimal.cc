#include "local/standin/nosql/decimal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <vector>

namespace standin::nosql {
namespace {

constexpr long kMaxDigits = 4000;

// digits * 10^-scale, digits without leading zeros ("" is zero).
struct Parts {
  bool negative = false;
  std::string digits;
  long scale = 0;
};

Parts Split(std::string_view text) {
  Parts parts;
  if (!text.empty() && text[0] == '-') {
    parts.negative = true;
    text.remove_prefix(1);
  }
  const auto dot = text.find('.');
  parts.digits = std::string(text.substr(0, dot));
  if (dot != std::string_view::npos) {
    parts.digits += text.substr(dot + 1);
    parts.scale = static_cast<long>(text.size() - dot - 1);
  }
  parts.digits.erase(0, std::min(parts.digits.find_first_not_of('0'), parts.digits.size()));
  return parts;
}

std::string Canonical(Parts parts) {
  while (parts.scale > 0 && !parts.digits.empty() && parts.digits.back() == '0') {
    parts.digits.pop_back();
    --parts.scale;
  }
  parts.digits.erase(0, std::min(parts.digits.find_first_not_of('0'), parts.digits.size()));
  if (parts.digits.empty()) return "0";
  if (parts.scale < 0) {
    parts.digits.append(static_cast<size_t>(-parts.scale), '0');
    parts.scale = 0;
  }
  const auto scale = static_cast<size_t>(parts.scale);
  if (scale > 0) {
    if (parts.digits.size() <= scale) parts.digits.insert(0, scale - parts.digits.size() + 1, '0');
    parts.digits.insert(parts.digits.size() - scale, 1, '.');
  }
  return (parts.negative ? "-" : "") + parts.digits;
}

int CompareMagnitudes(const std::string& a, const std::string& b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  const int order = a.compare(b);
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

void Align(Parts& a, Parts& b) {
  const long scale = std::max(a.scale, b.scale);
  for (Parts* parts : {&a, &b}) {
    if (!parts->digits.empty())
      parts->digits.append(static_cast<size_t>(scale - parts->scale), '0');
    parts->scale = scale;
  }
}

std::string AddMagnitudes(const std::string& a, const std::string& b) {
  std::string sum;
  int carry = 0;
  for (size_t i = 0; i < std::max(a.size(), b.size()) || carry; ++i) {
    int digit = carry;
    if (i < a.size()) digit += a[a.size() - 1 - i] - '0';
    if (i < b.size()) digit += b[b.size() - 1 - i] - '0';
    sum += static_cast<char>('0' + digit % 10);
    carry = digit / 10;
  }
  std::reverse(sum.begin(), sum.end());
  return sum;
}

// a >= b
std::string SubtractMagnitudes(const std::string& a, const std::string& b) {
  std::string difference;
  int borrow = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    int digit = a[a.size() - 1 - i] - '0' - borrow;
    if (i < b.size()) digit -= b[b.size() - 1 - i] - '0';
    borrow = digit < 0;
    difference += static_cast<char>('0' + digit + (borrow ? 10 : 0));
  }
  std::reverse(difference.begin(), difference.end());
  return difference;
}

}  // namespace

std::optional<std::string> ParseDecimal(std::string_view text) {
  Parts parts;
  size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) parts.negative = text[i++] == '-';
  bool dot = false, any = false;
  for (; i < text.size() && text[i] != 'e' && text[i] != 'E'; ++i) {
    if (text[i] == '.' && !dot) {
      dot = true;
    } else if (text[i] >= '0' && text[i] <= '9') {
      any = true;
      parts.digits += text[i];
      parts.scale += dot;
    } else {
      return std::nullopt;
    }
  }
  if (!any || text.size() > kMaxDigits) return std::nullopt;
  if (i < text.size()) {
    const std::string exponent(text.substr(i + 1));
    const size_t first = !exponent.empty() && (exponent[0] == '-' || exponent[0] == '+') ? 1 : 0;
    if (exponent.size() == first || exponent.size() > 6 ||
        exponent.find_first_not_of("0123456789", first) != std::string::npos)
      return std::nullopt;
    parts.scale -= std::stol(exponent);
  }
  if (std::abs(parts.scale) > kMaxDigits) {
    if (parts.digits.find_first_not_of('0') != std::string::npos) return std::nullopt;
    return "0";
  }
  return Canonical(std::move(parts));
}

int CompareDecimals(std::string_view a, std::string_view b) {
  Parts x = Split(a), y = Split(b);
  const int sign_x = x.digits.empty() ? 0 : x.negative ? -1 : 1;
  const int sign_y = y.digits.empty() ? 0 : y.negative ? -1 : 1;
  if (sign_x != sign_y) return sign_x < sign_y ? -1 : 1;
  Align(x, y);
  return sign_x * CompareMagnitudes(x.digits, y.digits);
}

std::string AddDecimals(std::string_view a, std::string_view b) {
  Parts x = Split(a), y = Split(b);
  Align(x, y);
  Parts sum{x.negative, "", x.scale};
  if (x.negative == y.negative) {
    sum.digits = AddMagnitudes(x.digits, y.digits);
  } else if (CompareMagnitudes(x.digits, y.digits) >= 0) {
    sum.digits = SubtractMagnitudes(x.digits, y.digits);
  } else {
    sum.digits = SubtractMagnitudes(y.digits, x.digits);
    sum.negative = y.negative;
  }
  return Canonical(std::move(sum));
}

std::string NegateDecimal(std::string_view a) {
  if (a == "0") return "0";
  return a[0] == '-' ? std::string(a.substr(1)) : "-" + std::string(a);
}

std::string MultiplyDecimals(std::string_view a, std::string_view b) {
  const Parts x = Split(a), y = Split(b);
  std::vector<int> cells(x.digits.size() + y.digits.size() + 1);
  for (size_t i = 0; i < x.digits.size(); ++i) {
    for (size_t j = 0; j < y.digits.size(); ++j) {
      const size_t at = i + j;
      cells[at] +=
          (x.digits[x.digits.size() - 1 - i] - '0') * (y.digits[y.digits.size() - 1 - j] - '0');
      cells[at + 1] += cells[at] / 10;
      cells[at] %= 10;
    }
  }
  Parts product{x.negative != y.negative, "", x.scale + y.scale};
  int carry = 0;
  for (int cell : cells) {
    cell += carry;
    product.digits += static_cast<char>('0' + cell % 10);
    carry = cell / 10;
  }
  std::reverse(product.digits.begin(), product.digits.end());
  return Canonical(std::move(product));
}

std::string DecimalOfDouble(double value) {
  char text[64];
  const auto end = std::to_chars(text, text + sizeof text, value).ptr;
  return ParseDecimal(std::string_view(text, static_cast<size_t>(end - text))).value_or("0");
}

std::string ExactDecimalOfDouble(double value) {
  char text[1100];
  std::snprintf(text, sizeof text, "%.1074f", value);
  return ParseDecimal(std::string_view(text).substr(0, 1090)).value_or("0");
}

std::string EncodeDecimal(std::string_view canonical) {
  const Parts parts = Split(canonical);
  if (parts.digits.empty()) return std::string(1, '\x80');
  // Written as 0.d1d2d3... * 10^exponent, so that numbers compare by exponent first and then by
  // digits.
  const long exponent = static_cast<long>(parts.digits.size()) - parts.scale + 0x8000;
  std::string encoded = {static_cast<char>(exponent >> 8), static_cast<char>(exponent)};
  const auto last = parts.digits.find_last_not_of('0');
  for (size_t i = 0; i <= last; ++i) encoded += static_cast<char>(parts.digits[i] - '0' + 1);
  encoded += '\0';
  if (!parts.negative) return "\x81" + encoded;
  for (char& c : encoded) c = static_cast<char>(~c);
  return "\x7f" + encoded;
}

}  // namespace standin::nosql
