// Splits a statement of the SQL of Oracle NoSQL into tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/errors.h"

namespace standin::nosql {

struct Token {
  enum class Type {
    kName,      // text as written; keywords are names too
    kString,    // text after unescaping
    kInteger,   // text as written
    kReal,      // with a point or an exponent
    kNumber,    // with the suffix n
    kVariable,  // text without the leading "$"
    kSymbol,    // punctuation and operators: "(", "<=", "=any", "||", "/*+", "*/"
    kEnd,
  } type = Type::kEnd;
  std::string text;
  bool double_quoted = false;  // a kString in double quotes, which may also be the name of a field
  bool spaced = false;         // preceded by white space or a comment
  int line = 1, column = 0;
};

// The message of an error is the part that follows "Error: at (line, column) ".
Result<std::vector<Token>> Lex(std::string_view statement);

Error ErrorAt(int line, int column, const std::string& message);

}  // namespace standin::nosql
