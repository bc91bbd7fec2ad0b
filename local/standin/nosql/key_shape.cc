#include "local/standin/nosql/key_shape.h"

#include <algorithm>

#include "local/standin/nosql/functions.h"

namespace standin::nosql {
namespace {

using K = Expr::Kind;

}  // namespace

KeyShape::KeyShape(const Table& of, const Index* through) : table(of), index(through) {
  if (index) {
    for (const IndexField& field : index->fields)
      fields.push_back({field.column, &field, field.type});
  }
  own_fields = fields.size();
  for (const size_t column : table.primary_key)
    fields.push_back({column, nullptr, table.columns[column].type});
  if (!index) own_fields = fields.size();
}

int KeyShape::FieldOf(const Expr& path, bool elements) const {
  std::vector<std::string> steps;
  const Expr* at = &path;
  if (elements) {
    if (!LeadsToElements(*at)) return -1;
    at = at->args[0].get();
  }
  while (at->kind == K::kField) {
    steps.insert(steps.begin(), at->name);
    at = at->args[0].get();
  }
  if (at->kind != K::kColumn) return -1;
  for (size_t i = 0; i < fields.size(); ++i) {
    const KeyField& field = fields[i];
    if (field.column != static_cast<size_t>(at->position) || field.MultiKey() != elements) continue;
    if (field.indexed ? field.indexed->path.steps == steps : steps.empty())
      return static_cast<int>(i);
  }
  return -1;
}

bool KeyShape::Holds(const Expr& expr, bool simple_paths) const {
  switch (expr.kind) {
    case K::kLiteral:
      return true;
    case K::kVariable:
      return expr.type != nullptr;
    case K::kRow:
      return HoldsRow();
    case K::kCall:
      if (!expr.args.empty() && expr.args[0]->kind == K::kRow) return !NeedsWholeRow(expr);
      break;
    case K::kColumn:
    case K::kField:
      if (IsPath(expr)) return FieldOf(expr, false) >= 0;
      break;
    case K::kFilter:
      return !simple_paths && expr.args.size() == 1 && FieldOf(expr, true) >= 0;
    case K::kSlice:
      return false;
    default:
      break;
  }
  return std::all_of(expr.args.begin(), expr.args.end(),
                     [&](const ExprPtr& arg) { return !arg || Holds(*arg, simple_paths); });
}

bool KeyShape::HoldsRow() const {
  if (MultiKey()) return false;
  for (size_t column = 0; column < table.columns.size(); ++column) {
    const bool held = std::any_of(fields.begin(), fields.end(), [&](const KeyField& field) {
      return field.column == column && (!field.indexed || field.indexed->path.steps.empty());
    });
    if (!held) return false;
  }
  return true;
}

bool LeadsToElements(const Expr& path) {
  return path.kind == K::kFilter || (path.kind == K::kSlice && path.position == 0);
}

bool IsPath(const Expr& expr) {
  switch (expr.kind) {
    case K::kColumn:
      return true;
    case K::kField:
    case K::kFilter:
    case K::kSlice:
      return IsPath(*expr.args[0]);
    default:
      return false;
  }
}

bool IsConstant(const Expr& expr) {
  if (expr.kind == K::kColumn || expr.kind == K::kRow) return false;
  if (expr.kind == K::kVariable && !expr.type) return false;
  return std::all_of(expr.args.begin(), expr.args.end(),
                     [](const ExprPtr& arg) { return !arg || IsConstant(*arg); });
}

}  // namespace standin::nosql
