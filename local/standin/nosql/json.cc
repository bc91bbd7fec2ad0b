#include "local/standin/nosql/json.h"

#include <charconv>
#include <cmath>

#include "common/base64.h"
#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

constexpr int kMaxJsonNesting = 200;

class JsonParser {
 public:
  explicit JsonParser(std::string_view text) : text_(text) {}

  Result<Value> Document() {
    OCI_ASSIGN_OR_RETURN(Value value, Item(0));
    SkipSpace();
    if (at_ != text_.size()) return Unexpected();
    return value;
  }

 private:
  Error Unexpected() const {
    if (at_ >= text_.size()) return InvalidParameter("Unexpected end-of-input");
    return InvalidParameter("Failed to parse JSON input: Unexpected character ('" +
                            std::string(1, text_[at_]) + "') at offset " + std::to_string(at_));
  }
  void SkipSpace() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool Take(char c) {
    SkipSpace();
    if (Peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  bool Word(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Result<Value> Item(int depth) {
    if (depth > kMaxJsonNesting) return InvalidParameter("JSON is nested too deeply");
    SkipSpace();
    const char c = Peek();
    if (c == '{') return Object(depth);
    if (c == '[') return List(depth);
    if (c == '"') {
      OCI_ASSIGN_OR_RETURN(std::string text, String());
      return Value::String(std::move(text));
    }
    if (c == '-' || (c >= '0' && c <= '9')) return Number();
    if (Word("true")) return Value::Boolean(true);
    if (Word("false")) return Value::Boolean(false);
    if (Word("null")) return Value::JsonNull();
    return Unexpected();
  }

  Result<Value> Object(int depth) {
    ++at_;
    Fields fields;
    if (!Take('}')) {
      do {
        SkipSpace();
        if (Peek() != '"') return Unexpected();
        OCI_ASSIGN_OR_RETURN(std::string name, String());
        if (!Take(':')) return Unexpected();
        OCI_ASSIGN_OR_RETURN(Value value, Item(depth + 1));
        fields.emplace_back(std::move(name), std::move(value));
      } while (Take(','));
      if (!Take('}')) return Unexpected();
    }
    return Value::Map(std::move(fields));
  }

  Result<Value> List(int depth) {
    ++at_;
    Items items;
    if (!Take(']')) {
      do {
        OCI_ASSIGN_OR_RETURN(Value value, Item(depth + 1));
        items.push_back(std::move(value));
      } while (Take(','));
      if (!Take(']')) return Unexpected();
    }
    return Value::Array(std::move(items));
  }

  void Digits() {
    while (Peek() >= '0' && Peek() <= '9') ++at_;
  }

  Result<Value> Number() {
    const size_t start = at_;
    if (Peek() == '-') ++at_;
    const size_t first = at_;
    Digits();
    if (at_ == first) return Unexpected();
    bool integer = true;
    if (Peek() == '.') {
      integer = false;
      const size_t fraction = ++at_;
      Digits();
      if (at_ == fraction) return Unexpected();
    }
    if (Peek() == 'e' || Peek() == 'E') {
      integer = false;
      ++at_;
      if (Peek() == '+' || Peek() == '-') ++at_;
      const size_t exponent = at_;
      Digits();
      if (at_ == exponent) return Unexpected();
    }
    return NumberOf(text_.substr(start, at_ - start), integer);
  }

  Result<Value> NumberOf(std::string_view literal, bool integer) {
    if (integer) {
      int64_t value = 0;
      const auto [end, error] =
          std::from_chars(literal.data(), literal.data() + literal.size(), value);
      if (error == std::errc()) {
        if (value >= INT32_MIN && value <= INT32_MAX)
          return Value::Integer(static_cast<int32_t>(value));
        return Value::Long(value);
      }
      auto decimal = ParseDecimal(literal);
      if (!decimal) return InvalidParameter("Number is too long");
      return Value::Number(std::move(*decimal));
    }
    Value value = Value::Double(std::strtod(std::string(literal).c_str(), nullptr));
    value.text = std::string(literal);
    return value;
  }

  Result<std::string> String() {
    ++at_;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] != '\\') {
        out += text_[at_++];
        continue;
      }
      ++at_;
      static constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
      const auto simple = kFrom.find(Peek());
      if (at_ < text_.size() && simple != std::string_view::npos && Peek() != '\0') {
        out += kTo[simple];
        ++at_;
      } else if (Peek() == 'u') {
        OCI_RETURN_IF_ERROR(Unicode(out));
      } else {
        return Unexpected();
      }
    }
    if (at_ >= text_.size()) return Unexpected();
    ++at_;
    return out;
  }

  bool Hex4(uint32_t& code) {
    if (at_ + 5 > text_.size()) return false;
    const char* begin = text_.data() + at_ + 1;
    const auto [end, error] = std::from_chars(begin, begin + 4, code, 16);
    if (error != std::errc() || end != begin + 4) return false;
    at_ += 5;
    return true;
  }

  // Called at the `u` of \uXXXX; a surrogate pair is one character, a lone surrogate becomes
  // U+FFFD.
  Status Unicode(std::string& out) {
    uint32_t code = 0;
    if (!Hex4(code)) return Unexpected();
    if (code >= 0xD800 && code < 0xDC00 && text_.substr(at_, 2) == "\\u") {
      ++at_;
      uint32_t low = 0;
      if (!Hex4(low)) return Unexpected();
      if (low >= 0xDC00 && low < 0xE000) {
        code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
      } else {
        AppendUtf8(0xFFFD, out);
        code = low;
      }
    }
    AppendUtf8(code >= 0xD800 && code < 0xE000 ? 0xFFFD : code, out);
    return oci::Ok();
  }

  static void AppendUtf8(uint32_t code, std::string& out) {
    const auto put = [&](uint32_t byte) { out += static_cast<char>(byte); };
    if (code < 0x80) {
      put(code);
    } else if (code < 0x800) {
      put(0xC0 | code >> 6);
      put(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
      put(0xE0 | code >> 12);
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    } else {
      put(0xF0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3F));
      put(0x80 | (code >> 6 & 0x3F));
      put(0x80 | (code & 0x3F));
    }
  }

  std::string_view text_;
  size_t at_ = 0;
};

// "d.ddddE±x" of std::to_chars, rewritten as Java writes it.
std::string JavaForm(std::string_view scientific) {
  std::string sign;
  if (scientific[0] == '-') {
    sign = "-";
    scientific.remove_prefix(1);
  }
  const auto e = scientific.find('e');
  std::string digits(scientific.substr(0, e));
  const int exponent = std::atoi(std::string(scientific.substr(e + 1)).c_str());
  std::erase(digits, '.');
  if (exponent < -3 || exponent >= 7) {
    return sign + digits.substr(0, 1) + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" +
           std::to_string(exponent);
  }
  if (exponent < 0)
    return sign + "0." + std::string(static_cast<size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<size_t>(exponent) + 1;
  if (digits.size() <= whole) digits.append(whole - digits.size() + 1, '0');
  return sign + digits.substr(0, whole) + "." + digits.substr(whole);
}

template <class T>
std::string JavaReal(T value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  char text[64];
  const auto result = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific);
  return JavaForm(std::string_view(text, static_cast<size_t>(result.ptr - text)));
}

}  // namespace

Result<Value> ParseJson(std::string_view text) { return JsonParser(text).Document(); }

std::string JavaDouble(double value) { return JavaReal(value); }
std::string JavaFloat(float value) { return JavaReal(value); }

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    static constexpr std::string_view kFrom = "\"\\/\b\f\n\r\t", kTo = "\"\\/bfnrt";
    const auto at = kFrom.find(c);
    if (at != std::string_view::npos) {
      out += '\\';
      out += kTo[at];
    } else {
      out += c;
    }
  }
  out += '"';
}

namespace {

// Numbers that JSON cannot express are written as strings.
void AppendReal(const Value& value, std::string& out) {
  const std::string text = value.kind == Kind::kFloat ? JavaFloat(static_cast<float>(value.real))
                                                      : JavaDouble(value.real);
  if (std::isfinite(value.real)) {
    out += text;
  } else {
    AppendJsonString(text, out);
  }
}

void AppendArray(const Value& value, std::string& out) {
  out += '[';
  const char* separator = "";
  for (const Value& item : *value.items) {
    out += separator;
    AppendJson(item, out);
    separator = ",";
  }
  out += ']';
}

void AppendObject(const Value& value, std::string& out) {
  out += '{';
  const char* separator = "";
  for (const auto& [name, field] : *value.fields) {
    out += separator;
    AppendJsonString(name, out);
    out += ':';
    AppendJson(field, out);
    separator = ",";
  }
  out += '}';
}

}  // namespace

void AppendJson(const Value& value, std::string& out) {
  switch (value.kind) {
    case Kind::kBoolean:
      out += value.integer ? "true" : "false";
      break;
    case Kind::kInteger:
    case Kind::kLong:
      out += std::to_string(value.integer);
      break;
    case Kind::kFloat:
    case Kind::kDouble:
      AppendReal(value, out);
      break;
    case Kind::kNumber:
      out += value.text;
      break;
    case Kind::kString:
    case Kind::kEnum:
      AppendJsonString(value.text, out);
      break;
    case Kind::kBinary:
      AppendJsonString(common::Base64(value.text), out);
      break;
    case Kind::kTimestamp:
      AppendJsonString(FormatTimestamp(value), out);
      break;
    case Kind::kArray:
      AppendArray(value, out);
      break;
    case Kind::kMap:
    case Kind::kRecord:
      AppendObject(value, out);
      break;
    default:
      out += "null";
  }
}

std::string ToJson(const Value& value) {
  std::string out;
  AppendJson(value, out);
  return out;
}

}  // namespace standin::nosql
