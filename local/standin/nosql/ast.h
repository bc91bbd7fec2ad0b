// The syntax tree of a statement.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "local/standin/nosql/value.h"

namespace standin::nosql {

struct Expr;
using ExprPtr = std::shared_ptr<Expr>;

struct Expr {
  enum class Kind : uint8_t {
    kLiteral,    // literal
    kName,       // a name as written: a table alias or a column; Resolve replaces it
    kVariable,   // name without "$": external, row alias, or $element, $pos, "" (the target of SET)
    kColumn,     // position: column of the table
    kRow,        // the whole row
    kField,      // args[0].name
    kFilter,     // args[0][args[1]?]
    kSlice,      // args[0][args[1]? : args[2]?]; [n] has args[1] == args[2] and position 1
    kCompare,    // args[0] op args[1]; any: =any and its like
    kAnd,        // args
    kOr,         // args
    kNot,        // args[0]
    kIsNull,     // args[0] IS NULL
    kIsNotNull,  // args[0] IS NOT NULL
    kExists,     // EXISTS args[0]
    kIn,         // args: `width` expressions on the left, then the search keys, `width` values each
    kInSequence,  // args: `width` expressions on the left, then one expression that returns the
                  // keys
    kArithmetic,  // args with `name` of the operators between them: one of "+-*/d" each
    kNegate,      // -args[0]
    kConcat,      // args[0] || args[1] ...
    kCase,        // WHEN args[0] THEN args[1] ... [ELSE last]
    kCall,        // name(args), name in lower case
    kCast,        // CAST(args[0] AS type)
    kArray,       // [args]
    kMap,         // {args[0]: args[1], ...}
    kCountStar,   // count(*)
  };
  Kind kind = Kind::kLiteral;
  std::string name;
  Value literal;
  CompareOp op = CompareOp::kEq;
  bool any = false;
  bool parenthesized = false;
  int position = 0;
  int width = 1;
  TypePtr type;  // kCast; after Resolve: the declared type of a kColumn or of an external kVariable
  std::vector<ExprPtr> args;
  int line = 1, column = 0;
};

struct Declaration {
  std::string name;  // without "$"
  TypePtr type;
};

struct Hint {
  enum class Kind { kForce, kPrefer } kind = Kind::kForce;
  bool primary = false;
  std::string table;
  std::vector<std::string> indexes;
};

struct OutputColumn {
  ExprPtr expr;
  std::string name;
};

struct SortKey {
  ExprPtr expr;
  bool descending = false;
  bool nulls_first = false;
};

struct TimeToLive {
  enum class Unit { kDays, kHours, kTableDefault } unit = Unit::kDays;
  ExprPtr amount;
};

// What all statements about one table have.
struct TableReference {
  std::string name;        // as written
  std::string alias;       // without "$"; the table's name when none was given
  bool row_alias = false;  // written with "$": may stand for the whole row
  int line = 1, column = 0;
};

struct Returning {
  bool all = false;  // *
  std::vector<OutputColumn> columns;
};

struct SelectStatement {
  std::vector<Hint> hints;
  bool distinct = false;
  bool all = false;  // *
  std::vector<OutputColumn> columns;
  TableReference from;
  ExprPtr where;  // may be null
  std::vector<ExprPtr> group_by;
  std::vector<SortKey> order_by;
  ExprPtr limit, offset;
};

struct InsertStatement {
  bool upsert = false;
  TableReference into;
  std::vector<std::string> columns;  // empty: all
  std::vector<ExprPtr> values;       // null: DEFAULT
  std::optional<TimeToLive> ttl;
  std::optional<Returning> returning;
};

struct UpdateClause {
  enum class Kind { kSet, kAdd, kPut, kRemove, kMerge, kTtl } kind = Kind::kSet;
  ExprPtr target, position, value;
  TimeToLive ttl;
};

struct UpdateStatement {
  std::vector<Hint> hints;
  TableReference table;
  std::vector<UpdateClause> clauses;
  ExprPtr where;
  std::optional<Returning> returning;
};

struct DeleteStatement {
  std::vector<Hint> hints;
  TableReference from;
  ExprPtr where;
  std::optional<Returning> returning;
};

struct ColumnDefinition {
  std::string name;
  TypePtr type;
  bool nullable = true;
  ExprPtr default_value;
  bool as_uuid = false, generated_uuid = false;
  bool identity = false, identity_always = false, identity_on_null = false;
  // of the identity
  std::optional<std::string> start, increment, minimum, maximum, cache;
  bool cycle = false;
};

struct CreateTableStatement {
  bool if_not_exists = false;
  std::string name;
  std::vector<ColumnDefinition> columns;
  std::vector<std::string> primary_key;
  size_t shard_key_size = 0;
  int ttl_amount = 0;
  bool ttl_in_hours = false;
};

struct AlterTableStatement {
  std::string name;
  std::vector<ColumnDefinition> added;
  std::vector<std::string> dropped;
  std::optional<std::pair<int, bool>> ttl;  // amount, in hours
};

struct DropTableStatement {
  bool if_exists = false;
  std::string name;
};

struct IndexPath {
  std::string column;              // as written
  std::vector<std::string> steps;  // fields below it
  bool multi_key = false;          // ends in []
  TypePtr json_type;               // AS type; null: none
};

struct CreateIndexStatement {
  bool if_not_exists = false;
  std::string name, table;
  std::vector<IndexPath> paths;
};

struct DropIndexStatement {
  bool if_exists = false;
  std::string name, table;
};

}  // namespace standin::nosql
