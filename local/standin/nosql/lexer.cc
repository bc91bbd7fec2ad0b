#include "local/standin/nosql/lexer.h"

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/value.h"

namespace standin::nosql {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsNamePart(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }
bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Result<std::vector<Token>> All() {
    std::vector<Token> tokens;
    while (true) {
      const size_t before = at_;
      OCI_RETURN_IF_ERROR(SkipSpace());
      Token token;
      token.spaced = at_ != before;
      token.line = line_;
      token.column = static_cast<int>(at_ - line_start_);
      if (at_ >= text_.size()) {
        tokens.push_back(token);
        return tokens;
      }
      OCI_RETURN_IF_ERROR(Next(token));
      tokens.push_back(std::move(token));
    }
  }

 private:
  char Peek(size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool StartsWith(std::string_view prefix) const {
    return text_.substr(at_, prefix.size()) == prefix;
  }
  void Advance() {
    if (text_[at_++] == '\n') {
      ++line_;
      line_start_ = at_;
    }
  }
  Error Here(const std::string& message) const {
    return ErrorAt(line_, static_cast<int>(at_ - line_start_), message);
  }

  Status SkipSpace() {
    while (at_ < text_.size()) {
      if (IsSpace(Peek())) {
        Advance();
      } else if (StartsWith("//") || Peek() == '#') {
        while (at_ < text_.size() && Peek() != '\n') Advance();
      } else if (StartsWith("/*") && !StartsWith("/*+")) {
        const auto end = text_.find("*/", at_ + 2);
        if (end == std::string_view::npos) return Here("unterminated comment");
        while (at_ < end + 2) Advance();
      } else {
        break;
      }
    }
    return oci::Ok();
  }

  Status Next(Token& token) {
    const char c = Peek();
    if (IsLetter(c)) {
      token.type = Token::Type::kName;
      while (IsNamePart(Peek())) token.text += text_[at_++];
      return oci::Ok();
    }
    if (c == '$') {
      token.type = Token::Type::kVariable;
      ++at_;
      while (IsNamePart(Peek())) token.text += text_[at_++];
      return oci::Ok();
    }
    if (IsDigit(c) || (c == '.' && IsDigit(Peek(1)))) return Number(token);
    if (c == '"' || c == '\'') return String(token);
    return Symbol(token);
  }

  Status Number(Token& token) {
    const size_t start = at_;
    token.type = Token::Type::kInteger;
    while (IsDigit(Peek())) ++at_;
    if (Peek() == '.' && IsDigit(Peek(1))) {
      token.type = Token::Type::kReal;
      ++at_;
      while (IsDigit(Peek())) ++at_;
    }
    const size_t sign = Peek(1) == '+' || Peek(1) == '-' ? 1 : 0;
    if ((Peek() == 'e' || Peek() == 'E') && IsDigit(Peek(1 + sign))) {
      token.type = Token::Type::kReal;
      at_ += 1 + sign;
      while (IsDigit(Peek())) ++at_;
    }
    token.text = text_.substr(start, at_ - start);
    if (Peek() == 'n' || Peek() == 'N') {
      token.type = Token::Type::kNumber;
      ++at_;
    }
    if (IsNamePart(Peek())) return Here("extraneous input after a number");
    return oci::Ok();
  }

  // Both kinds of quotes allow the same escapes, but a quote itself can be escaped only inside of
  // "...".
  Status String(Token& token) {
    token.type = Token::Type::kString;
    const char quote = Peek();
    token.double_quoted = quote == '"';
    const Error unterminated = Here("token recognition error at a string");
    ++at_;
    std::string raw = "\"";
    while (at_ < text_.size() && Peek() != quote) {
      if (Peek() == '\\') {
        if (Peek(1) == '\'') return Here("token recognition error at: '\\''");
        raw += text_[at_++];
        if (at_ >= text_.size()) return unterminated;
      } else if (Peek() == '"') {
        raw += '\\';  // inside '...'
      }
      raw += Peek();
      Advance();
    }
    if (at_ >= text_.size()) return unterminated;
    ++at_;
    const auto unescaped = ParseJson(raw + '"');
    if (!unescaped.ok()) return Here("token recognition error at an escape in a string");
    token.text = unescaped->text;
    return oci::Ok();
  }

  Status Symbol(Token& token) {
    token.type = Token::Type::kSymbol;
    static constexpr std::string_view kSymbols[] = {
        "/*+", "*/", "!=", "<=", ">=", "||", "(", ")", "[", "]", "{", "}", ",",
        ";",   ":",  ".",  "*",  "+",  "-",  "/", "=", "<", ">", "?", "@"};
    for (const auto symbol : kSymbols) {
      if (!StartsWith(symbol)) continue;
      at_ += symbol.size();
      token.text = symbol;
      if (symbol.find_first_of("=<>") != std::string_view::npos &&
          SameName(text_.substr(at_, 3), "any") && !IsNamePart(Peek(3))) {
        token.text += "any";
        at_ += 3;
      }
      return oci::Ok();
    }
    return Here("token recognition error at: '" + std::string(1, Peek()) + "'");
  }

  std::string_view text_;
  size_t at_ = 0, line_start_ = 0;
  int line_ = 1;
};

}  // namespace

Error ErrorAt(int line, int column, const std::string& message) {
  return InvalidParameter("Error: at (" + std::to_string(line) + ", " + std::to_string(column) +
                          ") " + message);
}

Result<std::vector<Token>> Lex(std::string_view statement) { return Lexer(statement).All(); }

}  // namespace standin::nosql
