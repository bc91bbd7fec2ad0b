// The recursive-descent parser of parser.h; its members are defined in parser_*.cc.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/parser.h"

namespace standin::nosql {

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<ParsedStatement> ParseStatement();
  Result<IndexPath> ParseIndexPath();
  Result<TypePtr> ParseTypeName();
  Status ExpectEnd();

 private:
  // Tokens (parser.cc)
  const Token& Peek(size_t ahead = 0) const;
  bool AtWord(std::string_view word, size_t ahead = 0) const;
  bool AtSymbol(std::string_view symbol, size_t ahead = 0) const;
  bool TakeWord(std::string_view word);
  bool TakeWords(std::initializer_list<std::string_view> words);
  bool TakeSymbol(std::string_view symbol);
  Status ExpectWord(std::string_view word);
  Status ExpectSymbol(std::string_view symbol);
  Result<std::string> ExpectName(std::string_view what);
  Result<std::string> ExpectTableName();
  Result<int64_t> ExpectInteger();
  Error Unexpected(std::string_view expected) const;
  Error Unsupported(const std::string& what) const;
  ExprPtr Make(Expr::Kind kind) const;
  Status Enter();  // counts the nesting, which is limited
  void Leave() { --depth_; }

  // Expressions (parser_expr.cc)
  Result<ExprPtr> Expression();
  Result<ExprPtr> OrExpression();
  Result<ExprPtr> AndExpression();
  Result<ExprPtr> NotExpression();
  Result<ExprPtr> IsNullExpression();
  Result<ExprPtr> Condition();
  bool AtTuple() const;
  Result<ExprPtr> TupleIn();
  Result<ExprPtr> InExpression(std::vector<ExprPtr> left);
  Result<ExprPtr> Between(ExprPtr operand);
  Result<ExprPtr> ConcatExpression();
  Result<ExprPtr> AddExpression();
  Result<ExprPtr> MultiplyExpression();
  Result<ExprPtr> UnaryExpression();
  // Primaries (parser_primary.cc)
  Result<ExprPtr> PathExpression();
  Result<ExprPtr> Step(ExprPtr input);
  Result<ExprPtr> BracketStep(ExprPtr input);
  Result<ExprPtr> Primary();
  Result<ExprPtr> Literal();
  Result<ExprPtr> Call();
  Result<ExprPtr> Extract();
  Result<ExprPtr> Case();
  Result<ExprPtr> Cast();
  Result<ExprPtr> ArrayConstructor();
  Result<ExprPtr> MapConstructor();

  // Queries (parser_query.cc, parser_dml.cc)
  Status Prolog(std::vector<Declaration>& declarations);
  Result<Statement> Query();
  Result<std::vector<Hint>> Hints();
  Result<SelectStatement> Select();
  Status OrderBy(SelectStatement& select);
  Result<std::vector<OutputColumn>> OutputColumns();
  Result<TableReference> From();
  Result<InsertStatement> Insert(bool upsert);
  Result<UpdateStatement> Update();
  Status UpdateClauses(UpdateStatement& update);
  Result<UpdateClause> OneClause(UpdateClause::Kind kind);
  Status AddClause(UpdateClause& clause);
  Result<DeleteStatement> Delete();
  Status WhereAndReturning(ExprPtr& where, std::optional<Returning>& returning);
  Result<std::optional<Returning>> ReturningClause();
  Result<TimeToLive> TtlClause();

  // Definitions (parser_ddl.cc)
  Result<Statement> Definition();
  Result<Statement> CreateTable();
  Status TableElements(CreateTableStatement& table);
  Status PrimaryKey(CreateTableStatement& table);
  Status TableOptions(CreateTableStatement& table);
  Result<ColumnDefinition> Column();
  Status ColumnOptions(ColumnDefinition& column);
  Status Identity(ColumnDefinition& column);
  Result<Statement> AlterTable();
  Result<Statement> CreateIndex();
  Result<Statement> Drop();
  Result<TypePtr> EnumType();
  Result<TypePtr> ContainerType(Kind kind);

  std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace standin::nosql
