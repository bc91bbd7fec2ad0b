// For tests: syntax trees as text.
#pragma once

#include "local/standin/nosql/parser.h"

namespace standin::nosql {

// The tree in parentheses.
inline std::string Show(const ExprPtr& expr) {
  if (!expr) return "-";
  static const char* const kNames[] = {
      "lit", "name", "var",  "col",  "row",     "field",  "filter", "slice", "cmp",
      "and", "or",   "not",  "null", "notnull", "exists", "in",     "inseq", "arith",
      "neg", "cat",  "case", "call", "cast",    "array",  "map",    "count"};
  std::string text = std::string("(") + kNames[static_cast<int>(expr->kind)];
  if (!expr->name.empty()) text += " " + expr->name;
  if (expr->kind == Expr::Kind::kLiteral)
    text += " " + expr->literal.text + std::to_string(expr->literal.integer);
  for (const ExprPtr& arg : expr->args) text += " " + Show(arg);
  return text + ")";
}

}  // namespace standin::nosql
