// Resolves the names in a statement about one table, and finds errors before any row is read.
#pragma once

#include <string>
#include <vector>

#include "local/standin/nosql/ast.h"
#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/errors.h"

namespace standin::nosql {

// What is known about the results of an expression without a row.
struct StaticType {
  TypePtr type;        // kAny: could be anything
  bool multi = false;  // may return several items
};
StaticType TypeOf(const Table& table, const Expr& expr);

// True when the results of a CASE are of several types that JSON can hold, so that it returns JSON.
bool IsJsonCase(const Table& table, const Expr& expr);

class Resolver {
 public:
  Resolver(const Table& table, const TableReference& reference,
           const std::vector<Declaration>& declarations)
      : table_(table), reference_(reference), declarations_(declarations) {}

  // Replaces names in place; an expression may be resolved twice when it is used in two places.
  // in_set: "$" stands for the value of the target of SET.
  Status Resolve(ExprPtr& expr, bool in_set = false);
  Status ResolveColumns(std::vector<OutputColumn>& columns);
  // `*` becomes all columns.
  void ExpandAll(std::vector<OutputColumn>& columns) const;

  // True when an aggregate function was found.
  bool aggregates() const { return aggregates_; }

 private:
  Status Name(Expr& expr);
  Status Variable(Expr& expr);
  Status Field(ExprPtr& expr);
  Status Step(ExprPtr& expr);
  Status Call(Expr& expr);
  Status In(Expr& expr);
  Status Fold(ExprPtr& comparison);
  Status Negate(ExprPtr& negation);
  static void RemoveEqualKeys(Expr& in);
  bool NeverNull(const Expr& expr) const;
  Error At(const Expr& expr, const std::string& message) const;
  bool IsAlias(const Expr& expr) const;
  void MakeColumn(Expr& expr, size_t column) const;

  const Table& table_;
  const TableReference& reference_;
  const std::vector<Declaration>& declarations_;
  int filter_depth_ = 0;
  bool in_set_ = false;
  bool aggregates_ = false;
};

}  // namespace standin::nosql
