#include "local/standin/nosql/queries.h"

#include "local/standin/nosql/json.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kPreparedMagic = "FGS1";

constexpr size_t kMostPrepared = 1000;  // statements that the engine keeps compiled

Result<Compiled> CompilePrepared(const Engine& engine, std::string_view bytes,
                                 ComplexQueries complex) {
  const bool ours = bytes.starts_with(kPreparedMagic);
  const auto fields = ParseJson(ours ? bytes.substr(kPreparedMagic.size()) : "");
  if (!fields.ok() || fields->kind != Kind::kArray || fields->items->size() != 4)
    return InvalidParameter("Invalid statement: not a prepared statement");
  const Items& parts = *fields->items;
  OCI_ASSIGN_OR_RETURN(auto compiled, CompileText(engine, parts[0].text, parts[1].text, complex));
  if (compiled->table.id != parts[2].integer || compiled->table.schema_version != parts[3].integer)
    return InvalidParameter(
        "The table of the prepared statement has changed. The statement must be prepared again");
  return compiled;
}

}  // namespace

std::string EncodePrepared(const CompiledStatement& compiled) {
  const Value fields =
      Value::Array({Value::String(compiled.compartment), Value::String(compiled.text),
                    Value::Long(compiled.table.id), Value::Long(compiled.table.schema_version)});
  return std::string(kPreparedMagic) + ToJson(fields);
}

Result<Compiled> CompileText(const Engine& engine, std::string_view compartment,
                             std::string_view statement, ComplexQueries complex) {
  OCI_ASSIGN_OR_RETURN(auto compiled, Compile(engine, compartment, statement, complex));
  return std::make_shared<const CompiledStatement>(std::move(compiled));
}

Result<Compiled> DecodePrepared(Engine& engine, std::string_view bytes, ComplexQueries complex) {
  const auto known = engine.prepared.find(bytes);
  if (known != engine.prepared.end() &&
      (complex == ComplexQueries::kAllowed || !known->second->plan.complex))
    return known->second;
  OCI_ASSIGN_OR_RETURN(auto compiled, CompilePrepared(engine, bytes, complex));
  if (engine.prepared.size() >= kMostPrepared) engine.prepared.clear();
  engine.prepared.insert_or_assign(std::string(bytes), compiled);
  return compiled;
}

Result<Variables> BindVariables(const CompiledStatement& compiled,
                                const std::optional<std::vector<GivenVariable>>& given) {
  Variables variables;
  const auto& declarations = compiled.parsed.declarations;
  for (const GivenVariable& variable : given.value_or(std::vector<GivenVariable>())) {
    bool known = false;
    for (const Declaration& declaration : declarations) {
      if (variable.name != "$" + declaration.name) continue;
      known = true;
      OCI_ASSIGN_OR_RETURN(variables[declaration.name], variable.value(*declaration.type));
    }
    if (!known) return InvalidParameter("The query doesn't contain the variable: " + variable.name);
  }
  if (!given && !declarations.empty())
    return InvalidParameter("The query contains external variables, none of which has been bound.");
  for (const Declaration& declaration : declarations) {
    if (!variables.contains(declaration.name))
      return InvalidParameter("Variable $" + declaration.name + " has not been bound");
  }
  return variables;
}

Result<QueryResult> RunPage(Engine& engine, const CompiledStatement& compiled,
                            const Variables& variables, const QueryOptions& options,
                            bool prepared) {
  const bool writes = ChangesRows(compiled);
  OCI_RETURN_IF_ERROR(engine.Admit(compiled.table, writes));
  std::optional<Transaction> transaction;
  if (writes) transaction.emplace(*engine.database);
  OCI_ASSIGN_OR_RETURN(QueryResult result, Execute(engine, compiled, variables, options));
  if (writes) {
    OCI_RETURN_IF_ERROR(engine.Housekeeping(compiled.table));
    OCI_RETURN_IF_ERROR(transaction->Commit());
  }
  if (!prepared) result.units.read += kPrepareUnits;
  engine.Charge(compiled.table, result.units);
  return result;
}

std::string PlanText(const CompiledStatement& compiled) {
  const AccessPath& path = compiled.plan.path;
  const Value plan = Value::Record(
      {{"target table", Value::String(compiled.table.name)},
       {"index used", Value::String(path.index ? path.index->name : "primary index")},
       {"covering index", Value::Boolean(path.covering)},
       {"distribution kind", Value::String(compiled.plan.single_partition ? "SINGLE_PARTITION"
                                           : path.index                   ? "ALL_SHARDS"
                                                                          : "ALL_PARTITIONS")}});
  return ToJson(plan);
}

}  // namespace standin::nosql
