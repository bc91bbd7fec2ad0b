// Exact decimal numbers of any length, as canonical text: [-]digits[.digits], no exponent, no
// superfluous zeros.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace standin::nosql {

// nullopt: not a number, or one that needs more than 4,000 digits.
std::optional<std::string> ParseDecimal(std::string_view text);

// Arguments are canonical.
int CompareDecimals(std::string_view a, std::string_view b);
std::string AddDecimals(std::string_view a, std::string_view b);
std::string NegateDecimal(std::string_view a);
std::string MultiplyDecimals(std::string_view a, std::string_view b);

// The exact value of a finite double.
std::string DecimalOfDouble(double value);  // its shortest decimal
std::string ExactDecimalOfDouble(double value);

// Order-preserving bytes: memcmp order is numeric order. No encoding is a prefix of another.
std::string EncodeDecimal(std::string_view canonical);

}  // namespace standin::nosql
