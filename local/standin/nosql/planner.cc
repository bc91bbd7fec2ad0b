#include "local/standin/nosql/planner.h"

#include <algorithm>

#include "local/standin/nosql/key_shape.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/resolve.h"

namespace standin::nosql {
namespace {

std::vector<ExprPtr> Conjuncts(const ExprPtr& where) {
  if (!where) return {};
  if (where->kind == Expr::Kind::kAnd) return where->args;
  return {where};
}

ExprPtr WholeRow() {
  auto row = std::make_shared<Expr>();
  row->kind = Expr::Kind::kRow;
  return row;
}

struct Hints {
  bool force_primary = false;
  const Index* forced = nullptr;
  bool prefer_primary = false;
  std::vector<const Index*> preferred;
};

Result<Hints> ReadHints(const std::vector<Hint>& hints, const Table& table) {
  Hints read;
  for (const Hint& hint : hints) {
    if (!SameName(hint.table, table.name))
      return InvalidParameter("Error: The table " + hint.table + " of a hint is not in the query");
    const bool force = hint.kind == Hint::Kind::kForce;
    if (hint.primary) (force ? read.force_primary : read.prefer_primary) = true;
    for (const std::string& name : hint.indexes) {
      const Index* index = table.FindIndex(name);
      if (!index)
        return InvalidParameter("Error: There is no index " + name + " of a hint on the table");
      if (force) read.forced = index;
      read.preferred.push_back(index);
    }
  }
  return read;
}

// The service's compiler fails over an expression of constants that gives NULL where it looks for a
// key.
bool LooksUpNull(const KeyShape& shape, const ExprPtr& conjunct) {
  if (conjunct->kind != Expr::Kind::kCompare || conjunct->op == CompareOp::kNe) return false;
  for (size_t i = 0; i < 2; ++i) {
    const Expr& constant = *conjunct->args[i];
    const Expr& path = *conjunct->args[1 - i];
    if (constant.kind != Expr::Kind::kLiteral || !constant.literal.IsNull() || !IsPath(path))
      continue;
    const int field = shape.FieldOf(path, path.kind == Expr::Kind::kFilter);
    if (field >= 0 && static_cast<size_t>(field) < shape.own_fields) return true;
  }
  return false;
}

Status CheckNoNullKeys(const Demand& demand, const Index* index) {
  const KeyShape shape(*demand.table, index);
  for (const ExprPtr& conjunct : demand.conjuncts) {
    if (LooksUpNull(shape, conjunct))
      return ErrorAt(conjunct->line, conjunct->column, "A key is compared with a NULL constant");
  }
  return oci::Ok();
}

// Chooses the access path and fills in what follows from the primary key alone.
Status ChoosePath(const Demand& demand, const std::vector<Hint>& hint_list, Plan& plan) {
  const Table& table = *demand.table;
  OCI_ASSIGN_OR_RETURN(const Hints hints, ReadHints(hint_list, table));
  OCI_RETURN_IF_ERROR(CheckNoNullKeys(demand, nullptr));
  AccessPath primary = AnalyzePath(demand, nullptr, hints.prefer_primary);
  if (primary.always_false) {
    plan.path = std::move(primary);
    return oci::Ok();
  }
  // An IN of several keys is several look-ups, so that not even a complete shard key makes it one
  // partition.
  size_t given = 0;
  while (given < primary.conditions.size() &&
         (primary.conditions[given].IsEqual() ||
          primary.conditions[given].kind == FieldCondition::Kind::kIn))
    ++given;
  plan.single_partition = primary.one_key && given >= table.shard_key_size;
  plan.complete_key = plan.single_partition && given == table.primary_key.size();
  plan.path = std::move(primary);
  if (hints.forced) {
    AccessPath forced = AnalyzePath(demand, hints.forced, true);
    forced.score = forced.plain_score = kForcedScore;
    // The service prefers a complete primary key, or one that covers, to an index that is forced.
    if (forced.always_false || ComparePaths(forced, plan.path) < 0) plan.path = std::move(forced);
    return oci::Ok();
  }
  if (plan.complete_key || hints.force_primary) return oci::Ok();
  for (const Index& index : table.indexes) {
    const bool preferred =
        std::find(hints.preferred.begin(), hints.preferred.end(), &index) != hints.preferred.end();
    OCI_RETURN_IF_ERROR(CheckNoNullKeys(demand, &index));
    AccessPath path = AnalyzePath(demand, &index, preferred);
    if (path.always_false) {
      plan.path = std::move(path);
      return oci::Ok();
    }
    if (table.KeyOnly() && !path.covering) continue;
    if (ComparePaths(path, plan.path) < 0) plan.path = std::move(path);
  }
  return oci::Ok();
}

// The REST service runs only statements whose rows come unchanged from one place. What a driver
// would have to do itself (sorting, counting, merging, removing duplicates) is refused.
bool IsSimple(const SelectStatement& select, const Plan& plan, bool aggregates) {
  if (aggregates || select.distinct || !select.group_by.empty()) return false;
  if (plan.path.always_false) return true;
  const bool sort = !select.order_by.empty() && !plan.complete_key;
  if (sort && (!plan.path.sorts || !plan.single_partition)) return false;
  if (plan.path.eliminate_duplicates) return false;
  return plan.single_partition || (!select.limit && !select.offset);
}

class Compiler {
 public:
  Compiler(CompiledStatement& compiled, const TableReference& reference)
      : compiled_(compiled),
        table_(compiled.table),
        plan_(compiled.plan),
        resolver_(table_, reference, compiled.parsed.declarations) {}

  Status Compile(SelectStatement& select) {
    if (select.all) resolver_.ExpandAll(select.columns);
    OCI_RETURN_IF_ERROR(ResolveWhere(select.where));
    OCI_RETURN_IF_ERROR(resolver_.ResolveColumns(select.columns));
    for (SortKey& key : select.order_by) OCI_RETURN_IF_ERROR(resolver_.Resolve(key.expr));
    for (ExprPtr& key : select.group_by) OCI_RETURN_IF_ERROR(resolver_.Resolve(key));
    for (ExprPtr* number : {&select.limit, &select.offset}) {
      if (!*number) continue;
      OCI_RETURN_IF_ERROR(resolver_.Resolve(*number));
      if (!IsConstant(**number))
        return ErrorAt((*number)->line, (*number)->column,
                       "LIMIT and OFFSET must be constant expressions");
    }
    Demand demand{&table_, Conjuncts(select.where), {}, select.order_by};
    for (const OutputColumn& column : select.columns) demand.outputs.push_back(column.expr);
    OCI_RETURN_IF_ERROR(ChoosePath(demand, select.hints, plan_));
    plan_.complex = !IsSimple(select, plan_, resolver_.aggregates());
    plan_.reverse = !select.order_by.empty() && select.order_by[0].descending && plan_.path.sorts;
    plan_.outputs = select.columns;
    return oci::Ok();
  }

  Status Compile(UpdateStatement& update) {
    OCI_RETURN_IF_ERROR(ResolveWhere(update.where));
    for (UpdateClause& clause : update.clauses) OCI_RETURN_IF_ERROR(CompileClause(clause));
    OCI_RETURN_IF_ERROR(CompileReturning(update.returning));
    Demand demand{&table_, Conjuncts(update.where), {WholeRow()}, {}};
    OCI_RETURN_IF_ERROR(ChoosePath(demand, update.hints, plan_));
    if (!plan_.single_partition)
      return InvalidParameter("Error: A complete shard key must be specified in the WHERE clause.");
    if (update.returning && !plan_.complete_key)
      return InvalidParameter(
          "Error: RETURNING clause is not supported unless the complete primary key is specified "
          "in the WHERE clause.");
    return oci::Ok();
  }

  Status Compile(DeleteStatement& statement) {
    OCI_RETURN_IF_ERROR(ResolveWhere(statement.where));
    OCI_RETURN_IF_ERROR(CompileReturning(statement.returning));
    Demand demand{&table_, Conjuncts(statement.where), {WholeRow()}, {}};
    OCI_RETURN_IF_ERROR(ChoosePath(demand, statement.hints, plan_));
    plan_.complex = !statement.returning && !plan_.complete_key;
    return oci::Ok();
  }

  Status Compile(InsertStatement& insert) {
    if (insert.columns.empty()) {
      for (const Column& column : table_.columns) insert.columns.push_back(column.name);
      if (insert.values.size() != table_.columns.size())
        return ErrorAt(1, 0,
                       "The number of VALUES expressions is not equal to the number of table "
                       "columns");
    }
    if (insert.values.size() != insert.columns.size())
      return ErrorAt(1, 0,
                     "The number of VALUES expressions is not equal to the number of columns");
    for (size_t i = 0; i < insert.columns.size(); ++i) {
      for (size_t j = 0; j < i; ++j) {
        if (SameName(insert.columns[i], insert.columns[j]))
          return ErrorAt(1, 0, "The column " + insert.columns[i] + " appears twice");
      }
      OCI_RETURN_IF_ERROR(CompileValue(insert.columns[i], insert.values[i]));
    }
    if (insert.ttl) OCI_RETURN_IF_ERROR(CompileTtl(*insert.ttl));
    OCI_RETURN_IF_ERROR(CompileReturning(insert.returning));
    return oci::Ok();
  }

 private:
  Status ResolveWhere(ExprPtr& where) {
    if (!where) return oci::Ok();
    OCI_RETURN_IF_ERROR(resolver_.Resolve(where));
    if (resolver_.aggregates())
      return ErrorAt(where->line, where->column, "WHERE clause cannot contain aggregates");
    plan_.where = where;
    return oci::Ok();
  }

  Status CompileReturning(std::optional<Returning>& returning) {
    if (!returning) return oci::Ok();
    if (returning->all) resolver_.ExpandAll(returning->columns);
    OCI_RETURN_IF_ERROR(resolver_.ResolveColumns(returning->columns));
    if (resolver_.aggregates()) return NotSupported("An aggregate function in RETURNING");
    plan_.returning = true;
    plan_.outputs = returning->columns;
    return oci::Ok();
  }

  Status CompileTtl(TimeToLive& ttl) {
    if (!ttl.amount) return oci::Ok();
    return resolver_.Resolve(ttl.amount);
  }

  Status CompileClause(UpdateClause& clause) {
    if (clause.kind == UpdateClause::Kind::kTtl) return CompileTtl(clause.ttl);
    OCI_RETURN_IF_ERROR(resolver_.Resolve(clause.target));
    for (ExprPtr* expr : {&clause.position, &clause.value}) {
      if (*expr) OCI_RETURN_IF_ERROR(resolver_.Resolve(*expr, true));
    }
    const Expr* column = clause.target.get();
    while (column->kind == Expr::Kind::kField || column->kind == Expr::Kind::kFilter ||
           column->kind == Expr::Kind::kSlice)
      column = column->args[0].get();
    const auto bad = [&](const char* why) {
      return ErrorAt(clause.target->line, clause.target->column, why);
    };
    if (column->kind != Expr::Kind::kColumn) return bad("The target of an update is not a column");
    const auto position = static_cast<size_t>(column->position);
    if (table_.KeyPosition(position) >= 0) return bad("Cannot update a primary key column");
    if (clause.kind == UpdateClause::Kind::kRemove && column == clause.target.get())
      return bad("REMOVE cannot remove a column");
    const bool field = clause.target->kind == Expr::Kind::kField;
    if (clause.kind == UpdateClause::Kind::kRemove && field &&
        TypeOf(table_, *clause.target->args[0]).type->kind == Kind::kRecord)
      return bad("Cannot remove fields from records.");
    if (clause.kind == UpdateClause::Kind::kMerge &&
        table_.columns[position].type->kind != Kind::kJson)
      return bad("JSON MERGE needs a JSON target");
    if (table_.identity && table_.identity->column == position && table_.identity->always)
      return bad("Cannot set a generated always identity column");
    return oci::Ok();
  }

  Status CompileValue(const std::string& name, ExprPtr& value) {
    const int column = table_.FindColumn(name);
    if (column < 0)
      return ErrorAt(1, 0, "Table " + table_.name + " does not have any column named " + name);
    const bool always = table_.identity && table_.identity->always &&
                        table_.identity->column == static_cast<size_t>(column);
    if (!value) return oci::Ok();
    if (always)
      return ErrorAt(value->line, value->column,
                     "Generated always identity column must use DEFAULT construct.");
    OCI_RETURN_IF_ERROR(resolver_.Resolve(value));
    if (!IsConstant(*value))
      return ErrorAt(value->line, value->column, "VALUES cannot refer to columns");
    return oci::Ok();
  }

  CompiledStatement& compiled_;
  const Table& table_;
  Plan& plan_;
  Resolver resolver_;
};

template <class S>
Status CompileOne(const Engine& engine, CompiledStatement& compiled, S& statement,
                  const TableReference& reference) {
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(compiled.compartment, reference.name));
  compiled.table = *table;
  return Compiler(compiled, reference).Compile(statement);
}

}  // namespace

Result<CompiledStatement> Compile(const Engine& engine, std::string_view compartment,
                                  std::string_view statement, ComplexQueries complex) {
  CompiledStatement compiled;
  compiled.text = statement;
  compiled.compartment = compartment;
  if (statement.size() > kMaxStatementLength)
    return InvalidParameter("Query statement too long: " + std::to_string(statement.size()) +
                            ", maximum length is 10240");
  OCI_ASSIGN_OR_RETURN(compiled.parsed, Parse(statement));
  Statement& body = compiled.parsed.body;
  if (IsDdl(body))
    return InvalidParameter(
        "The query and prepare methods can not be used for DDL statements, use TableRequest "
        "instead");
  Status status = oci::Ok();
  if (auto* select = std::get_if<SelectStatement>(&body))
    status = CompileOne(engine, compiled, *select, select->from);
  if (auto* update = std::get_if<UpdateStatement>(&body))
    status = CompileOne(engine, compiled, *update, update->table);
  if (auto* remove = std::get_if<DeleteStatement>(&body))
    status = CompileOne(engine, compiled, *remove, remove->from);
  if (auto* insert = std::get_if<InsertStatement>(&body))
    status = CompileOne(engine, compiled, *insert, insert->into);
  if (!status.ok()) return status.error();
  if (compiled.plan.complex && complex == ComplexQueries::kRefused) return ComplexQuery();
  // The paths point into the compiled statement's own copy of the table, which stays where it is
  // when the statement is moved.
  return compiled;
}

}  // namespace standin::nosql
