// DECLARE, SELECT, and what all statements about one table have.
#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {
namespace {

// Words that may follow a table's name, so they are not its alias.
bool EndsTableReference(std::string_view word) {
  static constexpr std::string_view kWords[] = {
      "WHERE", "ORDER",  "GROUP",     "LIMIT", "OFFSET", "SET",  "ADD", "PUT",    "REMOVE",
      "JSON",  "VALUES", "RETURNING", "LEFT",  "INNER",  "JOIN", "ON",  "UNNEST", "USING"};
  for (const auto reserved : kWords) {
    if (SameName(word, reserved)) return true;
  }
  return false;
}

}  // namespace

Status Parser::Prolog(std::vector<Declaration>& declarations) {
  if (!TakeWord("DECLARE")) return oci::Ok();
  do {
    if (Peek().type != Token::Type::kVariable || Peek().text.empty())
      return Unexpected("a variable");
    Declaration declaration;
    declaration.name = tokens_[at_++].text;
    for (const auto& other : declarations) {
      if (other.name == declaration.name)
        return Unexpected("another name, $" + declaration.name + " is declared already");
    }
    OCI_ASSIGN_OR_RETURN(declaration.type, ParseTypeName());
    declarations.push_back(std::move(declaration));
    OCI_RETURN_IF_ERROR(ExpectSymbol(";"));
  } while (Peek().type == Token::Type::kVariable);
  return oci::Ok();
}

Result<Statement> Parser::Query() {
  const auto wrap = [](auto result) -> Result<Statement> {
    if (!result.ok()) return std::move(result).error();
    return Statement(std::move(result).value());
  };
  if (TakeWord("SELECT")) return wrap(Select());
  if (TakeWord("INSERT")) return wrap(Insert(false));
  if (TakeWord("UPSERT")) return wrap(Insert(true));
  if (TakeWord("UPDATE")) return wrap(Update());
  if (TakeWord("DELETE")) return wrap(Delete());
  return Unexpected(
      "{ALTER, CREATE, DECLARE, DELETE, DESC, DESCRIBE, DROP, GRANT, INSERT, REVOKE, SELECT, SET, "
      "SHOW, UPDATE, UPSERT}");
}

Result<std::vector<Hint>> Parser::Hints() {
  std::vector<Hint> hints;
  if (!TakeSymbol("/*+")) return hints;
  while (!TakeSymbol("*/")) {
    if (Peek().type == Token::Type::kString) {  // a comment about the hint before it
      ++at_;
      continue;
    }
    Hint hint;
    OCI_ASSIGN_OR_RETURN(const std::string name, ExpectName("a hint"));
    const std::string lower = Lower(name);
    hint.primary = lower == "force_primary_index" || lower == "prefer_primary_index";
    hint.kind = lower.starts_with("prefer") ? Hint::Kind::kPrefer : Hint::Kind::kForce;
    if (!hint.primary && lower != "force_index" && lower != "prefer_indexes")
      return Unexpected("a hint");
    OCI_RETURN_IF_ERROR(ExpectSymbol("("));
    OCI_ASSIGN_OR_RETURN(hint.table, ExpectTableName());
    while (Peek().type == Token::Type::kName) hint.indexes.push_back(tokens_[at_++].text);
    if (hint.primary != hint.indexes.empty() || (lower == "force_index" && hint.indexes.size() > 1))
      return Unexpected("the indexes of the hint " + name);
    OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
    hints.push_back(std::move(hint));
  }
  return hints;
}

Result<SelectStatement> Parser::Select() {
  SelectStatement select;
  OCI_ASSIGN_OR_RETURN(select.hints, Hints());
  select.distinct = TakeWord("DISTINCT");
  if (TakeSymbol("*")) {
    select.all = true;
  } else {
    OCI_ASSIGN_OR_RETURN(select.columns, OutputColumns());
  }
  OCI_RETURN_IF_ERROR(ExpectWord("FROM"));
  if (AtWord("NESTED") && AtWord("TABLES", 1)) return Unsupported("NESTED TABLES");
  OCI_ASSIGN_OR_RETURN(select.from, From());
  if (AtSymbol(",")) return Unsupported("More than one table in FROM");
  if (AtWord("LEFT") || AtWord("JOIN") || AtWord("INNER")) return Unsupported("A join");
  if (AtWord("UNNEST")) return Unsupported("UNNEST");
  if (TakeWord("WHERE")) {
    OCI_ASSIGN_OR_RETURN(select.where, Expression());
  }
  if (TakeWords({"GROUP", "BY"})) {
    do {
      OCI_ASSIGN_OR_RETURN(ExprPtr key, Expression());
      select.group_by.push_back(std::move(key));
    } while (TakeSymbol(","));
  }
  if (TakeWords({"ORDER", "BY"})) OCI_RETURN_IF_ERROR(OrderBy(select));
  if (TakeWord("LIMIT")) {
    OCI_ASSIGN_OR_RETURN(select.limit, AddExpression());
  }
  if (TakeWord("OFFSET")) {
    OCI_ASSIGN_OR_RETURN(select.offset, AddExpression());
  }
  return select;
}

Status Parser::OrderBy(SelectStatement& select) {
  do {
    SortKey key;
    OCI_ASSIGN_OR_RETURN(key.expr, Expression());
    key.descending = TakeWord("DESC");
    if (!key.descending) TakeWord("ASC");
    key.nulls_first = key.descending;
    if (TakeWord("NULLS")) {
      key.nulls_first = TakeWord("FIRST");
      if (!key.nulls_first) OCI_RETURN_IF_ERROR(ExpectWord("LAST"));
    }
    select.order_by.push_back(std::move(key));
  } while (TakeSymbol(","));
  return oci::Ok();
}

Result<std::vector<OutputColumn>> Parser::OutputColumns() {
  std::vector<OutputColumn> columns;
  do {
    OutputColumn column;
    const size_t start = at_;
    OCI_ASSIGN_OR_RETURN(column.expr, Expression());
    if (TakeWord("AS")) {
      OCI_ASSIGN_OR_RETURN(column.name, ExpectName("a name"));
    } else if (column.expr->kind == Expr::Kind::kName || column.expr->kind == Expr::Kind::kField) {
      column.name = column.expr->name;  // as the statement writes it
    } else if (column.expr->kind == Expr::Kind::kVariable) {
      column.name = column.expr->name;
    }
    for (const auto& other : columns) {
      if (other.name == column.name) column.name.clear();
    }
    if (column.name.empty()) column.name = "Column_" + std::to_string(columns.size() + 1);
    if (at_ == start) return Unexpected("an expression");
    columns.push_back(std::move(column));
  } while (TakeSymbol(","));
  return columns;
}

Result<TableReference> Parser::From() {
  TableReference table;
  table.line = Peek().line;
  table.column = Peek().column;
  OCI_ASSIGN_OR_RETURN(table.name, ExpectTableName());
  table.alias = table.name;
  const bool as = TakeWord("AS");
  if (Peek().type == Token::Type::kVariable) {
    table.row_alias = true;
    table.alias = tokens_[at_++].text;
    if (table.alias.empty()) return Unexpected("an alias");
  } else if (as || (Peek().type == Token::Type::kName && !EndsTableReference(Peek().text))) {
    OCI_ASSIGN_OR_RETURN(table.alias, ExpectName("an alias"));
  }
  return table;
}

Status Parser::WhereAndReturning(ExprPtr& where, std::optional<Returning>& returning) {
  if (TakeWord("WHERE")) {
    OCI_ASSIGN_OR_RETURN(where, Expression());
  }
  OCI_ASSIGN_OR_RETURN(returning, ReturningClause());
  return oci::Ok();
}

Result<std::optional<Returning>> Parser::ReturningClause() {
  std::optional<Returning> returning;
  if (!TakeWord("RETURNING")) return returning;
  returning.emplace();
  returning->all = TakeSymbol("*");
  if (!returning->all) {
    OCI_ASSIGN_OR_RETURN(returning->columns, OutputColumns());
  }
  return returning;
}

Result<TimeToLive> Parser::TtlClause() {
  TimeToLive ttl;
  if (TakeWords({"USING", "TABLE", "DEFAULT"})) {
    ttl.unit = TimeToLive::Unit::kTableDefault;
    return ttl;
  }
  OCI_ASSIGN_OR_RETURN(ttl.amount, AddExpression());
  if (TakeWord("HOURS")) {
    ttl.unit = TimeToLive::Unit::kHours;
  } else {
    OCI_RETURN_IF_ERROR(ExpectWord("DAYS"));
  }
  return ttl;
}

}  // namespace standin::nosql
