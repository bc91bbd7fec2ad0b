#include "local/standin/nosql/resolve.h"

#include <algorithm>

#include "local/standin/nosql/constants.h"
#include "local/standin/nosql/functions.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

constexpr const char* kDirectReference =
    "The input to a path expression cannot be a direct column reference. Use a table alias to "
    "access the column";

TypePtr Any() {
  static const TypePtr any = MakeType(Kind::kAny);
  return any;
}

StaticType TypeOfField(const Table& table, const Expr& expr) {
  const StaticType input = TypeOf(table, *expr.args[0]);
  if (input.type->kind == Kind::kRecord) {
    for (const auto& [name, member] : input.type->members) {
      if (SameName(name, expr.name)) return {member, input.multi};
    }
  }
  if (input.type->kind == Kind::kMap) return {input.type->element, input.multi};
  return {input.type->kind == Kind::kJson ? input.type : Any(), input.multi};
}

// What an array filter or slice returns.
TypePtr TypeOfElement(const Type& input) {
  if (input.kind == Kind::kArray && input.element) return input.element;
  return input.kind == Kind::kJson ? MakeType(Kind::kJson) : Any();
}

// True for a type whose values a JSON value can be or contain.
bool FitsJson(const Type& type) {
  if (type.kind == Kind::kArray || type.kind == Kind::kMap)
    return type.element && FitsJson(*type.element);
  return type.kind == Kind::kJson || type.kind == Kind::kString || type.kind == Kind::kBoolean ||
         IsNumeric(type.kind);
}

// A string compared with a timestamp is one itself, if it can be.
void ReadTimestamp(const Type& column, Value& literal) {
  if (column.kind != Kind::kTimestamp || literal.kind != Kind::kString) return;
  if (auto time = ParseTimestamp(literal.text, column.precision)) literal = *time;
}

ExprPtr BooleanLiteral(const Expr& at, bool value) {
  auto literal = std::make_shared<Expr>();
  literal->literal = Value::Boolean(value);
  literal->line = at.line;
  literal->column = at.column;
  return literal;
}

StaticType TypeOfArithmetic(const Table& table, const Expr& expr) {
  Kind widest = Kind::kInteger;
  for (const ExprPtr& arg : expr.args) {
    const Kind kind = TypeOf(table, *arg).type->kind;
    if (!IsNumeric(kind)) return {Any(), false};
    widest = std::max(widest, kind);
  }
  const bool real = expr.name.find('d') != std::string::npos && widest <= Kind::kLong;
  return {MakeType(real ? Kind::kDouble : widest), false};
}

StaticType TypeOfCase(const Table& table, const Expr& expr) {
  bool multi = false;
  for (size_t i = 1; i < expr.args.size(); i += 2)
    multi = multi || TypeOf(table, *expr.args[i]).multi;
  if (expr.args.size() % 2 == 1) multi = multi || TypeOf(table, *expr.args.back()).multi;
  return {Any(), multi};
}

}  // namespace

StaticType TypeOf(const Table& table, const Expr& expr) {
  using K = Expr::Kind;
  switch (expr.kind) {
    case K::kLiteral:
      return {expr.literal.kind == Kind::kEnum ? expr.literal.type : MakeType(expr.literal.kind),
              false};
    case K::kColumn:
      return {table.columns[static_cast<size_t>(expr.position)].type, false};
    case K::kVariable:
    case K::kCast:
      return {expr.type ? expr.type : Any(), false};
    case K::kField:
      return TypeOfField(table, expr);
    case K::kFilter: {
      const StaticType input = TypeOf(table, *expr.args[0]);
      return {TypeOfElement(*input.type), true};
    }
    case K::kSlice: {
      const StaticType input = TypeOf(table, *expr.args[0]);
      return {TypeOfElement(*input.type), input.multi || expr.position == 0};
    }
    case K::kCompare:
    case K::kAnd:
    case K::kOr:
    case K::kNot:
    case K::kIsNull:
    case K::kIsNotNull:
    case K::kExists:
    case K::kIn:
    case K::kInSequence:
      return {MakeType(Kind::kBoolean), false};
    case K::kConcat:
      return {MakeType(Kind::kString), false};
    case K::kNegate:
    case K::kArithmetic:
      return TypeOfArithmetic(table, expr);
    case K::kArray:
      return {MakeType(Kind::kArray), false};
    case K::kMap:
      return {MakeType(Kind::kMap), false};
    case K::kCase:
      return TypeOfCase(table, expr);
    case K::kCall:
      return {Any(), expr.name == "seq_concat"};
    default:
      return {Any(), false};
  }
}

bool IsJsonCase(const Table& table, const Expr& expr) {
  std::vector<TypePtr> types;
  for (size_t i = 1; i < expr.args.size(); i += 2)
    types.push_back(TypeOf(table, *expr.args[i]).type);
  if (expr.args.size() % 2 == 1) types.push_back(TypeOf(table, *expr.args.back()).type);
  const bool same = std::all_of(types.begin(), types.end(), [&](const TypePtr& type) {
    return TypeText(*type) == TypeText(*types[0]);
  });
  return !same && std::all_of(types.begin(), types.end(),
                              [](const TypePtr& type) { return FitsJson(*type); });
}

Error Resolver::At(const Expr& expr, const std::string& message) const {
  return ErrorAt(expr.line, expr.column, message);
}

bool Resolver::IsAlias(const Expr& expr) const {
  if (expr.kind == Expr::Kind::kRow) return true;
  if (expr.kind == Expr::Kind::kVariable)
    return reference_.row_alias && expr.name == reference_.alias;
  return expr.kind == Expr::Kind::kName && !reference_.row_alias &&
         SameName(expr.name, reference_.alias);
}

void Resolver::MakeColumn(Expr& expr, size_t column) const {
  expr.kind = Expr::Kind::kColumn;
  expr.position = static_cast<int>(column);
  expr.type = table_.columns[column].type;
  expr.args.clear();
}

Status Resolver::Resolve(ExprPtr& expr, bool in_set) {
  in_set_ = in_set;
  using K = Expr::Kind;
  switch (expr->kind) {
    case K::kName:
      return Name(*expr);
    case K::kVariable:
      return Variable(*expr);
    case K::kField:
      return Field(expr);
    case K::kFilter:
    case K::kSlice:
      return Step(expr);
    case K::kCountStar:
      aggregates_ = true;
      return oci::Ok();
    default:
      break;
  }
  for (ExprPtr& arg : expr->args) {
    if (arg) OCI_RETURN_IF_ERROR(Resolve(arg, in_set));
  }
  if (expr->kind == K::kCall) return Call(*expr);
  if (expr->kind == K::kIn || expr->kind == K::kInSequence) return In(*expr);
  if (expr->kind == K::kCompare) return Fold(expr);
  if (expr->kind == K::kNot) return Negate(expr);
  if (expr->kind == K::kIsNull && NeverNull(*expr->args[0])) expr = BooleanLiteral(*expr, false);
  return oci::Ok();
}

Status Resolver::Name(Expr& expr) {
  const int column = table_.FindColumn(expr.name);
  if (column < 0) return At(expr, "No table in the FROM clause has a column named " + expr.name);
  MakeColumn(expr, static_cast<size_t>(column));
  return oci::Ok();
}

Status Resolver::Variable(Expr& expr) {
  if (IsAlias(expr)) {
    expr.kind = Expr::Kind::kRow;
    return oci::Ok();
  }
  const bool context =
      expr.name == "element" || expr.name == "pos" || expr.name == "value" || expr.name == "key";
  if (context && filter_depth_ > 0) {
    if (expr.name == "key") return At(expr, NotSupported("$key").message);
    return oci::Ok();
  }
  if (expr.name.empty() && in_set_) return oci::Ok();
  for (const Declaration& declaration : declarations_) {
    if (declaration.name != expr.name) continue;
    expr.type = declaration.type;
    return oci::Ok();
  }
  return At(expr, " Unknown variable $" + expr.name);
}

Status Resolver::Field(ExprPtr& expr) {
  ExprPtr& input = expr->args[0];
  if (IsAlias(*input)) {
    const int column = table_.FindColumn(expr->name);
    if (column < 0) return At(*expr, "Table " + table_.name + " has no column named " + expr->name);
    MakeColumn(*expr, static_cast<size_t>(column));
    return oci::Ok();
  }
  if (input->kind == Expr::Kind::kName && table_.FindColumn(input->name) >= 0)
    return At(*input, kDirectReference);
  return Resolve(input, in_set_);
}

Status Resolver::Step(ExprPtr& expr) {
  ExprPtr& input = expr->args[0];
  if (input->kind == Expr::Kind::kName && table_.FindColumn(input->name) >= 0)
    return At(*input, kDirectReference);
  const bool in_set = in_set_;
  OCI_RETURN_IF_ERROR(Resolve(input, in_set));
  ++filter_depth_;
  for (size_t i = 1; i < expr->args.size(); ++i) {
    if (expr->args[i]) OCI_RETURN_IF_ERROR(Resolve(expr->args[i], in_set));
  }
  --filter_depth_;
  if (expr->kind == Expr::Kind::kFilter && expr->args.size() == 2) {
    // A number selects by position; only its type tells that it is one.
    const Expr& selector = *expr->args[1];
    const bool number =
        IsNumeric(TypeOf(table_, selector).type->kind) || selector.kind == Expr::Kind::kArithmetic;
    if (number) {
      expr->kind = Expr::Kind::kSlice;
      expr->position = 1;
      expr->args.push_back(expr->args[1]);
    }
  }
  return oci::Ok();
}

Status Resolver::Call(Expr& expr) {
  static constexpr std::string_view kAggregates[] = {
      "count", "sum", "min", "max", "avg", "array_collect", "count_numbers"};
  if (std::find(std::begin(kAggregates), std::end(kAggregates), expr.name) !=
      std::end(kAggregates)) {
    aggregates_ = true;
    return oci::Ok();
  }
  OCI_RETURN_IF_ERROR(CheckCall(expr));
  return oci::Ok();
}

Status Resolver::In(Expr& expr) {
  const auto width = static_cast<size_t>(expr.width);
  for (size_t i = 0; i < width; ++i) {
    if (TypeOf(table_, *expr.args[i]).multi)
      return At(*expr.args[i],
                "An expression on the left-hand-side of an IN operator returns a sequence with "
                "more than one items.");
  }
  if (expr.kind == Expr::Kind::kInSequence) {
    const StaticType keys = TypeOf(table_, *expr.args[width]);
    const TypePtr left = TypeOf(table_, *expr.args[0]).type;
    if (!keys.multi && keys.type->kind == Kind::kArray && left->kind != Kind::kArray)
      return At(expr,
                "Type mismatch in IN operator.\nLHS type: " + TypeText(*left) + " RHS type: ARRAY");
    return oci::Ok();
  }
  for (size_t i = width; i < expr.args.size(); ++i) {
    const Expr& left = *expr.args[i % width];
    FoldConstant(expr.args[i]);
    if (left.kind != Expr::Kind::kColumn || expr.args[i]->kind != Expr::Kind::kLiteral) continue;
    auto key = std::make_shared<Expr>(*expr.args[i]);
    ReadTimestamp(*left.type, key->literal);
    (void)AdaptConstant(*left.type, CompareOp::kEq, key->literal);
    expr.args[i] = std::move(key);
  }
  RemoveEqualKeys(expr);
  return oci::Ok();
}

// The service looks up each key once, if it knows all of them when it compiles the statement.
void Resolver::RemoveEqualKeys(Expr& in) {
  const auto width = static_cast<size_t>(in.width);
  const auto literal = [](const ExprPtr& arg) { return arg->kind == Expr::Kind::kLiteral; };
  const auto keys = in.args.begin() + static_cast<ptrdiff_t>(width);
  if (!std::all_of(keys, in.args.end(), literal)) return;
  std::vector<ExprPtr> kept(in.args.begin(), keys);
  for (size_t i = width; i < in.args.size(); i += width) {
    bool known = false;
    for (size_t j = width; j < kept.size() && !known; j += width) {
      known = true;
      for (size_t k = 0; k < width; ++k) {
        const Comparison comparison =
            Compare(in.args[i + k]->literal, kept[j + k]->literal, CompareOp::kEq);
        known =
            known && comparison.outcome == Comparison::Outcome::kOrdered && comparison.order == 0;
      }
    }
    if (known) continue;
    for (size_t k = 0; k < width; ++k) kept.push_back(in.args[i + k]);
  }
  in.args = std::move(kept);
}

bool Resolver::NeverNull(const Expr& expr) const {
  if (expr.kind != Expr::Kind::kColumn) return false;
  const auto column = static_cast<size_t>(expr.position);
  return !table_.columns[column].nullable || table_.KeyPosition(column) >= 0;
}

// What is known of a comparison of a column with a constant is decided before any row is read; NULL
// must stay NULL, though.
Status Resolver::Fold(ExprPtr& comparison) {
  FoldConstant(comparison->args[0]);
  FoldConstant(comparison->args[1]);
  if (comparison->any) return oci::Ok();
  const bool swapped = comparison->args[0]->kind != Expr::Kind::kColumn;
  const Expr& column = *comparison->args[swapped ? 1 : 0];
  ExprPtr& other = comparison->args[swapped ? 0 : 1];
  if (column.kind != Expr::Kind::kColumn) return oci::Ok();
  auto known = KnownComparison::kDepends;
  if (other->kind == Expr::Kind::kLiteral) {
    auto literal = std::make_shared<Expr>(*other);
    ReadTimestamp(*column.type, literal->literal);
    const CompareOp op = swapped ? SwappedOp(comparison->op) : comparison->op;
    const bool comparable = ComparableTypes(*column.type, *MakeType(literal->literal.kind));
    known =
        comparable ? AdaptConstant(*column.type, op, literal->literal) : KnownComparison::kNever;
    other = std::move(literal);
  } else if (other->kind == Expr::Kind::kVariable && other->type) {
    const bool time = column.type->kind == Kind::kTimestamp && other->type->kind == Kind::kString;
    if (!time && !ComparableTypes(*column.type, *other->type)) known = KnownComparison::kNever;
  }
  if (known == KnownComparison::kDepends) return oci::Ok();
  if (known == KnownComparison::kNeither || NeverNull(column))
    comparison = BooleanLiteral(*comparison, known == KnownComparison::kAlways);
  return oci::Ok();
}

// The service turns the operator under a NOT round. So a path that leads nowhere meets neither `a >
// 1` nor `NOT a > 1`.
Status Resolver::Negate(ExprPtr& negation) {
  using K = Expr::Kind;
  const ExprPtr operand = negation->args[0];
  auto opposite = std::make_shared<Expr>(*operand);
  switch (operand->kind) {
    case K::kNot:
      if (operand->args[0]->kind == K::kExists) negation = operand->args[0];
      return oci::Ok();
    case K::kIsNull:
    case K::kIsNotNull:
      opposite->kind = operand->kind == K::kIsNull ? K::kIsNotNull : K::kIsNull;
      negation = std::move(opposite);
      if (negation->kind == K::kIsNull && NeverNull(*negation->args[0]))
        negation = BooleanLiteral(*negation, false);
      return oci::Ok();
    case K::kCompare:
      if (operand->any) return oci::Ok();
      opposite->op = OppositeOp(operand->op);
      negation = std::move(opposite);
      return Fold(negation);
    case K::kAnd:
    case K::kOr:
      opposite->kind = operand->kind == K::kAnd ? K::kOr : K::kAnd;
      for (ExprPtr& arg : opposite->args) {
        auto part = std::make_shared<Expr>(*negation);
        part->args = {arg};
        arg = std::move(part);
        OCI_RETURN_IF_ERROR(Negate(arg));
      }
      negation = std::move(opposite);
      return oci::Ok();
    default:
      return oci::Ok();
  }
}

Status Resolver::ResolveColumns(std::vector<OutputColumn>& columns) {
  for (OutputColumn& column : columns) OCI_RETURN_IF_ERROR(Resolve(column.expr));
  return oci::Ok();
}

void Resolver::ExpandAll(std::vector<OutputColumn>& columns) const {
  for (size_t i = 0; i < table_.columns.size(); ++i) {
    auto expr = std::make_shared<Expr>();
    MakeColumn(*expr, i);
    columns.push_back({std::move(expr), table_.columns[i].name});
  }
}

}  // namespace standin::nosql
