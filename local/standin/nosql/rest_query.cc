// /query, /query/prepare and /query/summarize
#include "common/base64.h"
#include "local/standin/nosql/cast.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/queries.h"
#include "local/standin/nosql/rest.h"

namespace standin::nosql {
namespace {

std::optional<std::vector<GivenVariable>> GivenVariables(const Value* json) {
  if (!json || json->kind != Kind::kMap) return std::nullopt;
  std::vector<GivenVariable> given;
  for (const auto& [name, value] : *json->fields) {
    given.push_back({name, [variable = name, value = value](const Type& type) {
                       return BindVariable(value, type, variable);
                     }});
  }
  return given;
}

Result<Compiled> FromPrepared(Engine& engine, const std::string& token) {
  const auto bytes = common::Base64Decode(token);
  return DecodePrepared(engine, bytes.value_or(""));
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
  const auto compiled =
      prepared ? FromPrepared(engine, statement) : CompileText(engine, compartment, statement);
  if (!compiled.ok()) return compiled.error();
  OCI_ASSIGN_OR_RETURN(const Variables variables,
                       BindVariables(**compiled, GivenVariables(body.Find("variables"))));
  OCI_ASSIGN_OR_RETURN(QueryResult result,
                       RunPage(engine, **compiled, variables, options, prepared));
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
  Fields fields = {{"usage", UnitsValue(units)},
                   {"statement", Text(common::Base64(EncodePrepared(compiled)))}};
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
