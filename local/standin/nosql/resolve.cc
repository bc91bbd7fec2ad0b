#include "local/standin/nosql/resolve.h"

#include <algorithm>

#include "local/standin/nosql/cast.h"
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
  return {Any(), input.multi};
}

bool SameFamily(Kind a, Kind b) {
  const auto family = [](Kind kind) {
    if (IsNumeric(kind)) return 1;
    if (kind == Kind::kString || kind == Kind::kEnum) return 2;
    return 10 + static_cast<int>(kind);
  };
  return family(a) == family(b);
}

// Converts a literal to the column's type for comparing. False: the comparison is never true.
bool AdaptLiteral(const Type& column, Value& literal) {
  if (literal.kind == Kind::kJsonNull || literal.IsNull()) return column.kind == Kind::kJson;
  if (!IsAtomic(column.kind)) return true;  // depends on the row
  if (column.kind == Kind::kTimestamp && literal.kind == Kind::kString) {
    auto time = ParseTimestamp(literal.text, column.precision);
    if (time) literal = *time;
    return time.has_value();
  }
  if (column.kind == Kind::kEnum && literal.kind == Kind::kString)
    return std::find(column.symbols.begin(), column.symbols.end(), literal.text) !=
           column.symbols.end();
  return SameFamily(column.kind, literal.kind);
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
      return {input.type->kind == Kind::kArray ? input.type->element : Any(), true};
    }
    case K::kSlice: {
      const StaticType input = TypeOf(table, *expr.args[0]);
      return {input.type->kind == Kind::kArray ? input.type->element : Any(),
              input.multi || expr.position == 0};
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
  if (expr->kind == K::kCompare) return Fold(*expr);
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
    Expr& key = *expr.args[i];
    if (left.kind == Expr::Kind::kColumn && key.kind == Expr::Kind::kLiteral)
      (void)AdaptLiteral(*left.type, key.literal);
  }
  return oci::Ok();
}

// Comparing a column with a literal of an incompatible type is false for every row.
Status Resolver::Fold(Expr& comparison) {
  if (comparison.any) return oci::Ok();
  Expr* column = comparison.args[0].get();
  Expr* literal = comparison.args[1].get();
  if (column->kind != Expr::Kind::kColumn) std::swap(column, literal);
  if (column->kind != Expr::Kind::kColumn) return oci::Ok();
  bool comparable = true;
  if (literal->kind == Expr::Kind::kLiteral) {
    comparable = AdaptLiteral(*column->type, literal->literal);
  } else if (literal->kind == Expr::Kind::kVariable && literal->type &&
             IsAtomic(literal->type->kind) && IsAtomic(column->type->kind)) {
    comparable = SameFamily(column->type->kind, literal->type->kind);
  }
  if (comparable) return oci::Ok();
  comparison.kind = Expr::Kind::kLiteral;
  comparison.literal = Value::Boolean(false);
  comparison.args.clear();
  return oci::Ok();
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
