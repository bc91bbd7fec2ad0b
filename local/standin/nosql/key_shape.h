// The fields of an index (or of the primary key) and the expressions that they hold.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// A field of the keys: those of the index first, then the primary key's.
struct KeyField {
  size_t column = 0;
  const IndexField* indexed = nullptr;  // null: a primary key column
  TypePtr type;
  bool MultiKey() const { return indexed && indexed->path.multi_key; }
};

struct KeyShape {
  KeyShape(const Table& of, const Index* through);

  bool MultiKey() const { return index && index->MultiKey(); }
  // The field that the path leads to, or -1. elements: the path goes into the elements of the
  // array.
  int FieldOf(const Expr& path, bool elements) const;
  // Can be computed from the fields of an entry. simple_paths: not from elements of an array.
  bool Holds(const Expr& expr, bool simple_paths) const;

  const Table& table;
  const Index* index;  // null: the primary key
  std::vector<KeyField> fields;
  size_t own_fields = 0;  // of the index, without the primary key behind them

 private:
  bool HoldsRow() const;
};

// A column, fields below it, steps into arrays.
bool IsPath(const Expr& expr);
// No column, row or context variable inside.
bool IsConstant(const Expr& expr);

}  // namespace standin::nosql
