// Operators, from OR down to unary minus.
#include "local/standin/nosql/parser_impl.h"

namespace standin::nosql {
namespace {

struct Operator {
  std::string_view symbol;
  CompareOp op;
};
constexpr Operator kComparisons[] = {{"=", CompareOp::kEq}, {"!=", CompareOp::kNe},
                                     {"<", CompareOp::kLt}, {"<=", CompareOp::kLe},
                                     {">", CompareOp::kGt}, {">=", CompareOp::kGe}};

}  // namespace

Result<ExprPtr> Parser::Expression() {
  OCI_RETURN_IF_ERROR(Enter());
  OCI_ASSIGN_OR_RETURN(ExprPtr expr, OrExpression());
  Leave();
  return expr;
}

Result<ExprPtr> Parser::OrExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr first, AndExpression());
  if (!AtWord("OR")) return first;
  ExprPtr any = Make(Expr::Kind::kOr);
  any->args.push_back(std::move(first));
  while (TakeWord("OR")) {
    OCI_ASSIGN_OR_RETURN(ExprPtr next, AndExpression());
    any->args.push_back(std::move(next));
  }
  return any;
}

Result<ExprPtr> Parser::AndExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr first, NotExpression());
  if (!AtWord("AND")) return first;
  ExprPtr all = Make(Expr::Kind::kAnd);
  const auto append = [&](ExprPtr expr) {
    // Nested ANDs become one, because the planner looks at each part separately.
    if (expr->kind == Expr::Kind::kAnd) {
      all->args.insert(all->args.end(), expr->args.begin(), expr->args.end());
    } else {
      all->args.push_back(std::move(expr));
    }
  };
  append(std::move(first));
  while (TakeWord("AND")) {
    OCI_ASSIGN_OR_RETURN(ExprPtr next, NotExpression());
    append(std::move(next));
  }
  return all;
}

Result<ExprPtr> Parser::NotExpression() {
  if (!AtWord("NOT")) return IsNullExpression();
  ExprPtr negation = Make(Expr::Kind::kNot);
  ++at_;
  OCI_RETURN_IF_ERROR(Enter());
  OCI_ASSIGN_OR_RETURN(ExprPtr operand, NotExpression());
  Leave();
  negation->args.push_back(std::move(operand));
  return negation;
}

Result<ExprPtr> Parser::IsNullExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr operand, Condition());
  if (!AtWord("IS")) return operand;
  ExprPtr test = Make(Expr::Kind::kIsNull);
  ++at_;
  if (TakeWord("NOT")) test->kind = Expr::Kind::kIsNotNull;
  if (AtWord("OF")) return Unsupported("IS OF TYPE");
  OCI_RETURN_IF_ERROR(ExpectWord("NULL"));
  test->args.push_back(std::move(operand));
  return test;
}

Result<ExprPtr> Parser::Condition() {
  if (AtWord("EXISTS")) {
    ExprPtr exists = Make(Expr::Kind::kExists);
    ++at_;
    OCI_ASSIGN_OR_RETURN(ExprPtr operand, ConcatExpression());
    exists->args.push_back(std::move(operand));
    return exists;
  }
  if (AtTuple()) return TupleIn();
  OCI_ASSIGN_OR_RETURN(ExprPtr left, ConcatExpression());
  if (AtWord("BETWEEN")) return Between(std::move(left));
  if (AtWord("IN")) return InExpression({std::move(left)});
  if (Peek().type != Token::Type::kSymbol) return left;
  for (const auto& [symbol, op] : kComparisons) {
    const std::string any = std::string(symbol) + "any";
    if (!AtSymbol(symbol) && !AtSymbol(any)) continue;
    ExprPtr comparison = Make(Expr::Kind::kCompare);
    comparison->op = op;
    comparison->any = AtSymbol(any);
    ++at_;
    OCI_ASSIGN_OR_RETURN(ExprPtr right, ConcatExpression());
    comparison->args = {std::move(left), std::move(right)};
    return comparison;
  }
  return left;
}

// True at "(a, b) IN": a comma directly inside of the parentheses, and IN after them.
bool Parser::AtTuple() const {
  if (!AtSymbol("(")) return false;
  int level = 0;
  bool comma = false;
  for (size_t ahead = 0; Peek(ahead).type != Token::Type::kEnd; ++ahead) {
    if (Peek(ahead).type != Token::Type::kSymbol) continue;
    const std::string& symbol = Peek(ahead).text;
    if (symbol == "(" || symbol == "[" || symbol == "{") ++level;
    if (symbol == ")" || symbol == "]" || symbol == "}") --level;
    if (level == 1 && symbol == ",") comma = true;
    if (level == 0) return comma && AtWord("IN", ahead + 1);
  }
  return false;
}

Result<ExprPtr> Parser::TupleIn() {
  ++at_;
  std::vector<ExprPtr> left;
  do {
    OCI_ASSIGN_OR_RETURN(ExprPtr item, ConcatExpression());
    left.push_back(std::move(item));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  return InExpression(std::move(left));
}

Result<ExprPtr> Parser::InExpression(std::vector<ExprPtr> left) {
  ExprPtr in = Make(Expr::Kind::kIn);
  in->width = static_cast<int>(left.size());
  in->args = std::move(left);
  ++at_;
  if (!AtSymbol("(")) {
    if (in->width > 1) return Unsupported("IN with tuples of a sequence");
    in->kind = Expr::Kind::kInSequence;
    OCI_ASSIGN_OR_RETURN(ExprPtr keys, PathExpression());
    in->args.push_back(std::move(keys));
    return in;
  }
  ++at_;
  size_t count = 0;
  do {
    ++count;
    if (in->width > 1) OCI_RETURN_IF_ERROR(ExpectSymbol("("));
    for (int i = 0; i < in->width; ++i) {
      if (i > 0) OCI_RETURN_IF_ERROR(ExpectSymbol(","));
      OCI_ASSIGN_OR_RETURN(ExprPtr key, Expression());
      in->args.push_back(std::move(key));
    }
    if (in->width > 1) OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  } while (TakeSymbol(","));
  OCI_RETURN_IF_ERROR(ExpectSymbol(")"));
  // "IN (x)": x may give any number of keys.
  if (count == 1 && in->width == 1) in->kind = Expr::Kind::kInSequence;
  return in;
}

Result<ExprPtr> Parser::Between(ExprPtr operand) {
  ExprPtr both = Make(Expr::Kind::kAnd);
  ++at_;
  for (const CompareOp op : {CompareOp::kGe, CompareOp::kLe}) {
    if (op == CompareOp::kLe) OCI_RETURN_IF_ERROR(ExpectWord("AND"));
    ExprPtr bound = Make(Expr::Kind::kCompare);
    bound->op = op;
    OCI_ASSIGN_OR_RETURN(ExprPtr limit, ConcatExpression());
    bound->args = {operand, std::move(limit)};
    both->args.push_back(std::move(bound));
  }
  return both;
}

Result<ExprPtr> Parser::ConcatExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr first, AddExpression());
  if (!AtSymbol("||")) return first;
  ExprPtr concat = Make(Expr::Kind::kConcat);
  concat->args.push_back(std::move(first));
  while (TakeSymbol("||")) {
    OCI_ASSIGN_OR_RETURN(ExprPtr next, AddExpression());
    concat->args.push_back(std::move(next));
  }
  return concat;
}

Result<ExprPtr> Parser::AddExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr first, MultiplyExpression());
  if (!AtSymbol("+") && !AtSymbol("-")) return first;
  ExprPtr sum = Make(Expr::Kind::kArithmetic);
  sum->args.push_back(std::move(first));
  while (AtSymbol("+") || AtSymbol("-")) {
    sum->name += tokens_[at_++].text;
    OCI_ASSIGN_OR_RETURN(ExprPtr next, MultiplyExpression());
    sum->args.push_back(std::move(next));
  }
  return sum;
}

Result<ExprPtr> Parser::MultiplyExpression() {
  OCI_ASSIGN_OR_RETURN(ExprPtr first, UnaryExpression());
  if (!AtSymbol("*") && !AtSymbol("/") && !AtWord("div")) return first;
  ExprPtr product = Make(Expr::Kind::kArithmetic);
  product->args.push_back(std::move(first));
  while (AtSymbol("*") || AtSymbol("/") || AtWord("div")) {
    product->name += AtWord("div") ? "d" : Peek().text;
    ++at_;
    OCI_ASSIGN_OR_RETURN(ExprPtr next, UnaryExpression());
    product->args.push_back(std::move(next));
  }
  return product;
}

Result<ExprPtr> Parser::UnaryExpression() {
  if (TakeSymbol("+")) {
    OCI_RETURN_IF_ERROR(Enter());
    OCI_ASSIGN_OR_RETURN(ExprPtr operand, UnaryExpression());
    Leave();
    return operand;
  }
  if (!AtSymbol("-")) return PathExpression();
  ExprPtr negation = Make(Expr::Kind::kNegate);
  ++at_;
  const bool smallest_long =
      Peek().type == Token::Type::kInteger && Peek().text == "9223372036854775808";
  if (smallest_long) {
    ++at_;
    negation->kind = Expr::Kind::kLiteral;
    negation->literal = Value::Long(INT64_MIN);
    return negation;
  }
  OCI_RETURN_IF_ERROR(Enter());
  OCI_ASSIGN_OR_RETURN(ExprPtr operand, UnaryExpression());
  Leave();
  if (operand->kind == Expr::Kind::kLiteral && operand->literal.IsInteger()) {
    // A negative literal stays a literal, so that -2147483648 is an INTEGER.
    const int64_t value = -operand->literal.integer;
    operand->literal = value >= INT32_MIN && value <= INT32_MAX
                           ? Value::Integer(static_cast<int32_t>(value))
                           : Value::Long(value);
    return operand;
  }
  if (operand->kind == Expr::Kind::kLiteral && operand->literal.kind == Kind::kDouble) {
    operand->literal = Value::Double(-operand->literal.real);
    return operand;
  }
  negation->args.push_back(std::move(operand));
  return negation;
}

}  // namespace standin::nosql
