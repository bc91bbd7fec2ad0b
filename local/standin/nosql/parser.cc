#include "local/standin/nosql/parser.h"

#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {
namespace {

constexpr int kMaxExpressionNesting = 120;

}  // namespace

const Token& Parser::Peek(size_t ahead) const {
  return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
}

bool Parser::AtWord(std::string_view word, size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.type == Token::Type::kName && SameName(token.text, word);
}

bool Parser::AtSymbol(std::string_view symbol, size_t ahead) const {
  const Token& token = Peek(ahead);
  return token.type == Token::Type::kSymbol && token.text == symbol;
}

bool Parser::TakeWord(std::string_view word) {
  if (!AtWord(word)) return false;
  ++at_;
  return true;
}

bool Parser::TakeWords(std::initializer_list<std::string_view> words) {
  size_t ahead = 0;
  for (const auto word : words) {
    if (!AtWord(word, ahead++)) return false;
  }
  at_ += words.size();
  return true;
}

bool Parser::TakeSymbol(std::string_view symbol) {
  if (!AtSymbol(symbol)) return false;
  ++at_;
  return true;
}

Status Parser::ExpectWord(std::string_view word) {
  if (!TakeWord(word)) return Unexpected(word);
  return oci::Ok();
}

Status Parser::ExpectSymbol(std::string_view symbol) {
  if (!TakeSymbol(symbol)) return Unexpected("'" + std::string(symbol) + "'");
  return oci::Ok();
}

Result<std::string> Parser::ExpectName(std::string_view what) {
  if (Peek().type != Token::Type::kName) return Unexpected(what);
  return tokens_[at_++].text;
}

Result<std::string> Parser::ExpectTableName() {
  OCI_ASSIGN_OR_RETURN(std::string name, ExpectName("a table name"));
  if (AtSymbol(":")) return Unsupported("A namespace");
  if (AtSymbol(".")) return Unsupported("A child table");
  return name;
}

Result<int64_t> Parser::ExpectInteger() {
  const bool negative = TakeSymbol("-");
  if (Peek().type != Token::Type::kInteger || Peek().text.size() > 18)
    return Unexpected("an integer");
  const int64_t value = std::stoll(tokens_[at_++].text);
  return negative ? -value : value;
}

Error Parser::Unexpected(std::string_view expected) const {
  const Token& token = Peek();
  const std::string found = token.type == Token::Type::kEnd ? "<EOF>" : token.text;
  return InvalidParameter(
      "Table, index and unquoted field names may contain only alphanumeric values plus the "
      "character \"_\". " +
      ErrorAt(token.line, token.column,
              "mismatched input '" + found + "' expecting " + std::string(expected) + ", at line " +
                  std::to_string(token.line) + ":" + std::to_string(token.column))
          .message);
}

Error Parser::Unsupported(const std::string& what) const {
  return ErrorAt(Peek().line, Peek().column, NotSupported(what).message);
}

ExprPtr Parser::Make(Expr::Kind kind) const {
  auto expr = std::make_shared<Expr>();
  expr->kind = kind;
  expr->line = Peek().line;
  expr->column = Peek().column;
  return expr;
}

Status Parser::Enter() {
  if (++depth_ > kMaxExpressionNesting) return Unsupported("An expression nested this deeply");
  return oci::Ok();
}

Status Parser::ExpectEnd() {
  if (Peek().type != Token::Type::kEnd) return Unexpected("<EOF>");
  return oci::Ok();
}

Result<ParsedStatement> Parser::ParseStatement() {
  ParsedStatement parsed;
  OCI_RETURN_IF_ERROR(Prolog(parsed.declarations));
  if (AtWord("CREATE") || AtWord("ALTER") || AtWord("DROP")) {
    OCI_ASSIGN_OR_RETURN(parsed.body, Definition());
  } else {
    OCI_ASSIGN_OR_RETURN(parsed.body, Query());
  }
  OCI_RETURN_IF_ERROR(ExpectEnd());
  return parsed;
}

Result<ParsedStatement> Parse(std::string_view statement) {
  OCI_ASSIGN_OR_RETURN(auto tokens, Lex(statement));
  return Parser(std::move(tokens)).ParseStatement();
}

Result<IndexPath> ParseIndexPath(std::string_view path) {
  OCI_ASSIGN_OR_RETURN(auto tokens, Lex(path));
  Parser parser(std::move(tokens));
  OCI_ASSIGN_OR_RETURN(IndexPath parsed, parser.ParseIndexPath());
  OCI_RETURN_IF_ERROR(parser.ExpectEnd());
  return parsed;
}

Result<TypePtr> ParseType(std::string_view type) {
  OCI_ASSIGN_OR_RETURN(auto tokens, Lex(type));
  Parser parser(std::move(tokens));
  OCI_ASSIGN_OR_RETURN(TypePtr parsed, parser.ParseTypeName());
  OCI_RETURN_IF_ERROR(parser.ExpectEnd());
  return parsed;
}

bool IsDdl(const Statement& statement) { return statement.index() >= 4; }

}  // namespace standin::nosql
