#include "local/standin/nosql/index_factors.h"

#include <algorithm>

#include "local/standin/nosql/resolve.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;
using FactorStatus = Factor::Status;
using Op = Factor::Op;

CompareOp Swapped(CompareOp op) {
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

CompareOp Negated(CompareOp op) {
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

// True when a constant of this type can be used as a key of the field.
bool Sargable(const Type& field, const Type& constant) {
  switch (field.kind) {
    case Kind::kInteger:
    case Kind::kLong:
      return constant.kind == Kind::kInteger || constant.kind == Kind::kLong;
    case Kind::kFloat:
    case Kind::kDouble:
      return constant.kind >= Kind::kInteger && constant.kind <= Kind::kDouble;
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
    for (size_t field = 0; field < shape_.fields.size(); ++field)
      Reconcile(static_cast<int>(field));
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
        return CollectComparison(predicate, predicate, false, conjunct);
      case K::kNot:
        // NOT can be replaced by the opposite comparison only where all values can be compared.
        if (expr.args[0]->kind == K::kCompare && !expr.args[0]->any && Typed(*expr.args[0]))
          return CollectComparison(predicate, expr.args[0], true, conjunct);
        if (expr.args[0]->kind == K::kExists)
          return CollectPath(predicate, expr.args[0]->args[0], Op::kNotExists, conjunct);
        return AddLoose(predicate, conjunct);
      default:
        return AddLoose(predicate, conjunct);
    }
  }

  static bool Typed(const Expr& comparison) {
    const auto column = [](const Expr& expr) {
      return expr.kind == K::kColumn && IsAtomic(expr.type->kind);
    };
    return column(*comparison.args[0]) || column(*comparison.args[1]);
  }

  void CollectPath(const ExprPtr& predicate, const ExprPtr& path, Op op, size_t conjunct) {
    if (!IsPath(*path)) return AddLoose(predicate, conjunct);
    Factor factor;
    factor.predicate = predicate;
    factor.op = op;
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
    // EXISTS t.list[a AND b]: one element must meet both a and b.
    std::vector<ExprPtr> inner = {path->args[1]};
    if (inner[0]->kind == K::kAnd) inner = path->args[1]->args;
    const int field = shape_.FieldOf(*path, true);
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

  void SetComparison(Factor& factor, CompareOp op, const ExprPtr& constant) {
    factor.constant = constant;
    factor.status = FactorStatus::kStartStop;
    switch (op) {
      case CompareOp::kEq:
        factor.op = Op::kEqual;
        break;
      case CompareOp::kNe:
        factor.status = FactorStatus::kLoose;
        return;
      case CompareOp::kLt:
      case CompareOp::kLe:
        factor.op = Op::kHigh;
        break;
      default:
        factor.op = Op::kLow;
    }
    factor.inclusive = op == CompareOp::kLe || op == CompareOp::kGe;
    const StaticType type = TypeOf(shape_.table, *constant);
    if (type.multi) {
      factor.status = FactorStatus::kSkip;
    } else if (!Sargable(*shape_.fields[static_cast<size_t>(factor.field)].type, *type.type)) {
      factor.status = FactorStatus::kFilter;
    }
  }

  void CollectComparison(const ExprPtr& predicate, const ExprPtr& comparison, bool negated,
                         size_t conjunct) {
    ExprPtr path = comparison->args[0], constant = comparison->args[1];
    CompareOp op = comparison->op;
    if (IsConstant(*path)) {
      std::swap(path, constant);
      op = Swapped(op);
    }
    if (negated) op = Negated(op);
    if (!IsConstant(*constant) || !IsPath(*path)) return AddLoose(predicate, conjunct);
    Factor factor;
    factor.predicate = predicate;
    const bool elements = path->kind == K::kFilter;
    const bool unusable = comparison->any ? !shape_.MultiKey() || !elements : elements;
    if (unusable || (elements && path->args.size() > 1)) {
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
             key < in.args.size() && factor.status == FactorStatus::kStartStop; key += width) {
          const TypePtr type = TypeOf(shape_.table, *in.args[key]).type;
          if (!Sargable(*shape_.fields[static_cast<size_t>(factor.field)].type, *type))
            factor.status = FactorStatus::kFilter;
        }
      }
      Add(std::move(factor), conjunct);
    }
  }

  // On one field at most one equality, one IN, or one lower and one upper bound can limit the scan;
  // other conditions filter.
  void Reconcile(int field) {
    Factor* chosen[2] = {nullptr, nullptr};
    const auto rank = [](const Factor& factor) {
      if (factor.IsEqual()) return 0;
      return factor.op == Op::kIn ? 1 : 2;
    };
    for (Factor& factor : factors_) {
      if (factor.field != field || factor.status != FactorStatus::kStartStop) continue;
      // decided per group of conditions
      if (shape_.fields[static_cast<size_t>(field)].MultiKey()) continue;
      Factor*& slot = chosen[factor.op == Op::kHigh || factor.op == Op::kNotNull ? 1 : 0];
      Factor* best = chosen[0] && rank(*chosen[0]) < 2 ? chosen[0] : slot;
      if (!best) {
        if (rank(factor) < 2 && chosen[1]) {
          chosen[1]->status = FactorStatus::kFilter;
          chosen[1] = nullptr;
        }
        slot = &factor;
      } else if (rank(factor) < rank(*best)) {
        best->status = FactorStatus::kFilter;
        if (chosen[1]) chosen[1]->status = FactorStatus::kFilter;
        chosen[0] = &factor;
        chosen[1] = nullptr;
      } else {
        Redundant(*best, factor);
      }
    }
  }

  // Two conditions on the same field: `best` limits the scan; decides what `factor` is still good
  // for.
  static void Redundant(const Factor& best, Factor& factor) {
    factor.status = FactorStatus::kFilter;
    const bool literals = best.op == Op::kEqual && best.constant &&
                          best.constant->kind == K::kLiteral && factor.constant &&
                          factor.constant->kind == K::kLiteral;
    if (!literals) return;
    const Comparison comparison =
        Compare(best.constant->literal, factor.constant->literal, CompareOp::kEq);
    if (comparison.outcome != Comparison::Outcome::kOrdered) return;
    bool holds = comparison.order == 0;
    if (factor.op == Op::kLow) holds = comparison.order > 0 || (holds && factor.inclusive);
    if (factor.op == Op::kHigh) holds = comparison.order < 0 || (holds && factor.inclusive);
    factor.status = holds ? FactorStatus::kTrue : FactorStatus::kFalse;
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
