// Paths, literals, calls and constructors.
#include <algorithm>

#include "local/standin/nosql/decimal.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {

Result<ExprPtr> Parser::PathExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr expr, Primary());
  while (AtSymbol(".") || AtSymbol("[")) {
    const size_t start = at_;
    const int depth = depth_;
    auto step = Step(expr);
    if (!step.ok()) {
      // "ADD p.tags ['x', 'y']": with a space before it, the bracket begins an array and is no step
      // of the path.
      if (tokens_[start].text != "[" || !tokens_[start].spaced) return step;
      at_ = start;
      depth_ = depth;
      return expr;
    }
    expr = std::move(*step);
  }
  return expr;
}

Result<ExprPtr> Parser::Step(ExprPtr input) {
  if (AtSymbol("[")) return BracketStep(std::move(input));
  ExprPtr step = Make(Expr::Kind::kField);
  ++at_;
  const Token& token = Peek();
  if (token.type == Token::Type::kVariable || AtSymbol("("))
    return Unsupported("A computed field step");
  if (token.type != Token::Type::kName && !(token.type == Token::Type::kString))
    return Unexpected("a field name");
  step->name = token.text;
  ++at_;
  if (AtSymbol("(") && (SameName(step->name, "keys") || SameName(step->name, "values")))
    return Unsupported("The path step " + step->name + "()");
  step->args.push_back(std::move(input));
  return step;
}

Result<ExprPtr> Parser::BracketStep(ExprPtr input) {
  ExprPtr step = Make(Expr::Kind::kFilter);
  ++at_;
  step->args.push_back(std::move(input));
  if (TakeSymbol("]")) return step;
  ExprPtr first;
  if (!AtSymbol(":")) {
    OCI_ASSIGN_OR_RETURN(first, Expression());
  }
  if (TakeSymbol(":")) {
    step->kind = Expr::Kind::kSlice;
    ExprPtr last;
    if (!AtSymbol("]")) {
      OCI_ASSIGN_OR_RETURN(last, Expression());
    }
    step->args.push_back(std::move(first));
    step->args.push_back(std::move(last));
  } else {
    step->args.push_back(std::move(first));
  }
  OCI_RETURN_IF_ERROR(ExpectSymbol("]"));
  return step;
}

Result<ExprPtr> Parser::Primary() {
  const Token& token = Peek();
  if (token.type == Token::Type::kVariable) {
    ExprPtr variable = Make(Expr::Kind::kVariable);
    variable->name = token.text;
    ++at_;
    return variable;
  }
  if (token.type == Token::Type::kSymbol) {
    if (token.text == "[") return ArrayConstructor();
    if (token.text == "{") return MapConstructor();
    if (token.text == "?") return Unsupported("A positional variable");
    if (!TakeSymbol("(")) return Unexpected("an expression");
    OCI_ASSIGN_OR_RETURN(ExprPtr expr, Expression());
    OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
    expr->parenthesized = true;
    return expr;
  }
  if (token.type != Token::Type::kName) return Literal();
  if (AtWord("true") || AtWord("false") || AtWord("null")) return Literal();
  if (AtWord("case")) return Case();
  if (AtWord("cast") && AtSymbol("(", 1)) return Cast();
  if (AtWord("extract") && AtSymbol("(", 1)) return Extract();
  if (AtWord("not") && AtWord("exists", 1)) return Unexpected("an expression");
  if (AtSymbol("(", 1)) return Call();
  static constexpr std::string_view kReserved[] = {"FROM", "WHERE", "SELECT", "AND", "OR"};
  for (const auto word : kReserved) {
    if (AtWord(word)) return Unexpected("an expression");
  }
  ExprPtr name = Make(Expr::Kind::kName);
  name->name = token.text;
  ++at_;
  return name;
}

Result<ExprPtr> Parser::Literal() {
  ExprPtr literal = Make(Expr::Kind::kLiteral);
  const Token& token = Peek();
  switch (token.type) {
    case Token::Type::kString:
      literal->literal = Value::String(token.text);
      break;
    case Token::Type::kInteger:
    case Token::Type::kReal: {
      OCI_ASSIGN_OR_RETURN(literal->literal,
                           ParseJson(token.text[0] == '.' ? "0" + token.text : token.text));
      if (literal->literal.kind == Kind::kDouble) literal->literal.text.clear();
      break;
    }
    case Token::Type::kNumber: {
      auto decimal = ParseDecimal(token.text);
      if (!decimal) return Unexpected("a shorter number");
      literal->literal = Value::Number(std::move(*decimal));
      break;
    }
    default:
      if (AtWord("null")) {
        literal->literal = Value::JsonNull();
      } else if (AtWord("true") || AtWord("false")) {
        literal->literal = Value::Boolean(AtWord("true"));
      } else {
        return Unexpected("an expression");
      }
  }
  ++at_;
  return literal;
}

Result<ExprPtr> Parser::Call() {
  ExprPtr call = Make(Expr::Kind::kCall);
  call->name = Lower(Peek().text);
  at_ += 2;
  if (call->name == "count" && AtSymbol("*")) {
    ++at_;
    call->kind = Expr::Kind::kCountStar;
  } else if (!AtSymbol(")")) {
    do {
      OCI_ASSIGN_OR_RETURN(ExprPtr argument, Expression());
      call->args.push_back(std::move(argument));
    } while (TakeSymbol(","));
  }
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  return call;
}

// "extract(year FROM t)" is year(t).
Result<ExprPtr> Parser::Extract() {
  ExprPtr call = Make(Expr::Kind::kCall);
  at_ += 2;
  OCI_ASSIGN_OR_RETURN(const std::string part, ExpectName("a part of a timestamp"));
  call->name = Lower(part);
  static constexpr std::string_view kParts[] = {
      "year",   "month",       "day",         "hour",         "minute",
      "second", "millisecond", "microsecond", "nanosecond",   "quarter",
      "week",   "isoweek",     "day_of_week", "day_of_month", "day_of_year"};
  if (std::find(std::begin(kParts), std::end(kParts), call->name) == std::end(kParts))
    return Unexpected("a part of a timestamp");
  OCI_RETURN_IF_ERROR(ExpectWord("FROM"));
  OCI_ASSIGN_OR_RETURN(ExprPtr operand, Expression());
  call->args.push_back(std::move(operand));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  return call;
}

Result<ExprPtr> Parser::Case() {
  ExprPtr expr = Make(Expr::Kind::kCase);
  ++at_;
  do {
    OCI_RETURN_IF_ERROR(ExpectWord("WHEN"));
    OCI_ASSIGN_OR_RETURN(ExprPtr condition, Expression());
    OCI_RETURN_IF_ERROR(ExpectWord("THEN"));
    OCI_ASSIGN_OR_RETURN(ExprPtr result, Expression());
    expr->args.push_back(std::move(condition));
    expr->args.push_back(std::move(result));
  } while (AtWord("WHEN"));
  if (TakeWord("ELSE")) {
    OCI_ASSIGN_OR_RETURN(ExprPtr result, Expression());
    expr->args.push_back(std::move(result));
  }
  OCI_RETURN_IF_ERROR(ExpectWord("END"));
  return expr;
}

Result<ExprPtr> Parser::Cast() {
  ExprPtr cast = Make(Expr::Kind::kCast);
  at_ += 2;
  OCI_ASSIGN_OR_RETURN(ExprPtr operand, Expression());
  cast->args.push_back(std::move(operand));
  OCI_RETURN_IF_ERROR(ExpectWord("AS"));
  OCI_ASSIGN_OR_RETURN(cast->type, ParseTypeName());
  if (AtSymbol("?") || AtSymbol("*") || AtSymbol("+")) return Unsupported("A quantified cast");
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  return cast;
}

Result<ExprPtr> Parser::ArrayConstructor() {
  ExprPtr array = Make(Expr::Kind::kArray);
  ++at_;
  if (TakeSymbol("]")) return array;
  do {
    OCI_ASSIGN_OR_RETURN(ExprPtr item, Expression());
    array->args.push_back(std::move(item));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol("]"));
  return array;
}

Result<ExprPtr> Parser::MapConstructor() {
  ExprPtr map = Make(Expr::Kind::kMap);
  ++at_;
  if (TakeSymbol("}")) return map;
  do {
    OCI_ASSIGN_OR_RETURN(ExprPtr name, Expression());
    OCI_RETURN_IF_ERROR(ExpectSymbol(":"));
    OCI_ASSIGN_OR_RETURN(ExprPtr value, Expression());
    map->args.push_back(std::move(name));
    map->args.push_back(std::move(value));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol("}"));
  return map;
}

}  // namespace standin::nosql
