// Rates how well an index, or the primary key, serves a statement. Weights and rules are those of
// the compiler of Oracle NoSQL 25.3 (its IndexAnalyzer), so that the stand-in accepts, refuses and
// charges statements as the service does.
#include "local/standin/nosql/access_path.h"

#include <algorithm>
#include <map>

#include "local/standin/nosql/factor_pairs.h"
#include "local/standin/nosql/index_factors.h"
#include "local/standin/nosql/key_shape.h"

namespace standin::nosql {
namespace {

using FactorStatus = Factor::Status;
using Op = Factor::Op;

constexpr int kEqualWeight = 50, kInWeight = 35, kRangeWeight = 16, kMultiKeyRangeWeight = 8;
constexpr int kEqualFilterWeight = 26, kOtherFilterWeight = 7;

class Analyzer {
 public:
  Analyzer(const Demand& demand, const Index* index, bool preferred)
      : demand_(demand), shape_(*demand.table, index), factors_(CollectFactors(demand, shape_)) {
    ReconcileFactors(shape_, factors_);
    path_.index = index;
    path_.preferred = preferred;
  }

  AccessPath Run() {
    for (const Factor& factor : factors_)
      path_.always_false = path_.always_false || factor.status == FactorStatus::kFalse;
    if (path_.always_false) return path_;
    ChooseMultiKeyGroup();
    for (Factor& factor : factors_) {
      if (factor.status != FactorStatus::kLoose) continue;
      const Expr& subject = factor.op == Op::kIn
                                ? *factor.predicate->args[static_cast<size_t>(factor.component)]
                                : *factor.predicate;
      if (shape_.Holds(subject, best_group_ != SIZE_MAX)) factor.status = FactorStatus::kFilter;
    }
    Push();
    CollectFilters();
    path_.covering = Covers();
    path_.sorts = Sorts();
    Score();
    return path_;
  }

 private:
  // Conditions on the elements of an array may be met by different elements, so only the conditions
  // of one conjunct can be used together: those that limit the scan most.
  void ChooseMultiKeyGroup() {
    struct Group {
      int score = 0;
      bool only_filters = false;
    };
    std::map<size_t, Group> groups;
    bool only_filters = false;
    for (size_t i = 0; i < shape_.fields.size(); ++i) {
      const auto here = LimitsOf(i);
      if (!shape_.fields[i].MultiKey()) {
        only_filters = only_filters || here.empty() || !here[0]->IsEqual();
        continue;
      }
      if (here.empty()) only_filters = true;
      std::map<size_t, Group> grown;
      for (const Factor* factor : here) {
        Group& group = grown.try_emplace(factor->conjunct, groups[factor->conjunct]).first->second;
        const bool filters = only_filters || groups[factor->conjunct].only_filters;
        const bool range = !factor->IsEqual() && factor->op != Op::kIn;
        group.score += filters ? (factor->IsEqual() ? kEqualFilterWeight : kOtherFilterWeight)
                       : range ? kRangeWeight
                               : (factor->IsEqual() ? kEqualWeight : kInWeight);
        group.only_filters = filters || range;
      }
      for (auto& [conjunct, group] : groups)
        group.only_filters = group.only_filters || !grown.contains(conjunct);
      for (const auto& [conjunct, group] : grown) groups[conjunct] = group;
    }
    int best = 0;
    for (const auto& [conjunct, group] : groups) {
      if (group.score <= best) continue;
      best = group.score;
      best_group_ = conjunct;
    }
    for (Factor& factor : factors_) {
      if (IsElement(factor) && factor.status == FactorStatus::kStartStop &&
          factor.conjunct != best_group_)
        factor.status = ImpliedByBestGroup(factor) ? FactorStatus::kTrue : FactorStatus::kSkip;
    }
  }

  bool ImpliedByBestGroup(const Factor& other) const {
    return !other.by_filter &&
           std::any_of(factors_.begin(), factors_.end(), [&](const Factor& factor) {
             return factor.conjunct == best_group_ && factor.field == other.field &&
                    factor.status == FactorStatus::kStartStop && Implies(factor, other);
           });
  }

  // The conditions that may limit the scan on this field.
  std::vector<Factor*> LimitsOf(size_t field) {
    std::vector<Factor*> here;
    for (Factor& factor : factors_) {
      if (factor.field == static_cast<int>(field) && factor.status == FactorStatus::kStartStop)
        here.push_back(&factor);
    }
    return here;
  }

  bool IsElement(const Factor& factor) const {
    return factor.field >= 0 && shape_.fields[static_cast<size_t>(factor.field)].MultiKey();
  }

  void Push() {
    bool open = true, pushed_multi_key = false;
    size_t last = shape_.fields.size();
    std::vector<size_t> in_conjuncts;
    for (size_t i = 0; i < shape_.fields.size(); ++i) {
      const std::vector<Factor*> here = LimitsOf(i);
      if (here.empty() || !open) {
        if (open) last = i;
        open = false;
        for (Factor* factor : here) factor->status = FactorStatus::kFilter;
        continue;
      }
      pushed_multi_key = pushed_multi_key || shape_.fields[i].MultiKey();
      FieldCondition condition = MakeCondition(here);
      const bool equal = here[0]->IsEqual();
      if (equal) ++path_.equal_pushed;
      if (here[0]->op == Op::kIn) {
        ++path_.in_components;
        const size_t conjunct = here[0]->conjunct;
        if (std::find(in_conjuncts.begin(), in_conjuncts.end(), conjunct) == in_conjuncts.end()) {
          in_conjuncts.push_back(conjunct);
          ++path_.in_pushed;
          path_.one_key = path_.one_key && OneKey(*here[0]->predicate);
        }
        if (shape_.fields[i].MultiKey()) path_.eliminate_duplicates = true;
      } else if (!equal) {
        open = false;
        last = i;
        if (shape_.fields[i].MultiKey()) path_.multi_key_range = path_.eliminate_duplicates = true;
      }
      path_.conditions.push_back(std::move(condition));
    }
    if (!shape_.MultiKey() || path_.eliminate_duplicates) return;
    path_.eliminate_duplicates = !pushed_multi_key;
    for (size_t i = last + 1; i < shape_.fields.size(); ++i)
      path_.eliminate_duplicates = path_.eliminate_duplicates || shape_.fields[i].MultiKey();
  }

  static bool OneKey(const Expr& in) {
    return in.kind == Expr::Kind::kIn && in.args.size() == 2 * static_cast<size_t>(in.width);
  }

  static FieldCondition MakeCondition(const std::vector<Factor*>& here) {
    FieldCondition condition;
    bool first = true;
    for (Factor* factor : here) {
      switch (factor->op) {
        case Op::kEqual:
          if (!first) break;
          condition.kind = FieldCondition::Kind::kEqual;
          condition.low = factor->constant;
          return condition;
        case Op::kIsNull:
          condition.kind = FieldCondition::Kind::kIsNull;
          return condition;
        case Op::kNotExists:
          condition.kind = FieldCondition::Kind::kEmpty;
          return condition;
        case Op::kIn:
          condition.kind = FieldCondition::Kind::kIn;
          condition.in = factor->predicate;
          condition.component = factor->component;
          return condition;
        case Op::kExists:
          condition.kind = FieldCondition::Kind::kExists;
          return condition;
        case Op::kNotNull:
          if (!first) break;
          condition.kind = FieldCondition::Kind::kNotNull;
          break;
        case Op::kLow:
          condition.kind = FieldCondition::Kind::kRange;
          condition.low = factor->constant;
          condition.low_inclusive = factor->inclusive;
          break;
        default:
          condition.kind = FieldCondition::Kind::kRange;
          condition.high = factor->constant;
          condition.high_inclusive = factor->inclusive;
      }
      first = false;
    }
    return condition;
  }

  void CollectFilters() {
    for (const Factor& factor : factors_) {
      if (factor.status != FactorStatus::kFilter) continue;
      const bool counted = std::find(path_.filters.begin(), path_.filters.end(),
                                     factor.predicate) != path_.filters.end();
      if (counted) continue;  // an IN over several fields is one filter
      filter_score_ += factor.IsEqual() ? kEqualFilterWeight : kOtherFilterWeight;
      if (!factor.by_filter) path_.filters.push_back(factor.predicate);
    }
  }

  bool Covers() const {
    for (const Factor& factor : factors_) {
      if (factor.status == FactorStatus::kSkip || factor.status == FactorStatus::kLoose ||
          factor.reapply)
        return false;
    }
    const auto held = [&](const ExprPtr& expr) { return shape_.Holds(*expr, true); };
    return std::all_of(demand_.outputs.begin(), demand_.outputs.end(), held) &&
           std::all_of(demand_.order.begin(), demand_.order.end(),
                       [&](const SortKey& key) { return held(key.expr); });
  }

  bool Sorts() const {
    const auto& order = demand_.order;
    if (order.empty()) return false;
    for (const SortKey& key : order) {
      if (key.descending != order[0].descending || key.nulls_first != key.descending) return false;
    }
    size_t next = 0, i = 0;
    for (; i < shape_.own_fields && next < order.size(); ++i) {
      if (shape_.FieldOf(*order[next].expr, false) == static_cast<int>(i)) {
        ++next;
      } else if (i >= path_.conditions.size() || shape_.fields[i].MultiKey() ||
                 !path_.conditions[i].IsEqual()) {
        break;
      }
    }
    // After the fields of an index, its entries are ordered by the primary key.
    for (;
         shape_.index && i >= shape_.own_fields && i < shape_.fields.size() && next < order.size();
         ++i, ++next) {
      if (shape_.FieldOf(*order[next].expr, false) != static_cast<int>(i)) break;
    }
    return next == order.size();
  }

  void Score() {
    int score = path_.equal_pushed * kEqualWeight + path_.in_components * kInWeight + filter_score_;
    const int range = path_.multi_key_range ? kMultiKeyRangeWeight : kRangeWeight;
    for (const FieldCondition& condition : path_.conditions) {
      if (condition.kind == FieldCondition::Kind::kRange)
        score += (condition.low ? range : 0) + (condition.high ? range : 0);
      if (condition.kind == FieldCondition::Kind::kNotNull ||
          condition.kind == FieldCondition::Kind::kExists)
        score += range;
    }
    path_.plain_score = score;
    const bool full = static_cast<size_t>(path_.equal_pushed) == shape_.own_fields;
    path_.score = full ? kFullKeyScore : score;
  }

  const Demand& demand_;
  const KeyShape shape_;
  std::vector<Factor> factors_;
  size_t best_group_ = SIZE_MAX;
  int filter_score_ = 0;
  AccessPath path_;
};

}  // namespace

AccessPath AnalyzePath(const Demand& demand, const Index* index, bool preferred) {
  return Analyzer(demand, index, preferred).Run();
}

}  // namespace standin::nosql
