// The context in which an expression is evaluated: row, variables, current item of a step.
#pragma once

#include <map>
#include <string>

#include "local/standin/nosql/catalog.h"
#include "local/standin/nosql/row_store.h"

namespace standin::nosql {

struct Engine;
using Variables = std::map<std::string, Value>;  // by name without "$"

struct Scope {
  const Engine* engine = nullptr;
  const Table* table = nullptr;
  const Variables* variables = nullptr;
  int64_t now_ms = 0;
  // null: only expressions of constants and variables can be evaluated
  const StoredRow* row = nullptr;
  const Value* element = nullptr;  // $element
  int64_t position = 0;            // $pos
  const Value* target = nullptr;   // $ of SET
};

}  // namespace standin::nosql
