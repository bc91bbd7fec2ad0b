// The fields of an index (or of the primary key), and which expressions they contain.
#pragma once

#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"

namespace standin::nosql {

// A field of the keys. The fields of the index come first, then those of the primary key.
struct KeyField {
  size_t column = 0;
  const IndexField* indexed = nullptr;  // null: a primary key column
  TypePtr type;
  bool MultiKey() const { return indexed && indexed->path.multi_key; }
};

struct KeyShape {
  KeyShape(const Table& of, const Index* through);

  bool MultiKey() const { return index && index->MultiKey(); }
  // The number of the field with that path, or -1. elements: the path leads to the elements of an
  // array.
  int FieldOf(const Expr& path, bool elements) const;
  // True when the expression can be computed from the fields of an entry. simple_paths: not using
  // elements of an array.
  bool Holds(const Expr& expr, bool simple_paths) const;

  const Table& table;
  const Index* index;  // null: the primary key
  std::vector<KeyField> fields;
  size_t own_fields = 0;  // number of fields without those of the primary key

 private:
  bool HoldsRow() const;
};

// True for a path that ends in [], [condition] or [from:to].
bool LeadsToElements(const Expr& path);
// True for a column, a path below it, or steps into arrays.
bool IsPath(const Expr& expr);
// True for an expression without column, row or context variable.
bool IsConstant(const Expr& expr);

}  // namespace standin::nosql
