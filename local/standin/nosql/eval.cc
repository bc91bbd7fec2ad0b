#include "local/standin/nosql/eval.h"

#include <algorithm>

#include "local/standin/nosql/arithmetic.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/functions.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;

void FieldOf(const Value& value, const std::string& name, Sequence& out) {
  if (value.IsNull()) {
    out.push_back(value);
  } else if (value.IsObject()) {
    if (const Value* field = value.Field(name)) out.push_back(*field);
  } else if (value.kind == Kind::kArray) {
    for (const Value& item : *value.items) FieldOf(item, name, out);
  }
}

Status StepInto(const Expr& expr, const Scope& scope, Sequence& out) {
  Sequence inputs;
  OCI_RETURN_IF_ERROR(Evaluate(*expr.args[0], scope, inputs));
  for (const Value& input : inputs) {
    if (input.IsNull()) {
      out.push_back(input);
      continue;
    }
    // A value that is no array is treated as an array of one.
    const Items single = {input};
    const Items& items = input.kind == Kind::kArray ? *input.items : single;
    OCI_ASSIGN_OR_RETURN(const Selected selected, Select(expr, items, scope));
    for (const size_t position : selected.positions) out.push_back(items[position]);
  }
  return oci::Ok();
}

enum class Truth { kFalse, kTrue, kNull };

// A string that is compared with a timestamp must be one.
Result<Value> TimestampLike(const Expr& expr, const Value& text, const Value& time) {
  auto read = ParseTimestamp(text.text, time.precision);
  if (!read) return ErrorAt(expr, "Failed to parse the timestamp string '" + text.text + "'");
  return std::move(*read);
}

Result<Truth> CompareValues(const Expr& expr, const Value& a, const Value& b, CompareOp op) {
  if (a.kind == Kind::kTimestamp && b.kind == Kind::kString) {
    OCI_ASSIGN_OR_RETURN(const Value time, TimestampLike(expr, b, a));
    return CompareValues(expr, a, time, op);
  }
  if (a.kind == Kind::kString && b.kind == Kind::kTimestamp) {
    OCI_ASSIGN_OR_RETURN(const Value time, TimestampLike(expr, a, b));
    return CompareValues(expr, time, b, op);
  }
  const Comparison comparison = Compare(a, b, op);
  if (comparison.outcome == Comparison::Outcome::kNull) return Truth::kNull;
  const bool holds =
      comparison.outcome == Comparison::Outcome::kOrdered && Holds(op, comparison.order);
  return holds ? Truth::kTrue : Truth::kFalse;
}

// Of at most one item on each side; nothing is equal to nothing alone.
Result<Truth> CompareItems(const Expr& expr, const Sequence& left, const Sequence& right,
                           CompareOp op) {
  if (left.empty() && right.empty()) return Holds(op, 0) ? Truth::kTrue : Truth::kFalse;
  if (left.empty() || right.empty()) return op == CompareOp::kNe ? Truth::kTrue : Truth::kFalse;
  return CompareValues(expr, left[0], right[0], op);
}

Value ValueOf(Truth truth) {
  return truth == Truth::kNull ? Value::Null() : Value::Boolean(truth == Truth::kTrue);
}

Result<Value> CompareSequences(const Expr& expr, const Scope& scope) {
  Sequence left, right;
  OCI_RETURN_IF_ERROR(Evaluate(*expr.args[0], scope, left));
  OCI_RETURN_IF_ERROR(Evaluate(*expr.args[1], scope, right));
  if (!expr.any) {
    if (left.size() > 1 || right.size() > 1)
      return ErrorAt(expr,
                     "An operand of a comparison operator is a sequence with more than one items. "
                     "Comparison operators cannot operate on sequences of more than one items.");
    OCI_ASSIGN_OR_RETURN(const Truth truth, CompareItems(expr, left, right, expr.op));
    return ValueOf(truth);
  }
  Truth any = Truth::kFalse;
  for (const Value& a : left) {
    for (const Value& b : right) {
      OCI_ASSIGN_OR_RETURN(const Truth truth, CompareValues(expr, a, b, expr.op));
      if (truth == Truth::kTrue) return Value::Boolean(true);
      if (truth == Truth::kNull) any = truth;
    }
  }
  return ValueOf(any);
}

// AND stops at the first false, OR at the first true; NULL does not stop them. An operand that
// returns nothing is false.
Result<Value> Junction(const Expr& expr, const Scope& scope) {
  const bool decisive = expr.kind == K::kOr;
  bool null = false;
  for (const ExprPtr& arg : expr.args) {
    Sequence operand;
    OCI_RETURN_IF_ERROR(Evaluate(*arg, scope, operand));
    if (operand.size() > 1) return ErrorAt(*arg, "An operand returns more than one item");
    const Value value = operand.empty() ? Value::Boolean(false) : std::move(operand[0]);
    if (value.IsNull()) {
      null = true;
      continue;
    }
    if (value.kind != Kind::kBoolean)
      return ErrorAt(*arg, "The operand of AND or OR is not a boolean");
    if ((value.integer != 0) == decisive) return Value::Boolean(decisive);
  }
  return null ? Value::Null() : Value::Boolean(!decisive);
}

Result<Value> Negation(const Expr& expr, const Scope& scope) {
  Sequence operand;
  OCI_RETURN_IF_ERROR(Evaluate(*expr.args[0], scope, operand));
  if (operand.empty()) return Value::Boolean(true);
  if (operand.size() > 1) return ErrorAt(expr, "The operand of NOT returns more than one item");
  if (operand[0].IsNull()) return operand[0];
  if (operand[0].kind != Kind::kBoolean)
    return ErrorAt(expr, "The operand of NOT is not a boolean");
  return Value::Boolean(operand[0].integer == 0);
}

Result<Value> In(const Expr& expr, const Scope& scope) {
  const auto width = static_cast<size_t>(expr.width);
  std::vector<Sequence> left;
  for (size_t i = 0; i < width; ++i) {
    Sequence operand;
    OCI_RETURN_IF_ERROR(Evaluate(*expr.args[i], scope, operand));
    if (operand.size() > 1)
      return ErrorAt(
          *expr.args[i],
          "An expression on the left-hand-side of an IN operator returns a sequence with "
          "more than one items.");
    if (!operand.empty() && operand[0].IsNull()) return Value::Null();
    left.push_back(std::move(operand));
  }
  std::vector<Sequence> keys;
  for (size_t i = width; i < expr.args.size(); ++i) {
    Sequence key;
    OCI_RETURN_IF_ERROR(Evaluate(*expr.args[i], scope, key));
    if (expr.kind == K::kIn) {
      if (key.size() > 1)
        return ErrorAt(*expr.args[i], "A search key of IN returns more than one item");
      keys.push_back(std::move(key));
    } else {
      for (Value& item : key) keys.push_back({std::move(item)});
    }
  }
  size_t count = 0, nulls = 0;
  for (size_t i = 0; i + width <= keys.size(); i += width) {
    bool equal = true, unknown = false;
    for (size_t j = 0; j < width; ++j) {
      OCI_ASSIGN_OR_RETURN(const Truth truth,
                           CompareItems(expr, left[j], keys[i + j], CompareOp::kEq));
      unknown = unknown || truth == Truth::kNull;
      equal = equal && truth != Truth::kFalse;
    }
    if (equal && !unknown) return Value::Boolean(true);
    ++count;
    nulls += equal && unknown;
  }
  // NULL only if each comparison with a key is.
  return nulls == count ? Value::Null() : Value::Boolean(false);
}

// An operand that returns nothing makes the whole nothing.
Status Arithmetic(const Expr& expr, const Scope& scope, Sequence& out) {
  std::vector<Value> operands;
  for (const ExprPtr& arg : expr.args) {
    Sequence operand;
    OCI_RETURN_IF_ERROR(Evaluate(*arg, scope, operand));
    if (operand.size() > 1)
      return ErrorAt(*arg, "Operand in arithmetic operation returns more than one items.");
    if (operand.empty()) return oci::Ok();
    // What comes after a NULL is not looked at.
    operands.push_back(std::move(operand[0]));
    if (operands.back().IsNull()) break;
  }
  auto result = expr.kind == K::kNegate ? Negated(operands[0]) : Calculate(operands, expr.name);
  if (!result.ok()) return ErrorAt(expr, result.error().message);
  out.push_back(std::move(*result));
  return oci::Ok();
}

// All items of all operands, one after the other.
Status Concat(const Expr& expr, const Scope& scope, Sequence& out) {
  Sequence items;
  for (const ExprPtr& arg : expr.args) OCI_RETURN_IF_ERROR(Evaluate(*arg, scope, items));
  if (items.empty()) return oci::Ok();
  OCI_ASSIGN_OR_RETURN(Value text, JoinTexts(items));
  out.push_back(std::move(text));
  return oci::Ok();
}

// NULL items are left out, as in the service.
Result<Value> MakeArray(const Expr& expr, const Scope& scope) {
  Sequence items;
  for (const ExprPtr& arg : expr.args) OCI_RETURN_IF_ERROR(Evaluate(*arg, scope, items));
  std::erase_if(items, [](const Value& item) { return item.IsNull(); });
  return Value::Array(std::move(items));
}

Result<Value> MakeMap(const Expr& expr, const Scope& scope) {
  Fields fields;
  for (size_t i = 0; i + 1 < expr.args.size(); i += 2) {
    OCI_ASSIGN_OR_RETURN(const Value name, EvaluateOne(*expr.args[i], scope));
    Sequence values;
    OCI_RETURN_IF_ERROR(Evaluate(*expr.args[i + 1], scope, values));
    if (name.IsNull() || values.empty()) continue;
    if (name.kind != Kind::kString) return ErrorAt(*expr.args[i], "A field name is not a string");
    Value value = values.size() == 1 ? values[0] : Value::Array(std::move(values));
    if (value.IsNull()) continue;
    fields.emplace_back(name.text, std::move(value));
  }
  return Value::Map(std::move(fields));
}

Status CallFunction(const Expr& call, const Scope& scope, Sequence& out) {
  std::vector<Sequence> arguments;
  if (!TakesRow(call)) {
    arguments.resize(call.args.size());
    for (size_t i = 0; i < call.args.size(); ++i)
      OCI_RETURN_IF_ERROR(Evaluate(*call.args[i], scope, arguments[i]));
  }
  return Call(call, scope, arguments, out);
}

Result<Value> Single(const Expr& expr, const Scope& scope) {
  switch (expr.kind) {
    case K::kCompare:
      return CompareSequences(expr, scope);
    case K::kAnd:
    case K::kOr:
      return Junction(expr, scope);
    case K::kNot:
      return Negation(expr, scope);
    case K::kIn:
    case K::kInSequence:
      return In(expr, scope);
    case K::kArray:
      return MakeArray(expr, scope);
    case K::kMap:
      return MakeMap(expr, scope);
    default:
      break;
  }
  Sequence operand;
  OCI_RETURN_IF_ERROR(Evaluate(*expr.args[0], scope, operand));
  const bool null = operand.size() == 1 && operand[0].IsNull();
  if (expr.kind == K::kExists) {
    // A column always has a value; for a path below it NULL means unknown.
    const bool unknown = !operand.empty() && operand[0].IsNull() &&
                         expr.args[0]->kind != K::kColumn && expr.args[0]->kind != K::kRow;
    return unknown ? Value::Null() : Value::Boolean(!operand.empty());
  }
  if ((expr.kind == K::kIsNull || expr.kind == K::kIsNotNull) && operand.size() > 1)
    return ErrorAt(expr, "Result set with more than one item cannot be promoted to type Any?");
  if (expr.kind == K::kIsNull) return Value::Boolean(null);
  if (expr.kind == K::kIsNotNull) return Value::Boolean(!null);
  if (expr.kind != K::kCast) return ErrorAt(expr, NotSupported("This expression").message);
  if (operand.size() != 1) return ErrorAt(expr, "The input to a cast does not return one item");
  if (operand[0].kind == Kind::kJsonNull && expr.type->kind == Kind::kString)
    return Value::String("null");
  if (operand[0].kind == Kind::kJsonNull && expr.type->kind != Kind::kJson &&
      expr.type->kind != Kind::kAny)
    return ErrorAt(expr, "Cannot cast a JSON null to type " + TypeText(*expr.type));
  auto cast = CastTo(operand[0], *expr.type);
  if (!cast.ok()) return ErrorAt(expr, cast.error().message);
  return cast;
}

}  // namespace

Result<Selected> Select(const Expr& step, const Items& items, const Scope& scope) {
  Selected selected;
  if (step.kind == K::kSlice) {
    int64_t bounds[2] = {0, static_cast<int64_t>(items.size()) - 1};
    for (size_t i = 0; i < 2; ++i) {
      if (!step.args[i + 1]) continue;
      Sequence bound;
      OCI_RETURN_IF_ERROR(Evaluate(*step.args[i + 1], scope, bound));
      if (bound.empty() || bound[0].IsNull()) return selected;
      if (bound.size() > 1 || !bound[0].IsNumeric())
        return ErrorAt(step, "The bound of an array slice is not a number");
      bounds[i] =
          bound[0].IsInteger() ? bound[0].integer : static_cast<int64_t>(DoubleOf(bound[0]));
    }
    if (step.position == 1 && bounds[0] < 0) return selected;
    const int64_t last = std::min(bounds[1], static_cast<int64_t>(items.size()) - 1);
    for (int64_t i = std::max<int64_t>(bounds[0], 0); i <= last; ++i)
      selected.positions.push_back(static_cast<size_t>(i));
    return selected;
  }
  for (size_t i = 0; i < items.size(); ++i) {
    if (step.args.size() > 1) {
      Scope inner = scope;
      inner.element = &items[i];
      inner.position = static_cast<int64_t>(i);
      Sequence chosen;
      OCI_RETURN_IF_ERROR(Evaluate(*step.args[1], inner, chosen));
      if (chosen.size() != 1 || chosen[0].IsNull()) continue;
      const bool by_position = chosen[0].IsNumeric();
      if (!by_position && chosen[0].kind != Kind::kBoolean)
        return ErrorAt(step, "An array filter returns neither a boolean nor a number");
      if (chosen[0].integer != (by_position ? inner.position : 1)) continue;
    }
    selected.positions.push_back(i);
  }
  return selected;
}

Status Evaluate(const Expr& expr, const Scope& scope, Sequence& out) {
  switch (expr.kind) {
    case K::kLiteral:
      out.push_back(expr.literal);
      return oci::Ok();
    case K::kColumn:
      if (!scope.row) return ErrorAt(expr, "A column cannot be used here");
      out.push_back(scope.row->values[static_cast<size_t>(expr.position)]);
      return oci::Ok();
    case K::kRow:
      if (!scope.row) return ErrorAt(expr, "The row cannot be used here");
      out.push_back(RowValue(*scope.table, scope.row->values));
      return oci::Ok();
    case K::kVariable: {
      const bool context = !expr.type;
      if (context && expr.name == "pos") {
        out.push_back(Value::Long(scope.position));
      } else if (context) {
        const Value* value = expr.name.empty() ? scope.target : scope.element;
        if (value) out.push_back(*value);
      } else {
        const auto bound = scope.variables->find(expr.name);
        if (bound == scope.variables->end())
          return InvalidParameter("Variable $" + expr.name + " has not been bound");
        out.push_back(bound->second);
      }
      return oci::Ok();
    }
    case K::kField: {
      Sequence inputs;
      OCI_RETURN_IF_ERROR(Evaluate(*expr.args[0], scope, inputs));
      for (const Value& input : inputs) FieldOf(input, expr.name, out);
      return oci::Ok();
    }
    case K::kFilter:
    case K::kSlice:
      return StepInto(expr, scope, out);
    case K::kArithmetic:
    case K::kNegate:
      return Arithmetic(expr, scope, out);
    case K::kConcat:
      return Concat(expr, scope, out);
    case K::kCase: {
      OCI_ASSIGN_OR_RETURN(const Expr* chosen, ChosenResult(expr, scope));
      return chosen ? Evaluate(*chosen, scope, out) : oci::Ok();
    }
    case K::kCall:
      return CallFunction(expr, scope, out);
    default: {
      OCI_ASSIGN_OR_RETURN(Value value, Single(expr, scope));
      out.push_back(std::move(value));
      return oci::Ok();
    }
  }
}

Result<const Expr*> ChosenResult(const Expr& expr, const Scope& scope) {
  size_t i = 0;
  for (; i + 1 < expr.args.size(); i += 2) {
    OCI_ASSIGN_OR_RETURN(const bool chosen, IsTrue(*expr.args[i], scope));
    if (chosen) return static_cast<const Expr*>(expr.args[i + 1].get());
  }
  return static_cast<const Expr*>(i < expr.args.size() ? expr.args[i].get() : nullptr);
}

Result<Value> EvaluateBoxed(const Expr& expr, const Scope& scope) {
  Sequence items;
  OCI_RETURN_IF_ERROR(Evaluate(expr, scope, items));
  if (items.empty()) return Value::Null();
  if (items.size() == 1) return std::move(items[0]);
  std::erase_if(items, [](const Value& item) { return item.IsNull(); });
  return Value::Array(std::move(items));
}

Result<Value> EvaluateOne(const Expr& expr, const Scope& scope) {
  Sequence items;
  OCI_RETURN_IF_ERROR(Evaluate(expr, scope, items));
  if (items.size() > 1) return ErrorAt(expr, "An operand returns more than one item");
  return items.empty() ? Value::Null() : std::move(items[0]);
}

Result<bool> IsTrue(const Expr& condition, const Scope& scope) {
  OCI_ASSIGN_OR_RETURN(const Value value, EvaluateOne(condition, scope));
  if (value.IsNull()) return false;
  if (value.kind != Kind::kBoolean) return ErrorAt(condition, "A condition is not a boolean");
  return value.integer != 0;
}

}  // namespace standin::nosql
