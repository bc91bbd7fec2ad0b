// SET, ADD, PUT, REMOVE and JSON MERGE: follow the target path down from the column and rebuild the
// values on the way back.
#include <algorithm>

#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/execute.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/resolve.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;

class Updater {
 public:
  Updater(const Table& table, const UpdateClause& clause, Scope scope, Change& change)
      : table_(table), clause_(clause), scope_(scope), change_(change) {}

  Status Run(StoredRow& row) {
    std::vector<const Expr*> steps;
    const Expr* at = clause_.target.get();
    for (; at->kind != K::kColumn; at = at->args[0].get()) steps.insert(steps.begin(), at);
    const auto column = static_cast<size_t>(at->position);
    scope_.row = &row;
    in_record_ = true;  // a column is a field of the row
    OCI_ASSIGN_OR_RETURN(Value value,
                         Descend(row.values[column], *table_.columns[column].type, steps, 0));
    row.values[column] = std::move(value);
    return oci::Ok();
  }

 private:
  using Steps = std::vector<const Expr*>;

  Error Here(const std::string& message) const {
    return ErrorAt(clause_.target->line, clause_.target->column, message);
  }

  static const Type& ElementType(const Type& type) {
    static const TypePtr json = MakeType(Kind::kJson);
    return type.element ? *type.element : *json;
  }

  static const Type& MemberType(const Type& type, const std::string& name) {
    for (const auto& [member, member_type] : type.members) {
      if (SameName(member, name)) return *member_type;
    }
    return ElementType(type);
  }

  Result<Value> Descend(const Value& value, const Type& type, const Steps& steps, size_t depth) {
    if (depth == steps.size()) return Leaf(value, type);
    if (value.IsNull() || value.kind == Kind::kJsonNull) return value;
    const Expr& step = *steps[depth];
    const bool remove = clause_.kind == UpdateClause::Kind::kRemove && depth + 1 == steps.size();
    if (step.kind == K::kField) return DescendField(value, type, steps, depth, remove);
    if (value.kind != Kind::kArray) {
      if (remove) return value;
      // a value that is no array is treated as an array of one
      return Descend(value, type, steps, depth + 1);
    }
    OCI_ASSIGN_OR_RETURN(const Selected selected, Select(step, *value.items, scope_));
    Items items = *value.items;
    if (remove) {
      change_.updated = change_.updated || !selected.positions.empty();
      for (auto at = selected.positions.rbegin(); at != selected.positions.rend(); ++at)
        items.erase(items.begin() + static_cast<ptrdiff_t>(*at));
      return Value::Array(std::move(items));
    }
    for (const size_t position : selected.positions) {
      in_record_ = false;
      OCI_ASSIGN_OR_RETURN(items[position],
                           Descend(items[position], ElementType(type), steps, depth + 1));
    }
    return Value::Array(std::move(items));
  }

  Result<Value> DescendField(const Value& value, const Type& type, const Steps& steps, size_t depth,
                             bool remove) {
    const std::string& name = steps[depth]->name;
    if (value.kind == Kind::kArray) {
      Items items = *value.items;
      for (Value& item : items) {
        OCI_ASSIGN_OR_RETURN(item, Descend(item, ElementType(type), steps, depth));
      }
      return Value::Array(std::move(items));
    }
    if (!value.IsObject() || !value.Field(name)) return value;
    if (remove && value.kind == Kind::kRecord) return Here("Cannot remove fields from records");
    Fields fields;
    for (const auto& [key, field] : *value.fields) {
      if (value.kind == Kind::kMap ? key != name : !SameName(key, name)) {
        fields.emplace_back(key, field);
      } else if (remove) {
        change_.updated = true;
      } else {
        in_record_ = value.kind == Kind::kRecord;
        OCI_ASSIGN_OR_RETURN(Value changed,
                             Descend(field, MemberType(type, name), steps, depth + 1));
        fields.emplace_back(key, std::move(changed));
      }
    }
    return value.kind == Kind::kMap ? Value::Map(std::move(fields))
                                    : Value::Record(std::move(fields));
  }

  Result<Value> Leaf(const Value& value, const Type& type) {
    scope_.target = &value;
    switch (clause_.kind) {
      case UpdateClause::Kind::kSet:
        return Set(value, type);
      case UpdateClause::Kind::kAdd:
        return Add(value, type);
      case UpdateClause::Kind::kPut:
        return Put(value, type);
      case UpdateClause::Kind::kMerge:
        return MergeInto(value);
      default:
        return value;
    }
  }

  Result<Value> Cast(const Value& value, const Type& type) {
    auto cast = CastTo(value, type);
    if (!cast.ok()) return Here(std::string(WithoutError(cast.error().message)));
    return cast;
  }

  // A JSON null that is set as a column, or as a field of a record, becomes NULL.
  Result<Value> Store(const Value& value, const Type& type) {
    if (in_record_ && value.kind == Kind::kJsonNull) return Value::Null();
    return Cast(value, type);
  }

  static std::string_view WithoutError(std::string_view message) {
    constexpr std::string_view kPrefix = "Error: ";
    return message.starts_with(kPrefix) ? message.substr(kPrefix.size()) : message;
  }

  Result<Value> Set(const Value& old, const Type& type) {
    Sequence items;
    OCI_RETURN_IF_ERROR(Evaluate(*clause_.value, scope_, items));
    if (items.empty()) return old;
    change_.updated = true;
    // Several items, or an expression that may give several, become an array.
    const bool box =
        items.size() > 1 || (type.kind == Kind::kArray && TypeOf(table_, *clause_.value).multi &&
                             items[0].kind != Kind::kArray);
    if (!box) return Store(items[0], type);
    std::erase_if(items, [](const Value& item) { return item.IsNull(); });
    return Cast(Value::Array(std::move(items)), type);
  }

  Result<Value> Add(const Value& value, const Type& type) {
    if (value.kind != Kind::kArray) return value;
    Sequence added;
    OCI_RETURN_IF_ERROR(Evaluate(*clause_.value, scope_, added));
    auto position = static_cast<int64_t>(value.items->size());
    if (clause_.position) {
      Sequence at;
      OCI_RETURN_IF_ERROR(Evaluate(*clause_.position, scope_, at));
      if (at.size() > 1)
        return Here("ADD operation failed. Cause: The position expression returns several items");
      if (!at.empty() && !at[0].IsNumeric())
        return Here(
            "ADD operation failed. Cause: The position expression does not return a numeric item");
      if (!at.empty()) {
        OCI_ASSIGN_OR_RETURN(const Value whole, Cast(at[0], *MakeType(Kind::kInteger)));
        position = std::clamp<int64_t>(whole.integer, 0, position);
      }
    }
    if (added.empty()) return value;
    Items items = *value.items;
    for (const Value& item : added) {
      OCI_ASSIGN_OR_RETURN(Value cast, Cast(item, ElementType(type)));
      if (cast.IsNull()) return Here("ADD operation failed. Cause: NULL cannot be added");
      items.insert(items.begin() + static_cast<ptrdiff_t>(position++), std::move(cast));
    }
    change_.updated = true;
    return Value::Array(std::move(items));
  }

  Result<Value> Put(const Value& value, const Type& type) {
    if (value.kind != Kind::kMap) return value;
    Sequence added;
    OCI_RETURN_IF_ERROR(Evaluate(*clause_.value, scope_, added));
    Fields fields = *value.fields;
    for (const Value& object : added) {
      if (!object.IsObject()) continue;
      for (const auto& [name, field] : *object.fields) {
        OCI_ASSIGN_OR_RETURN(Value cast, Cast(field, ElementType(type)));
        if (cast.IsNull()) return Here("PUT operation failed. Cause: NULL cannot be put");
        fields.emplace_back(name, std::move(cast));
        change_.updated = true;
      }
    }
    return Value::Map(std::move(fields));
  }

  Result<Value> MergeInto(const Value& value) {
    OCI_ASSIGN_OR_RETURN(const Value patch, EvaluateOne(*clause_.value, scope_));
    static const TypePtr json = MakeType(Kind::kJson);
    OCI_ASSIGN_OR_RETURN(const Value cast, Cast(patch, *json));
    change_.updated = true;
    if (!cast.IsObject()) return Store(cast, *json);
    return Merge(value, cast);  // into NULL, too
  }

  // RFC 7396.
  static Value Merge(const Value& target, const Value& patch) {
    if (!patch.IsObject()) return patch.IsNull() ? Value::JsonNull() : patch;
    Fields fields;
    if (target.IsObject()) {
      for (const auto& field : *target.fields) {
        if (!patch.Field(field.first)) fields.push_back(field);
      }
    }
    for (const auto& [name, field] : *patch.fields) {
      if (field.kind == Kind::kJsonNull) continue;
      const Value* old = target.Field(name);
      fields.emplace_back(name, Merge(old ? *old : Value::Null(), field));
    }
    return Value::Map(std::move(fields));
  }

  const Table& table_;
  const UpdateClause& clause_;
  Scope scope_;
  Change& change_;
  bool in_record_ = false;  // what is being changed is a field of a record
};

}  // namespace

Status ApplyClause(const Table& table, const UpdateClause& clause, StoredRow& row, Scope scope,
                   Change& change) {
  return Updater(table, clause, scope, change).Run(row);
}

}  // namespace standin::nosql
