// Parses the query language of Logging's search.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "local/standin/logging/query.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using Condition = LogQuery::Condition;
using Path = LogQuery::Path;

constexpr size_t kMostQueryBytes = 10000;
constexpr int kMostDepth = 50;

oci::Error NotInLanguage(const std::string& what) {
  return {"InvalidParameter", "searchQuery: " + what, 400, ""};
}
oci::Error NotHere(const std::string& what) {
  return {"NotImplemented", "searchQuery: " + what + " is not supported by the FotoGal stand-in",
          501, ""};
}

struct QueryToken {
  enum class Kind { kEnd, kName, kQuoted, kText, kNumber, kSymbol } kind = Kind::kEnd;
  std::string text;
  bool Is(Kind of, std::string_view what) const { return kind == of && text == what; }
};
using Kind = QueryToken::Kind;

bool IsNameStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_' || c == '$';
}
bool IsNamePart(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

class QueryLexer {
 public:
  explicit QueryLexer(std::string_view text) : rest_(text) {}

  oci::Result<QueryToken> Next() {
    OCI_RETURN_IF_ERROR(SkipSpace());
    if (rest_.empty()) return QueryToken{};
    const char first = rest_.front();
    if (first == '\'') return Text();
    if (first == '"') return Quoted();
    if (IsNameStart(first)) return Take(Kind::kName, LengthWhile(IsNamePart));
    const bool is_signed = first == '-' || first == '+';
    if (std::isdigit(static_cast<unsigned char>(first)) ||
        (is_signed && rest_.size() > 1 && std::isdigit(static_cast<unsigned char>(rest_[1]))))
      return Take(Kind::kNumber, LengthWhile([](char c) { return IsNamePart(c) || c == '.'; }));
    for (const std::string_view symbol : {"!=", "<=", ">=", "=", "<", ">", "|", ",", "(", ")", "."})
      if (rest_.starts_with(symbol)) return Take(Kind::kSymbol, symbol.size());
    return NotInLanguage("what is \"" + std::string(rest_.substr(0, 1)) + "\"?");
  }

 private:
  QueryToken Take(Kind kind, size_t length) {
    QueryToken token{kind, std::string(rest_.substr(0, length))};
    rest_.remove_prefix(length);
    return token;
  }
  // Of the first character, whatever it is, and those after it for which `is_part` is true.
  template <class Predicate>
  size_t LengthWhile(Predicate is_part) const {
    return static_cast<size_t>(std::find_if_not(rest_.begin() + 1, rest_.end(), is_part) -
                               rest_.begin());
  }
  oci::Status SkipSpace() {
    for (;;) {
      const auto space = rest_.find_first_not_of(" \t\r\n");
      rest_.remove_prefix(std::min(space, rest_.size()));
      if (rest_.starts_with("--")) {
        rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
      } else if (rest_.starts_with("/*")) {
        const auto end = rest_.find("*/");
        if (end == std::string_view::npos) return NotInLanguage("a comment has no end");
        rest_.remove_prefix(end + 2);
      } else {
        return oci::Ok();
      }
    }
  }
  // 'text', in which \ keeps the character after it.
  oci::Result<QueryToken> Text() {
    QueryToken token{Kind::kText, {}};
    for (size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '\'') {
        rest_.remove_prefix(i + 1);
        return token;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      token.text += rest_[i];
    }
    return NotInLanguage("a text has no end");
  }
  // "name", in which "" stands for one quotation mark.
  oci::Result<QueryToken> Quoted() {
    QueryToken token{Kind::kQuoted, {}};
    for (size_t i = 1; i < rest_.size(); ++i) {
      const bool is_quote = rest_[i] == '"';
      const bool is_double = is_quote && i + 1 < rest_.size() && rest_[i + 1] == '"';
      if (is_quote && !is_double) {
        rest_.remove_prefix(i + 1);
        return token;
      }
      if (is_double) ++i;
      token.text += rest_[i];
    }
    return NotInLanguage("a name has no end");
  }

  std::string_view rest_;
};

// A side of a comparison: a field or a literal.
struct Operand {
  Path path;     // empty: a literal
  json literal;  // a text or a number, true, false
};

bool IsContent(const Operand& operand) {
  return operand.path.size() == 1 && operand.path[0] == "logContent";
}

bool FitsText(const json& value, const std::string& pattern) {
  return FitsPattern(value.is_string() ? value.get<std::string>() : oci::JsonText(value), pattern);
}

Condition Equals(Path path, json literal) {
  return [path = std::move(path), literal = std::move(literal)](const LogRecord& record) {
    const json* value = FieldOf(record, path);
    if (value == nullptr) return false;
    return literal.is_string() ? FitsText(*value, literal.get<std::string>()) : *value == literal;
  };
}

Condition Compares(Path path, json literal, std::string by) {
  return [path = std::move(path), literal = std::move(literal),
          by = std::move(by)](const LogRecord& record) {
    const json* value = FieldOf(record, path);
    if (value == nullptr || !value->is_number()) return false;
    if (by == "<") return *value < literal;
    if (by == "<=") return *value <= literal;
    return by == ">" ? *value > literal : *value >= literal;
  };
}

class QueryParser {
 public:
  explicit QueryParser(std::string_view text) : lexer_(text) {}

  oci::Result<LogQuery> Parse() {
    auto parsed = Whole();
    OCI_RETURN_IF_ERROR(failed_);
    return parsed;
  }

 private:
  oci::Result<LogQuery> Whole() {
    Skip();
    if (!TakeWord("search")) return NotInLanguage("must begin with search");
    OCI_ASSIGN_OR_RETURN(auto streams, Streams());
    std::vector<LogQuery::Step> steps;
    while (TakeSymbol("|")) {
      OCI_ASSIGN_OR_RETURN(auto step, ParseStep());
      steps.push_back(std::move(step));
    }
    if (token_.kind != Kind::kEnd) return NotInLanguage("did not expect " + token_.text);
    return LogQuery(std::move(streams), std::move(steps));
  }

  // A token that the lexer cannot read ends the query; Parse returns why.
  void Skip() {
    auto next = lexer_.Next();
    if (!next.ok()) failed_ = next.error();
    token_ = next.ok() ? std::move(*next) : QueryToken{};
  }
  bool TakeSymbol(std::string_view symbol) {
    if (!token_.Is(Kind::kSymbol, symbol)) return false;
    Skip();
    return true;
  }
  bool IsWord(std::string_view word) const {
    return token_.kind == Kind::kName && LowerCase(token_.text) == word;
  }
  bool TakeWord(std::string_view word) {
    if (!IsWord(word)) return false;
    Skip();
    return true;
  }

  oci::Result<std::vector<std::vector<std::string>>> Streams() {
    std::vector<std::vector<std::string>> streams;
    do {
      if (token_.kind != Kind::kQuoted)
        return NotInLanguage("search needs \"compartment/group/log\"");
      std::vector<std::string> parts(1);
      for (const char c : token_.text) {
        if (c == '/') {
          parts.emplace_back();
        } else {
          parts.back() += c;
        }
      }
      if (parts.size() > 3) return NotInLanguage("\"" + token_.text + "\" has too many parts");
      streams.push_back(std::move(parts));
      Skip();
    } while (TakeSymbol(",") || token_.kind == Kind::kQuoted);
    return streams;
  }

  oci::Result<LogQuery::Step> ParseStep() {
    for (const char* other : {"select", "extend", "dedup", "summarize"})
      if (IsWord(other)) return NotHere(std::string("the operator ") + other);
    if (TakeWord("count")) return LogQuery::Step(LogQuery::Count{});
    if (TakeWord("sort")) return ParseSort();
    if (TakeWord("top")) return ParseTop();
    TakeWord("where");
    OCI_ASSIGN_OR_RETURN(auto condition, AnyOf(0));
    return LogQuery::Step(LogQuery::Where{std::move(condition)});
  }

  oci::Result<LogQuery::Step> ParseSort() {
    if (!TakeWord("by")) return NotInLanguage("sort needs by");
    LogQuery::Sort sort;
    do {
      OCI_ASSIGN_OR_RETURN(auto path, Field());
      const bool descending = TakeWord("desc");
      if (!descending) TakeWord("asc");
      sort.keys.push_back({std::move(path), descending});
    } while (TakeSymbol(","));
    return LogQuery::Step(std::move(sort));
  }

  oci::Result<LogQuery::Step> ParseTop() {
    LogQuery::Top top;
    const auto& text = token_.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), top.most);
    if (token_.kind != Kind::kNumber || error != std::errc() || end != text.data() + text.size() ||
        top.most == 0)
      return NotInLanguage("top needs a number of rows");
    Skip();
    if (!TakeWord("by")) return NotInLanguage("top needs by");
    OCI_ASSIGN_OR_RETURN(top.path, Field());
    return LogQuery::Step(std::move(top));
  }

  oci::Result<Path> Field() {
    Path path;
    do {
      if (token_.kind != Kind::kName && token_.kind != Kind::kQuoted)
        return NotInLanguage("the name of a field is missing");
      if (token_.text.starts_with('$')) return NotHere("the parameter " + token_.text);
      path.push_back(token_.text);
      Skip();
    } while (TakeSymbol("."));
    if (token_.Is(Kind::kSymbol, "(")) return NotHere("the function " + path.back());
    return path;
  }

  oci::Result<Condition> AnyOf(int depth) {
    OCI_ASSIGN_OR_RETURN(Condition left, AllOf(depth));
    while (TakeWord("or")) {
      OCI_ASSIGN_OR_RETURN(Condition right, AllOf(depth));
      left = [left = std::move(left), right = std::move(right)](const LogRecord& record) {
        return left(record) || right(record);
      };
    }
    return left;
  }

  oci::Result<Condition> AllOf(int depth) {
    OCI_ASSIGN_OR_RETURN(Condition left, One(depth));
    while (TakeWord("and")) {
      OCI_ASSIGN_OR_RETURN(Condition right, One(depth));
      left = [left = std::move(left), right = std::move(right)](const LogRecord& record) {
        return left(record) && right(record);
      };
    }
    return left;
  }

  oci::Result<Condition> InParentheses(int depth) {
    if (depth > kMostDepth) return NotInLanguage("too many parentheses");
    if (!TakeSymbol("(")) return NotInLanguage("( is missing");
    OCI_ASSIGN_OR_RETURN(Condition inner, AnyOf(depth + 1));
    if (!TakeSymbol(")")) return NotInLanguage(") is missing");
    return inner;
  }

  oci::Result<Condition> One(int depth) {
    if (token_.Is(Kind::kSymbol, "(")) return InParentheses(depth);
    if (TakeWord("not")) {
      OCI_ASSIGN_OR_RETURN(Condition inner, InParentheses(depth));
      return Condition([inner = std::move(inner)](const LogRecord& r) { return !inner(r); });
    }
    for (const bool missing : {true, false})
      if (TakeWord(missing ? "isnull" : "isnotnull")) return Missing(missing);
    return Comparison();
  }

  oci::Result<Condition> Missing(bool missing) {
    if (!TakeSymbol("(")) return NotInLanguage("( is missing");
    OCI_ASSIGN_OR_RETURN(Path path, Field());
    if (!TakeSymbol(")")) return NotInLanguage(") is missing");
    return Condition([path = std::move(path), missing](const LogRecord& record) {
      return (FieldOf(record, path) == nullptr) == missing;
    });
  }

  // is_right: there "text" is a pattern and no name.
  oci::Result<Operand> ParseOperand(bool is_right) {
    Operand operand;
    if (token_.kind == Kind::kText || (is_right && token_.kind == Kind::kQuoted)) {
      operand.literal = token_.text;
    } else if (token_.kind == Kind::kNumber) {
      const std::string digits = token_.text.starts_with('+') ? token_.text.substr(1) : token_.text;
      operand.literal = oci::JsonOf(digits);
      if (!operand.literal.is_number()) return NotInLanguage(digits + " is no number");
    } else if (IsWord("true") || IsWord("false")) {
      operand.literal = IsWord("true");
    } else {
      OCI_ASSIGN_OR_RETURN(operand.path, Field());
      return operand;
    }
    Skip();
    return operand;
  }

  oci::Result<Condition> Comparison() {
    OCI_ASSIGN_OR_RETURN(Operand left, ParseOperand(false));
    std::string by;
    for (const char* symbol : {"=", "!=", "<", "<=", ">", ">="})
      if (by.empty() && TakeSymbol(symbol)) by = symbol;
    if (by.empty()) {
      if (left.path.empty()) return NotInLanguage("a comparison is missing");
      return Equals(std::move(left.path), true);
    }
    OCI_ASSIGN_OR_RETURN(Operand right, ParseOperand(true));
    if (left.path.empty() || !right.path.empty())
      return NotHere("a comparison that is not of a field with a value");
    if (by != "=" && by != "!=") {
      if (!right.literal.is_number()) return NotInLanguage(by + " compares numbers");
      return Compares(std::move(left.path), std::move(right.literal), std::move(by));
    }
    return EqualsOrNot(std::move(left), std::move(right.literal), by == "!=");
  }

  static oci::Result<Condition> EqualsOrNot(Operand left, json literal, bool is_not) {
    Condition equals;
    if (IsContent(left)) {
      std::string pattern =
          literal.is_string() ? literal.get<std::string>() : oci::JsonText(literal);
      equals = [pattern = std::move(pattern)](const LogRecord& record) {
        const json* content = FieldOf(record, {"logContent"});
        return content != nullptr && FitsContent(*content, pattern);
      };
    } else {
      equals = Equals(left.path, std::move(literal));
    }
    if (!is_not) return equals;
    // What has no such field is neither equal nor unequal.
    return Condition([equals = std::move(equals), path = left.path](const LogRecord& record) {
      return FieldOf(record, path) != nullptr && !equals(record);
    });
  }

  QueryLexer lexer_;
  QueryToken token_;
  oci::Status failed_ = oci::Ok();
};

}  // namespace

oci::Result<LogQuery> LogQuery::Parse(std::string_view text) {
  if (text.size() > kMostQueryBytes) return NotInLanguage("is longer than 10,000 bytes");
  return QueryParser(text).Parse();
}

}  // namespace standin
