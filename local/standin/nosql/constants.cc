#include "local/standin/nosql/constants.h"

#include <algorithm>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/eval.h"
#include "local/standin/nosql/key_shape.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;

bool IsClock(const Expr& expr) {
  return expr.kind == K::kCall &&
         (expr.name == "current_time" || expr.name == "current_time_millis");
}

// Known when the statement is compiled: no variable, column, row or clock.
bool IsKnown(const Expr& expr) {
  if (expr.kind == K::kVariable || expr.kind == K::kColumn || expr.kind == K::kRow ||
      expr.kind == K::kName || expr.kind == K::kCountStar || IsClock(expr))
    return false;
  return std::all_of(expr.args.begin(), expr.args.end(),
                     [](const ExprPtr& arg) { return !arg || IsKnown(*arg); });
}

bool IsWildcard(Kind kind) { return kind == Kind::kJson || kind == Kind::kAny; }

KnownComparison AdaptInteger(CompareOp op, Value& constant) {
  const bool below = constant.integer<INT32_MIN, above = constant.integer> INT32_MAX;
  if (!below && !above) {
    constant = Value::Integer(static_cast<int32_t>(constant.integer));
    return KnownComparison::kDepends;
  }
  const bool holds = op == CompareOp::kNe ||
                     (above && (op == CompareOp::kLt || op == CompareOp::kLe)) ||
                     (below && (op == CompareOp::kGt || op == CompareOp::kGe));
  return holds ? KnownComparison::kAlways : KnownComparison::kNever;
}

KnownComparison AdaptTimestamp(CompareOp op, const Type& type, Value& constant) {
  const Value cut = *ParseTimestamp(FormatTimestamp(constant), type.precision);
  const bool exact = Compare(cut, constant, CompareOp::kEq).order == 0;
  if (!exact && op == CompareOp::kEq) return KnownComparison::kNever;
  if (exact) constant = cut;
  return KnownComparison::kDepends;
}

}  // namespace

void FoldConstant(ExprPtr& expr) {
  if (!expr || expr->kind == K::kLiteral || !IsKnown(*expr)) return;
  Sequence items;
  if (!Evaluate(*expr, Scope(), items).ok() || items.size() != 1) return;
  auto literal = std::make_shared<Expr>();
  literal->literal = std::move(items[0]);
  literal->line = expr->line;
  literal->column = expr->column;
  expr = std::move(literal);
}

bool ComparableTypes(const Type& a, const Type& b) {
  if (a.kind == b.kind || IsWildcard(a.kind) || IsWildcard(b.kind)) return true;
  if (a.kind == Kind::kJsonNull || b.kind == Kind::kJsonNull || a.kind == Kind::kNull ||
      b.kind == Kind::kNull)
    return true;
  if (IsNumeric(a.kind) && IsNumeric(b.kind)) return true;
  const auto text = [](Kind kind) { return kind == Kind::kString || kind == Kind::kEnum; };
  const auto object = [](Kind kind) { return kind == Kind::kMap || kind == Kind::kRecord; };
  return (text(a.kind) && text(b.kind)) || (object(a.kind) && object(b.kind));
}

KnownComparison AdaptConstant(const Type& type, CompareOp op, Value& constant) {
  if (constant.IsNull() || IsWildcard(type.kind)) return KnownComparison::kDepends;
  if (constant.kind == Kind::kJsonNull)
    return op == CompareOp::kNe ? KnownComparison::kDepends : KnownComparison::kNever;
  switch (type.kind) {
    case Kind::kInteger:
      return constant.kind == Kind::kLong ? AdaptInteger(op, constant) : KnownComparison::kDepends;
    case Kind::kLong:
      if (constant.kind == Kind::kInteger) constant = Value::Long(constant.integer);
      return KnownComparison::kDepends;
    case Kind::kTimestamp:
      return constant.kind == Kind::kTimestamp ? AdaptTimestamp(op, type, constant)
                                               : KnownComparison::kDepends;
    case Kind::kEnum: {
      if (constant.kind != Kind::kString) return KnownComparison::kDepends;
      const auto& symbols = type.symbols;
      const auto at = std::find(symbols.begin(), symbols.end(), constant.text);
      if (at == symbols.end()) return KnownComparison::kNeither;
      constant = Value::Enum(type.shared_from_this(), static_cast<size_t>(at - symbols.begin()));
      return KnownComparison::kDepends;
    }
    default:
      return KnownComparison::kDepends;
  }
}

CompareOp SwappedOp(CompareOp op) {
  switch (op) {
    case CompareOp::kLt:
      return CompareOp::kGt;
    case CompareOp::kLe:
      return CompareOp::kGe;
    case CompareOp::kGt:
      return CompareOp::kLt;
    case CompareOp::kGe:
      return CompareOp::kLe;
    default:
      return op;
  }
}

CompareOp OppositeOp(CompareOp op) {
  switch (op) {
    case CompareOp::kEq:
      return CompareOp::kNe;
    case CompareOp::kNe:
      return CompareOp::kEq;
    case CompareOp::kLt:
      return CompareOp::kGe;
    case CompareOp::kLe:
      return CompareOp::kGt;
    case CompareOp::kGt:
      return CompareOp::kLe;
    default:
      return CompareOp::kLt;
  }
}

}  // namespace standin::nosql
