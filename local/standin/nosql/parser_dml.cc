// INSERT, UPSERT, UPDATE and DELETE.
#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {

Result<InsertStatement> Parser::Insert(bool upsert) {
  InsertStatement insert;
  insert.upsert = upsert;
  OCI_RETURN_IF_ERROR(ExpectWord("INTO"));
  OCI_ASSIGN_OR_RETURN(insert.into, From());
  if (TakeSymbol("(")) {
    do {
      OCI_ASSIGN_OR_RETURN(std::string column, ExpectName("a column"));
      insert.columns.push_back(std::move(column));
    } while (TakeSymbol(","));
    OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  }
  OCI_RETURN_IF_ERROR(ExpectWord("VALUES"));
  OCI_RETURN_IF_ERROR(ExpectSymbol("("));
  do {
    ExprPtr value;
    if (!TakeWord("DEFAULT")) {
      OCI_ASSIGN_OR_RETURN(value, Expression());
    }
    insert.values.push_back(std::move(value));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  if (TakeWords({"SET", "TTL"})) {
    OCI_ASSIGN_OR_RETURN(insert.ttl, TtlClause());
  }
  OCI_ASSIGN_OR_RETURN(insert.returning, ReturningClause());
  return insert;
}

Result<UpdateStatement> Parser::Update() {
  UpdateStatement update;
  OCI_ASSIGN_OR_RETURN(update.hints, Hints());
  OCI_ASSIGN_OR_RETURN(update.table, From());
  OCI_RETURN_IF_ERROR(UpdateClauses(update));
  OCI_RETURN_IF_ERROR(ExpectWord("WHERE"));
  --at_;
  OCI_RETURN_IF_ERROR(WhereAndReturning(update.where, update.returning));
  return update;
}

// "SET a = 1, b = 2, ADD c 3": a clause without keyword is of the same kind as the one before.
Status Parser::UpdateClauses(UpdateStatement& update) {
  auto kind = UpdateClause::Kind::kSet;
  bool first = true;
  do {
    if (TakeWord("SET")) {
      kind = UpdateClause::Kind::kSet;
    } else if (TakeWord("ADD")) {
      kind = UpdateClause::Kind::kAdd;
      TakeWord("INTO");
    } else if (TakeWord("PUT")) {
      kind = UpdateClause::Kind::kPut;
      TakeWord("INTO");
    } else if (TakeWord("REMOVE")) {
      kind = UpdateClause::Kind::kRemove;
    } else if (TakeWords({"JSON", "MERGE"})) {
      kind = UpdateClause::Kind::kMerge;
    } else if (first) {
      return Unexpected("{ADD, JSON, PUT, REMOVE, SET}");
    }
    first = false;
    OCI_ASSIGN_OR_RETURN(UpdateClause clause, OneClause(kind));
    update.clauses.push_back(std::move(clause));
  } while (TakeSymbol(","));
  return oci::Ok();
}

Result<UpdateClause> Parser::OneClause(UpdateClause::Kind kind) {
  UpdateClause clause;
  clause.kind = kind;
  if (kind == UpdateClause::Kind::kSet && AtWord("TTL") && !AtSymbol("=", 1) && !AtSymbol(".", 1)) {
    ++at_;
    clause.kind = UpdateClause::Kind::kTtl;
    OCI_ASSIGN_OR_RETURN(clause.ttl, TtlClause());
    return clause;
  }
  OCI_ASSIGN_OR_RETURN(clause.target, PathExpression());
  switch (kind) {
    case UpdateClause::Kind::kSet: {
      OCI_RETURN_IF_ERROR(ExpectSymbol("="));
      OCI_ASSIGN_OR_RETURN(clause.value, Expression());
      break;
    }
    case UpdateClause::Kind::kAdd:
      OCI_RETURN_IF_ERROR(AddClause(clause));
      break;
    case UpdateClause::Kind::kPut: {
      OCI_ASSIGN_OR_RETURN(clause.value, Expression());
      break;
    }
    case UpdateClause::Kind::kMerge: {
      OCI_RETURN_IF_ERROR(ExpectWord("WITH"));
      OCI_RETURN_IF_ERROR(ExpectWord("PATCH"));
      OCI_ASSIGN_OR_RETURN(clause.value, Expression());
      break;
    }
    default:
      break;
  }
  return clause;
}

// "ADD path [[@]position] value": there is a position when a value follows it.
Status Parser::AddClause(UpdateClause& clause) {
  const bool end = AtSymbol(",") || AtWord("WHERE");
  if (end && clause.target->kind == Expr::Kind::kFilter && clause.target->args.size() == 2) {
    // "ADD t.list [5]" was parsed as a path, but the brackets are the value.
    clause.value = Make(Expr::Kind::kArray);
    clause.value->args.push_back(clause.target->args[1]);
    clause.target = ExprPtr(clause.target->args[0]);
    return oci::Ok();
  }
  const bool at_sign = TakeSymbol("@");
  OCI_ASSIGN_OR_RETURN(clause.value, Expression());
  if (AtSymbol(",") || AtWord("WHERE")) {
    if (at_sign) return Unexpected("an expression");
    const Expr& value = *clause.value;
    // In "ADD p.tags $a[]" $a is the position and [] the value, as in the service.
    if (value.kind == Expr::Kind::kFilter && !value.parenthesized &&
        value.args[0]->kind != Expr::Kind::kName && value.args[0]->kind != Expr::Kind::kField)
      return ErrorAt(clause.target->line, clause.target->column,
                     "ADD operation failed. Cause: The position expression does not return a "
                     "numeric item");
    return oci::Ok();
  }
  clause.position = std::move(clause.value);
  OCI_ASSIGN_OR_RETURN(clause.value, Expression());
  return oci::Ok();
}

Result<DeleteStatement> Parser::Delete() {
  DeleteStatement statement;
  OCI_ASSIGN_OR_RETURN(statement.hints, Hints());
  OCI_RETURN_IF_ERROR(ExpectWord("FROM"));
  OCI_ASSIGN_OR_RETURN(statement.from, From());
  OCI_RETURN_IF_ERROR(WhereAndReturning(statement.where, statement.returning));
  return statement;
}

}  // namespace standin::nosql
