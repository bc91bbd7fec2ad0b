#include "local/standin/nosql/factor_pairs.h"

#include <algorithm>

namespace standin::nosql {
namespace {

using Pair = Factor::Status;
using PairOp = Factor::Op;

int CompareKeys(const KnownKey& a, const KnownKey& b) {
  if (a.rank != b.rank) return a.rank < b.rank ? -1 : 1;
  if (a.rank > 0) return 0;
  return Compare(a.value, b.value, CompareOp::kLe).order;
}

// Whether a key meets a bound.
bool Within(const KnownKey& key, const Factor& bound) {
  const int order = CompareKeys(key, *bound.known);
  if (order == 0) return bound.inclusive;
  return bound.IsHigh() ? order < 0 : order > 0;
}

class Reconciler {
 public:
  Reconciler(const KeyShape& shape, std::vector<Factor>& factors)
      : shape_(shape), factors_(factors) {}

  void Run(int field) {
    for (size_t i = 0; i < factors_.size(); ++i) {
      for (size_t j = i + 1; j < factors_.size(); ++j) {
        if (!Limits(factors_[i], field)) break;
        if (Limits(factors_[j], field) && Together(factors_[i], factors_[j]))
          Settle(factors_[i], factors_[j]);
      }
    }
  }

 private:
  static bool Limits(const Factor& factor, int field) {
    return factor.field == field && factor.status == Pair::kStartStop;
  }

  bool Together(const Factor& a, const Factor& b) const {
    return !shape_.fields[static_cast<size_t>(a.field)].MultiKey() || a.conjunct == b.conjunct;
  }

  void Settle(Factor& a, Factor& b) {
    if (b.op == PairOp::kExists || a.op == PairOp::kExists) {
      (b.op == PairOp::kExists ? b : a).status = Pair::kTrue;
    } else if (a.IsEqual() && b.IsEqual()) {
      BothEqual(a, b);
    } else if (a.IsEqual() || b.IsEqual()) {
      const bool first = a.IsEqual();
      (first ? b : a).op == PairOp::kIn ? EqualAndIn(first ? a : b, first ? b : a)
                                        : EqualAndBound(first ? a : b, first ? b : a);
    } else if (a.op == PairOp::kIn && b.op == PairOp::kIn) {
      BothIn(a, b);
    } else if (a.op == PairOp::kIn || b.op == PairOp::kIn) {
      const bool first = a.op == PairOp::kIn;
      InAndBound(first ? a : b, first ? b : a);
    } else if (a.IsHigh() == b.IsHigh()) {
      SameSide(a, b);
    } else {
      BothSides(a.IsHigh() ? b : a, a.IsHigh() ? a : b);
    }
  }

  static void Never(Factor& a, Factor& b) { a.status = b.status = Pair::kFalse; }

  static void BothEqual(Factor& a, Factor& b) {
    if (a.known && b.known) {
      CompareKeys(*a.known, *b.known) == 0 ? void(a.status = Pair::kTrue) : Never(a, b);
    } else {
      (b.known && !a.known ? a : b).status = Pair::kFilter;
    }
  }

  static void EqualAndBound(Factor& equal, Factor& bound) {
    if (!equal.known || !bound.known) {
      bound.status = Pair::kFilter;
    } else {
      Within(*equal.known, bound) ? void(bound.status = Pair::kTrue) : Never(equal, bound);
    }
  }

  // The keys of an IN on this field, as far as they are known.
  static std::vector<std::optional<KnownKey>> KeysOf(const Factor& in) {
    std::vector<std::optional<KnownKey>> keys;
    const auto width = static_cast<size_t>(in.predicate->width);
    for (size_t i = width + static_cast<size_t>(in.component); i < in.predicate->args.size();
         i += width) {
      const Expr& key = *in.predicate->args[i];
      const bool known = in.predicate->kind == Expr::Kind::kIn && key.kind == Expr::Kind::kLiteral;
      keys.push_back(
          known ? std::optional(KnownKey{key.literal.kind == Kind::kJsonNull ? 2 : 0, key.literal})
                : std::nullopt);
    }
    return keys;
  }

  static void EqualAndIn(Factor& equal, Factor& in) {
    in.status = Pair::kFilter;
    if (!equal.known) return;
    bool all_known = true;
    for (const auto& key : KeysOf(in)) {
      all_known = all_known && key;
      if (key && CompareKeys(*equal.known, *key) == 0) {
        in.status = Pair::kTrue;
        return;
      }
    }
    if (all_known) Never(equal, in);
  }

  static void InAndBound(Factor& in, Factor& bound) {
    bound.status = Pair::kFilter;
    if (!bound.known) return;
    bool some = false, all = true;
    for (const auto& key : KeysOf(in)) {
      if (!key) return;
      const bool within = Within(*key, bound);
      some = some || within;
      all = all && within;
    }
    if (all) bound.status = Pair::kTrue;
    if (!some) Never(in, bound);
  }

  static void SameSide(Factor& a, Factor& b) {
    if (!a.known || !b.known) {
      (a.known || !b.known ? b : a).status = Pair::kFilter;
      return;
    }
    const int order = CompareKeys(*a.known, *b.known);
    const bool a_stricter = order == 0 ? !a.inclusive : (order < 0) == a.IsHigh();
    (a_stricter ? b : a).status = Pair::kTrue;
  }

  static void BothSides(Factor& low, Factor& high) {
    if (!low.known || !high.known) return;
    const int order = CompareKeys(*low.known, *high.known);
    if (order > 0 || (order == 0 && (!low.inclusive || !high.inclusive))) {
      Never(low, high);
    } else if (order == 0) {
      low.op = PairOp::kEqual;
      high.status = Pair::kTrue;
    }
  }

  // Of two INs the one is kept whole that also limits a neighbouring field; else the shorter one.
  void BothIn(Factor& a, Factor& b) {
    const Factor* kept = Neighbour(a, b, -1);
    if (!kept) kept = Neighbour(a, b, 1);
    const bool sequence_a = a.predicate->kind == Expr::Kind::kInSequence;
    const bool sequence_b = b.predicate->kind == Expr::Kind::kInSequence;
    if (!kept && (sequence_a || sequence_b)) kept = sequence_a ? &b : &a;
    if (!kept) kept = KeysOf(a).size() <= KeysOf(b).size() ? &a : &b;
    const size_t lost = (kept == &a ? b : a).conjunct;
    for (Factor& factor : factors_) {
      if (factor.conjunct == lost && factor.status == Pair::kStartStop)
        factor.status = Pair::kFilter;
    }
  }

  const Factor* Neighbour(const Factor& a, const Factor& b, int step) const {
    for (int field = a.field + step; field >= 0 && field < static_cast<int>(shape_.fields.size());
         field += step) {
      bool of_a = false, of_b = false, any = false;
      for (const Factor& factor : factors_) {
        if (!Limits(factor, field)) continue;
        any = true;
        of_a = of_a || factor.predicate == a.predicate || factor.IsEqual();
        of_b = of_b || factor.predicate == b.predicate || factor.IsEqual();
      }
      if (of_a != of_b) return of_a ? &a : &b;
      if (!any || !of_a) return nullptr;
    }
    return nullptr;
  }

  const KeyShape& shape_;
  std::vector<Factor>& factors_;
};

}  // namespace

void ReconcileFactors(const KeyShape& shape, std::vector<Factor>& factors) {
  Reconciler reconciler(shape, factors);
  for (size_t field = 0; field < shape.fields.size(); ++field)
    reconciler.Run(static_cast<int>(field));
}

bool Implies(const Factor& factor, const Factor& other) {
  if (!factor.known || !other.known) return false;
  if (factor.IsEqual()) {
    return other.IsEqual() ? CompareKeys(*factor.known, *other.known) == 0
                           : Within(*factor.known, other);
  }
  if (other.IsEqual() || factor.IsHigh() != other.IsHigh()) return false;
  const int order = CompareKeys(*factor.known, *other.known);
  if (order == 0) return !factor.inclusive || other.inclusive;
  return factor.IsHigh() ? order < 0 : order > 0;
}

}  // namespace standin::nosql
