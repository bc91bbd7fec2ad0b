// /query, /query/prepare and /query/summarize
#include "common/base64.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/execute.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/rest.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kPreparedMagic = "FGS1";

// A prepared statement contains what is needed to detect that its table has changed since.
std::string EncodePrepared(const CompiledStatement& compiled) {
  const Value fields =
      Value::Array({Text(compiled.compartment), Text(compiled.text), Value::Long(compiled.table.id),
                    Value::Long(compiled.table.schema_version)});
  return common::Base64(std::string(kPreparedMagic) + ToJson(fields));
}

Result<CompiledStatement> FromPrepared(const Engine& engine, const std::string& token) {
  const auto bytes = common::Base64Decode(token);
  const bool ours = bytes && bytes->starts_with(kPreparedMagic);
  const auto fields = ParseJson(ours ? std::string_view(*bytes).substr(kPreparedMagic.size()) : "");
  if (!fields.ok() || fields->kind != Kind::kArray || fields->items->size() != 4)
    return InvalidParameter("Invalid statement: not a prepared statement");
  const Items& parts = *fields->items;
  OCI_ASSIGN_OR_RETURN(auto compiled, Compile(engine, parts[0].text, parts[1].text));
  if (compiled.table.id != parts[2].integer || compiled.table.schema_version != parts[3].integer)
    return InvalidParameter(
        "The table of the prepared statement has changed. The statement must be prepared again");
  return compiled;
}

Result<Variables> BindVariables(const CompiledStatement& compiled, const Value* given) {
  Variables variables;
  const auto& declarations = compiled.parsed.declarations;
  if (given && given->kind == Kind::kMap) {
    for (const auto& [name, value] : *given->fields) {
      bool known = false;
      for (const Declaration& declaration : declarations) {
        if (name != "$" + declaration.name) continue;
        known = true;
        OCI_ASSIGN_OR_RETURN(variables[declaration.name],
                             BindVariable(value, *declaration.type, name));
      }
      if (!known) return InvalidParameter("The query doesn't contain the variable: " + name);
    }
  }
  if (variables.empty() && !declarations.empty() && (!given || given->kind != Kind::kMap))
    return InvalidParameter("The query contains external variables, none of which has been bound.");
  for (const Declaration& declaration : declarations) {
    if (!variables.contains(declaration.name))
      return InvalidParameter("Variable $" + declaration.name + " has not been bound");
  }
  return variables;
}

Result<QueryOptions> ParseOptions(const Request& request, const Body& body) {
  QueryOptions options;
  OCI_ASSIGN_OR_RETURN(const auto consistency, body.Text("consistency"));
  OCI_ASSIGN_OR_RETURN(options.absolute, ParseConsistency(consistency));
  OCI_ASSIGN_OR_RETURN(const auto read_limit, body.Integer("maxReadInKBs"));
  if (read_limit.value_or(0) > 2048)
    return InvalidParameter("Invalid maxReadInKBs, it can not exceed 2048: " +
                            std::to_string(*read_limit));
  if (read_limit.value_or(0) > 0) options.read_limit = *read_limit;
  OCI_RETURN_IF_ERROR(body.Integer("timeoutInMs"));
  OCI_ASSIGN_OR_RETURN(const auto limit, IntegerParameter(request, "limit"));
  if (limit.value_or(0) > 0) options.limit = *limit;
  OCI_ASSIGN_OR_RETURN(const auto page, TextParameter(request, "page"));
  options.page = page.value_or("");
  return options;
}

Result<Response> AnswerQuery(Engine& engine, const Request& request) {
  auto json = ParseJson(request.body);
  if (!json.ok())
    return InvalidParameter("Invalid payload for query request: " + json.error().message);
  if (json->kind != Kind::kMap) return InvalidParameter("Invalid payload: not an object");
  const Body body(*json);
  OCI_ASSIGN_OR_RETURN(const std::string compartment, body.RequiredText("compartmentId"));
  OCI_ASSIGN_OR_RETURN(const std::string statement, body.RequiredText("statement"));
  OCI_ASSIGN_OR_RETURN(const bool prepared, body.Flag("isPrepared"));
  OCI_ASSIGN_OR_RETURN(const QueryOptions options, ParseOptions(request, body));
  auto compiled =
      prepared ? FromPrepared(engine, statement) : Compile(engine, compartment, statement);
  if (!compiled.ok()) return std::move(compiled).error();
  OCI_ASSIGN_OR_RETURN(const Variables variables, BindVariables(*compiled, body.Find("variables")));
  const bool writes = ChangesRows(*compiled);
  OCI_RETURN_IF_ERROR(engine.Admit(compiled->table, writes));
  std::optional<Transaction> transaction;
  if (writes) transaction.emplace(*engine.database);
  OCI_ASSIGN_OR_RETURN(QueryResult result, Execute(engine, *compiled, variables, options));
  if (writes) {
    OCI_RETURN_IF_ERROR(engine.Housekeeping(compiled->table));
    OCI_RETURN_IF_ERROR(transaction->Commit());
  }
  if (!prepared) result.units.read += kPrepareUnits;
  engine.Charge(compiled->table, result.units);
  Response response = JsonResponse(Value::Record(
      {{"items", Value::Array(std::move(result.items))}, {"usage", UnitsValue(result.units)}}));
  if (!result.next.empty()) response.headers.emplace_back("opc-next-page", result.next);
  return response;
}

Result<std::string> StatementParameter(const Request& request) {
  OCI_ASSIGN_OR_RETURN(const auto statement, TextParameter(request, "statement"));
  if (!statement) return InvalidParameter("Invalid statement: statement should not be null");
  return *statement;
}

std::string PlanText(const CompiledStatement& compiled) {
  const AccessPath& path = compiled.plan.path;
  const Value plan =
      Value::Record({{"target table", Text(compiled.table.name)},
                     {"index used", Text(path.index ? path.index->name : "primary index")},
                     {"covering index", Value::Boolean(path.covering)},
                     {"distribution kind", Text(compiled.plan.single_partition ? "SINGLE_PARTITION"
                                                : path.index                   ? "ALL_SHARDS"
                                                             : "ALL_PARTITIONS")}});
  return ToJson(plan);
}

Result<Response> AnswerPrepare(Engine& engine, const Request& request) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  if (!compartment)
    return InvalidParameter("Invalid compartmentId: compartmentId should not be null");
  OCI_ASSIGN_OR_RETURN(const std::string statement, StatementParameter(request));
  OCI_ASSIGN_OR_RETURN(const bool plan, FlagParameter(request, "isGetQueryPlan"));
  OCI_ASSIGN_OR_RETURN(const auto compiled, Compile(engine, *compartment, statement));
  Units units;
  units.read = kPrepareUnits;
  engine.Charge(compiled.table, units);
  Fields fields = {{"usage", UnitsValue(units)}, {"statement", Text(EncodePrepared(compiled))}};
  if (plan) fields.emplace_back("queryPlan", Text(PlanText(compiled)));
  return JsonResponse(Value::Record(std::move(fields)));
}

struct Summary {
  std::string operation, table, index;
  std::optional<bool> if_exists, if_not_exists;
};

Summary Summarize(const Statement& statement) {
  struct Visitor {
    Summary operator()(const SelectStatement& s) { return {"SELECT", s.from.name, "", {}, {}}; }
    Summary operator()(const InsertStatement& s) {
      return {s.upsert ? "UPSERT" : "INSERT", s.into.name, "", {}, {}};
    }
    Summary operator()(const UpdateStatement& s) { return {"UPDATE", s.table.name, "", {}, {}}; }
    Summary operator()(const DeleteStatement& s) { return {"DELETE", s.from.name, "", {}, {}}; }
    Summary operator()(const CreateTableStatement& s) {
      return {"CREATE_TABLE", s.name, "", {}, s.if_not_exists};
    }
    Summary operator()(const AlterTableStatement& s) { return {"ALTER_TABLE", s.name, "", {}, {}}; }
    Summary operator()(const DropTableStatement& s) {
      return {"DROP_TABLE", s.name, "", s.if_exists, {}};
    }
    Summary operator()(const CreateIndexStatement& s) {
      return {"CREATE_INDEX", s.table, s.name, {}, s.if_not_exists};
    }
    Summary operator()(const DropIndexStatement& s) {
      return {"DROP_INDEX", s.table, s.name, s.if_exists, {}};
    }
  };
  return std::visit(Visitor(), statement);
}

Result<Response> AnswerSummarize(const Request& request) {
  OCI_ASSIGN_OR_RETURN(const std::string statement, StatementParameter(request));
  const auto parsed = Parse(statement);
  if (!parsed.ok())
    return JsonResponse(Value::Record({{"syntaxError", Text(parsed.error().message)}}));
  const Summary summary = Summarize(parsed->body);
  Fields fields = {{"operation", Text(summary.operation)},
                   {"tableName", Text(summary.table)},
                   {"indexName", summary.index.empty() ? Value::Null() : Text(summary.index)}};
  if (summary.if_not_exists)
    fields.emplace_back("isIfNotExists", Value::Boolean(*summary.if_not_exists));
  if (summary.if_exists) fields.emplace_back("isIfExists", Value::Boolean(*summary.if_exists));
  return JsonResponse(Value::Record(std::move(fields)));
}

}  // namespace

Result<Response> RunQuery(Engine& engine, const Request& request, const PathValues&) {
  return InOperation("QUERY", AnswerQuery(engine, request));
}

Result<Response> PrepareStatement(Engine& engine, const Request& request, const PathValues&) {
  return InOperation("PREPARE", AnswerPrepare(engine, request));
}

Result<Response> SummarizeStatement(Engine&, const Request& request, const PathValues&) {
  return InOperation("SUMMARIZE", AnswerSummarize(request));
}

}  // namespace standin::nosql
