#include "local/standin/nosql/index_factors.h"

#include <algorithm>

#include "local/standin/nosql/constants.h"
#include "local/standin/nosql/resolve.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;
using FactorStatus = Factor::Status;
using Op = Factor::Op;

// True when a constant of this type can be used as a key of the field. in: as one of the keys of an
// IN.
bool Sargable(const Type& field, const Type& constant, bool in) {
  switch (field.kind) {
    case Kind::kInteger:
      return constant.kind == Kind::kInteger || (!in && constant.kind == Kind::kLong);
    case Kind::kLong:
      return constant.kind == Kind::kInteger || constant.kind == Kind::kLong;
    case Kind::kFloat:
      return constant.kind >= Kind::kInteger &&
             constant.kind <= (in ? Kind::kFloat : Kind::kDouble);
    case Kind::kDouble:
      return constant.kind >= Kind::kInteger && constant.kind <= Kind::kDouble;
    case Kind::kNumber:
      return IsNumeric(constant.kind);
    case Kind::kEnum:
      return constant.kind == Kind::kString || constant.kind == Kind::kEnum;
    default:
      return constant.kind == field.kind;
  }
}

class Collector {
 public:
  Collector(const Demand& demand, const KeyShape& shape) : demand_(demand), shape_(shape) {}

  std::vector<Factor> Run() {
    for (size_t i = 0; i < demand_.conjuncts.size(); ++i) Collect(demand_.conjuncts[i], i);
    return std::move(factors_);
  }

 private:
  void Add(Factor factor, size_t conjunct) {
    factor.conjunct = conjunct;
    factors_.push_back(std::move(factor));
  }

  void AddLoose(const ExprPtr& predicate, size_t conjunct,
                FactorStatus status = FactorStatus::kLoose) {
    Factor factor;
    factor.predicate = predicate;
    factor.status = status;
    Add(std::move(factor), conjunct);
  }

  void Collect(const ExprPtr& predicate, size_t conjunct) {
    const Expr& expr = *predicate;
    switch (expr.kind) {
      case K::kLiteral:
        if (expr.literal.kind == Kind::kBoolean)
          return AddLoose(predicate, conjunct,
                          expr.literal.integer ? FactorStatus::kTrue : FactorStatus::kFalse);
        return AddLoose(predicate, conjunct);
      case K::kIn:
      case K::kInSequence:
        return CollectIn(predicate, conjunct);
      case K::kIsNull:
      case K::kIsNotNull:
        return CollectPath(predicate, expr.args[0],
                           expr.kind == K::kIsNull ? Op::kIsNull : Op::kNotNull, conjunct);
      case K::kExists:
        return CollectExists(predicate, conjunct);
      case K::kCompare:
        return CollectComparison(predicate, conjunct);
      case K::kNot:
        if (expr.args[0]->kind == K::kExists)
          return CollectPath(predicate, expr.args[0]->args[0], Op::kNotExists, conjunct);
        return AddLoose(predicate, conjunct);
      default:
        return AddLoose(predicate, conjunct);
    }
  }

  void CollectPath(const ExprPtr& predicate, const ExprPtr& path, Op op, size_t conjunct) {
    if (!IsPath(*path)) return AddLoose(predicate, conjunct);
    Factor factor;
    factor.predicate = predicate;
    factor.op = op;
    if (op != Op::kExists) factor.known = KnownKey{op == Op::kNotExists ? 1 : 3, Value::Null()};
    const bool elements = path->kind == K::kFilter;
    if (elements && (path->args.size() > 1 || op == Op::kIsNull || op == Op::kNotNull)) {
      factor.status = FactorStatus::kSkip;
    } else {
      Match(factor, *path, elements);
    }
    Add(std::move(factor), conjunct);
  }

  // Finds the field of the index for the condition, and whether the condition can limit a scan.
  void Match(Factor& factor, const Expr& path, bool elements) {
    factor.field = shape_.FieldOf(path, elements);
    if (factor.field < 0) {
      factor.status = FactorStatus::kSkip;
    } else if (shape_.index && static_cast<size_t>(factor.field) >= shape_.own_fields) {
      factor.status = FactorStatus::kLoose;  // columns of the primary key only filter in an index
    } else {
      factor.status = FactorStatus::kStartStop;
    }
  }

  void CollectExists(const ExprPtr& predicate, size_t conjunct) {
    const ExprPtr& path = predicate->args[0];
    if (path->kind != K::kFilter || path->args.size() < 2 || !IsPath(*path))
      return CollectPath(predicate, path, Op::kExists, conjunct);
    CollectElementFilter(predicate, *path, conjunct);
  }

  // t.list[a AND b]: one element must meet both a and b.
  void CollectElementFilter(const ExprPtr& predicate, const Expr& path, size_t conjunct) {
    std::vector<ExprPtr> inner = {path.args[1]};
    if (inner[0]->kind == K::kAnd) inner = path.args[1]->args;
    const int field = shape_.FieldOf(path, true);
    for (const ExprPtr& part : inner) {
      Factor factor;
      factor.predicate = predicate;
      factor.by_filter = true;
      factor.field = field;
      factor.status = FactorStatus::kSkip;
      const bool element = part->kind == K::kCompare && !part->any && field >= 0 &&
                           part->args[0]->kind == K::kVariable && !part->args[0]->type &&
                           part->args[0]->name == "element" && IsConstant(*part->args[1]);
      if (element) SetComparison(factor, part->op, part->args[1]);
      Add(std::move(factor), conjunct);
    }
  }

  void SetComparison(Factor& factor, CompareOp op, ExprPtr constant) {
    factor.status = FactorStatus::kStartStop;
    if (op == CompareOp::kNe) {
      factor.constant = std::move(constant);
      factor.status = FactorStatus::kLoose;
      return;
    }
    const KeyField& field = shape_.fields[static_cast<size_t>(factor.field)];
    const bool json = field.indexed && field.indexed->json;
    if (constant->kind == K::kLiteral) {
      auto literal = std::make_shared<Expr>(*constant);
      factor.status = StatusOf(*field.type, json, op, literal->literal);
      constant = std::move(literal);
    }
    factor.constant = constant;
    factor.op = op == CompareOp::kEq                           ? Op::kEqual
                : op == CompareOp::kLt || op == CompareOp::kLe ? Op::kHigh
                                                               : Op::kLow;
    factor.inclusive = op == CompareOp::kLe || op == CompareOp::kGe;
    if (factor.status != FactorStatus::kStartStop) return;
    const StaticType type = TypeOf(shape_.table, *constant);
    const bool json_null = json && type.type->kind == Kind::kJsonNull;
    if (type.multi || (!json_null && !Sargable(*field.type, *type.type, false)))
      factor.status = FactorStatus::kLoose;
    if (constant->kind == K::kLiteral)
      factor.known = KnownKey{json_null ? 2 : 0, constant->literal};
  }

  // What is known of a comparison of the field with the constant, which becomes one of the field's
  // type.
  static FactorStatus StatusOf(const Type& field, bool json, CompareOp op, Value& constant) {
    if (constant.IsNull()) return FactorStatus::kLoose;
    if (constant.kind == Kind::kJsonNull && json)
      return op == CompareOp::kLt || op == CompareOp::kGt ? FactorStatus::kFalse
                                                          : FactorStatus::kStartStop;
    if (!ComparableTypes(field, *MakeType(constant.kind))) {
      const bool times = (field.kind == Kind::kTimestamp && constant.kind == Kind::kString) ||
                         (field.kind == Kind::kString && constant.kind == Kind::kTimestamp);
      return times ? FactorStatus::kLoose : FactorStatus::kFalse;
    }
    switch (AdaptConstant(field, op, constant)) {
      case KnownComparison::kNever:
      case KnownComparison::kNeither:
        return FactorStatus::kFalse;
      case KnownComparison::kAlways:
        // Nothing at a path is less than nothing else.
        return json ? FactorStatus::kLoose : FactorStatus::kTrue;
      default:
        return FactorStatus::kStartStop;
    }
  }

  void CollectComparison(const ExprPtr& comparison, size_t conjunct) {
    const ExprPtr& predicate = comparison;
    ExprPtr path = comparison->args[0], constant = comparison->args[1];
    CompareOp op = comparison->op;
    if (IsConstant(*path)) {
      std::swap(path, constant);
      op = SwappedOp(op);
    }
    if (!IsConstant(*constant) || !IsPath(*path)) return AddLoose(predicate, conjunct);
    Factor factor;
    factor.predicate = predicate;
    const bool elements = LeadsToElements(*path);
    factor.reapply = path->kind == K::kSlice;
    const bool usable = comparison->any ? shape_.MultiKey() && elements : !elements;
    if (!usable) {
      factor.status = FactorStatus::kSkip;
      return Add(std::move(factor), conjunct);
    }
    Match(factor, *path, elements);
    if (factor.field >= 0) {
      const FactorStatus matched = factor.status;
      SetComparison(factor, op, constant);
      if (matched == FactorStatus::kLoose) factor.status = FactorStatus::kLoose;
    }
    Add(std::move(factor), conjunct);
    if (path->kind == K::kFilter && path->args.size() > 1)
      CollectElementFilter(predicate, *path, conjunct);
  }

  void CollectIn(const ExprPtr& predicate, size_t conjunct) {
    const Expr& in = *predicate;
    const auto width = static_cast<size_t>(in.width);
    for (size_t i = width; i < in.args.size(); ++i) {
      if (!IsConstant(*in.args[i])) return AddLoose(predicate, conjunct, FactorStatus::kSkip);
    }
    for (size_t i = 0; i < width; ++i) {
      Factor factor;
      factor.predicate = predicate;
      factor.op = Op::kIn;
      factor.component = static_cast<int>(i);
      if (IsPath(*in.args[i])) {
        Match(factor, *in.args[i], false);
        for (size_t key = width + i;
             in.kind == K::kIn && key < in.args.size() && factor.status == FactorStatus::kStartStop;
             key += width) {
          if (!IsKeyOfIn(shape_.fields[static_cast<size_t>(factor.field)], *in.args[key]))
            factor.status = FactorStatus::kFilter;
        }
      }
      Add(std::move(factor), conjunct);
    }
  }

  bool IsKeyOfIn(const KeyField& field, const Expr& key) const {
    const bool json = field.indexed && field.indexed->json;
    if (key.kind == K::kLiteral) {
      Value literal = key.literal;
      if (json && literal.kind == Kind::kJsonNull) return true;
      if (StatusOf(*field.type, json, CompareOp::kEq, literal) != FactorStatus::kStartStop)
        return false;
      return Sargable(*field.type, *MakeType(literal.kind), true);
    }
    return Sargable(*field.type, *TypeOf(shape_.table, key).type, true);
  }

  const Demand& demand_;
  const KeyShape& shape_;
  std::vector<Factor> factors_;
};

}  // namespace

std::vector<Factor> CollectFactors(const Demand& demand, const KeyShape& shape) {
  return Collector(demand, shape).Run();
}

}  // namespace standin::nosql
