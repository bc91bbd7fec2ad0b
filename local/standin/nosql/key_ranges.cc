// Makes ranges of keys from the conditions of an access path and the values of variables.
#include <algorithm>
#include <map>
#include <optional>

#include "local/standin/nosql/access_path.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/key_shape.h"

namespace standin::nosql {
namespace {

constexpr size_t kMaxRanges = 50000;

// The value converted to the key's type; nullopt: no key can be equal to it.
std::optional<Value> KeyOf(const Type& type, const Value& value) {
  if (value.IsNull()) return std::nullopt;
  if (value.kind == Kind::kJsonNull) return value;
  switch (type.kind) {
    case Kind::kInteger:
    case Kind::kLong:
      if (value.IsInteger()) return value;
      return std::nullopt;
    case Kind::kFloat:
    case Kind::kDouble:
      if (!value.IsNumeric()) return std::nullopt;
      return Value::Double(DoubleOf(value));
    case Kind::kNumber:
      if (!value.IsNumeric()) return std::nullopt;
      return Value::Number(DecimalOf(value));
    case Kind::kEnum: {
      const auto at = std::find(type.symbols.begin(), type.symbols.end(), value.text);
      if (at == type.symbols.end()) return std::nullopt;
      return Value::Enum(type.shared_from_this(), static_cast<size_t>(at - type.symbols.begin()));
    }
    default:
      if (value.kind != type.kind) return std::nullopt;
      return value;
  }
}

struct Prefix {
  std::string key;
  // for each IN, the number of the key that is used
  std::vector<std::pair<const Expr*, size_t>> chosen;
};

class Builder {
 public:
  Builder(const Table& table, const AccessPath& path, const Scope& scope)
      : path_(path), scope_(scope), shape_(table, path.index) {}

  Result<std::vector<KeyRange>> Run() {
    std::vector<Prefix> prefixes = {{}};
    for (size_t i = 0; i < path_.conditions.size(); ++i) {
      const FieldCondition& condition = path_.conditions[i];
      const Type& type = *shape_.fields[i].type;
      switch (condition.kind) {
        case FieldCondition::Kind::kEqual: {
          OCI_ASSIGN_OR_RETURN(const auto key, ConstantKey(condition.low, type));
          if (!key) return std::vector<KeyRange>();
          for (Prefix& prefix : prefixes) AppendKeyValue(*key, prefix.key);
          break;
        }
        case FieldCondition::Kind::kIsNull:
          for (Prefix& prefix : prefixes) AppendKeyValue(Value::Null(), prefix.key);
          break;
        case FieldCondition::Kind::kEmpty:
          for (Prefix& prefix : prefixes) AppendEmpty(prefix.key);
          break;
        case FieldCondition::Kind::kIn: {
          OCI_ASSIGN_OR_RETURN(prefixes, Branch(std::move(prefixes), condition, type));
          break;
        }
        default:
          return Ranges(prefixes, condition, type);
      }
    }
    std::vector<KeyRange> ranges;
    for (const Prefix& prefix : prefixes) ranges.push_back({prefix.key, AfterPrefix(prefix.key)});
    return Ordered(std::move(ranges));
  }

 private:
  Result<std::optional<Value>> ConstantKey(const ExprPtr& expr, const Type& type) {
    OCI_ASSIGN_OR_RETURN(const Value value, EvaluateOne(*expr, scope_));
    return KeyOf(type, value);
  }

  // All search keys of an IN, `width` values each.
  Result<const Sequence*> KeysOfIn(const Expr& in) {
    auto [found, fresh] = in_keys_.try_emplace(&in);
    if (fresh) {
      for (size_t i = static_cast<size_t>(in.width); i < in.args.size(); ++i)
        OCI_RETURN_IF_ERROR(Evaluate(*in.args[i], scope_, found->second));
    }
    return &found->second;
  }

  Result<std::vector<Prefix>> Branch(std::vector<Prefix> prefixes, const FieldCondition& condition,
                                     const Type& type) {
    const Expr& in = *condition.in;
    OCI_ASSIGN_OR_RETURN(const Sequence* keys, KeysOfIn(in));
    const auto width = static_cast<size_t>(in.width);
    const auto component = static_cast<size_t>(condition.component);
    std::vector<Prefix> branches;
    for (const Prefix& prefix : prefixes) {
      const auto chosen = std::find_if(prefix.chosen.begin(), prefix.chosen.end(),
                                       [&](const auto& choice) { return choice.first == &in; });
      const bool fixed = chosen != prefix.chosen.end();
      for (size_t i = fixed ? chosen->second : 0; (i + 1) * width <= keys->size(); ++i) {
        const auto key = KeyOf(type, (*keys)[i * width + component]);
        if (key) {
          branches.push_back(prefix);
          AppendKeyValue(*key, branches.back().key);
          if (!fixed) branches.back().chosen.emplace_back(&in, i);
        }
        if (fixed) break;
        if (branches.size() > kMaxRanges) return NotSupported("An IN of this many keys");
      }
    }
    return branches;
  }

  Result<std::vector<KeyRange>> Ranges(const std::vector<Prefix>& prefixes,
                                       const FieldCondition& condition, const Type& type) {
    // After the prefix the order is: values, EMPTY, JSON null, NULL.
    std::string from, to, empty, null;
    AppendEmpty(empty);
    AppendKeyValue(Value::Null(), null);
    to = condition.kind == FieldCondition::Kind::kNotNull ? null : empty;
    std::optional<Value> bounds[2];
    for (const bool low : {true, false}) {
      const ExprPtr& bound = low ? condition.low : condition.high;
      if (!bound) continue;
      OCI_ASSIGN_OR_RETURN(const auto value, ConstantKey(bound, type));
      if (!value) return std::vector<KeyRange>();
      bounds[low ? 0 : 1] = value;
      std::string key;
      AppendKeyValue(*value, key);
      const bool behind = low ? !condition.low_inclusive : condition.high_inclusive;
      (low ? from : to) = behind ? AfterPrefix(key) : key;
    }
    if (bounds[0] && bounds[1] && Inverted(condition, *bounds[0], *bounds[1]))
      return std::vector<KeyRange>();
    const bool before_all = !bounds[0] && bounds[1] && bounds[1]->kind == Kind::kString &&
                            bounds[1]->text.empty() && !condition.high_inclusive;
    if (before_all) return std::vector<KeyRange>();
    std::vector<KeyRange> ranges;
    for (const Prefix& prefix : prefixes) {
      ranges.push_back({prefix.key + from, prefix.key + to});
      if (condition.kind == FieldCondition::Kind::kExists)
        ranges.push_back({prefix.key + AfterPrefix(empty), AfterPrefix(prefix.key)});
    }
    return Ordered(std::move(ranges));
  }

  // True when the lower bound lies behind the upper one, so that nothing is looked up.
  static bool Inverted(const FieldCondition& condition, const Value& low, const Value& high) {
    const int order = Compare(low, high, CompareOp::kLe).order;
    return order > 0 || (order == 0 && !(condition.low_inclusive && condition.high_inclusive));
  }

  // Ranges may be empty: nothing lies between 3 and 4, but that has to be looked up.
  static std::vector<KeyRange> Ordered(std::vector<KeyRange> ranges) {
    std::sort(ranges.begin(), ranges.end(),
              [](const KeyRange& a, const KeyRange& b) { return a.lower < b.lower; });
    const auto same = [](const KeyRange& a, const KeyRange& b) { return a.lower == b.lower; };
    ranges.erase(std::unique(ranges.begin(), ranges.end(), same), ranges.end());
    return ranges;
  }

  const AccessPath& path_;
  const Scope& scope_;
  const KeyShape shape_;
  std::map<const Expr*, Sequence> in_keys_;
};

}  // namespace

Result<std::vector<KeyRange>> KeyRanges(const Table& table, const AccessPath& path,
                                        const Scope& scope) {
  return Builder(table, path, scope).Run();
}

}  // namespace standin::nosql
