// Queries and prepared statements.
#include "common/base64.h"
#include "local/standin/nosql/queries.h"
#include "local/standin/nosql/wire.h"

namespace standin::nosql {
namespace {

constexpr int64_t kMostReadKb = 2048;
// The plan that drivers run: none; or, for our own driver, something that is not none.
constexpr std::string_view kNoDriverPlan = "\xff", kSomeDriverPlan{"\x0e\0\0\0", 4};

// The number by which the service calls the kind of statement.
int StatementKind(const Statement& statement) {
  constexpr int kSelect = 5, kUpdate = 6, kInsert = 18, kDelete = 19;
  if (std::holds_alternative<UpdateStatement>(statement)) return kUpdate;
  if (std::holds_alternative<InsertStatement>(statement)) return kInsert;
  if (std::holds_alternative<DeleteStatement>(statement)) return kDelete;
  return kSelect;
}

// How many parts of the table a driver may ask at once.
int MostParallel(const CompiledStatement& compiled) {
  constexpr int kPartitions = 10, kShards = 1;
  const Plan& plan = compiled.plan;
  const bool select = std::holds_alternative<SelectStatement>(compiled.parsed.body);
  if (!select || plan.complex || plan.single_partition || plan.path.always_false) return 0;
  return plan.path.index ? kShards : kPartitions;
}

// Whether the driver gets a plan instead of rows.
bool LeftToDriver(const WireRequest& request, const CompiledStatement& compiled) {
  return compiled.plan.complex && request.own_driver;
}

void WritePrepared(const WireRequest& request, const CompiledStatement& compiled,
                   WireAnswer& answer) {
  answer.Text(field::kNamespace, compiled.compartment);
  answer.Text(field::kTable, compiled.table.name);
  answer.Integer(field::kQueryOperation, StatementKind(compiled.parsed.body));
  answer.Integer(field::kMostParallel, MostParallel(compiled));
  answer.Bytes(field::kPrepared, EncodePrepared(compiled));
  answer.Bytes(field::kDriverPlan,
               LeftToDriver(request, compiled) ? kSomeDriverPlan : kNoDriverPlan);
}

Status CheckQueryVersion(const WireFields& payload) {
  OCI_ASSIGN_OR_RETURN(const int64_t version,
                       payload.Integer(field::kQueryVersionField, protocol::kQueryVersion));
  if (version >= 1 && version <= protocol::kQueryVersion) return oci::Ok();
  return Refusal("UnsupportedQueryVersion", "Invalid query version " + std::to_string(version) +
                                                ", the service's is " +
                                                std::to_string(protocol::kQueryVersion));
}

Result<Compiled> StatementOf(Engine& engine, const WireRequest& request, const WireFields& payload,
                             bool prepared) {
  OCI_RETURN_IF_ERROR(CheckQueryVersion(payload));
  if (prepared) {
    OCI_ASSIGN_OR_RETURN(const auto bytes, payload.Bytes(field::kPrepared));
    if (!bytes) return BadProtocol("The prepared statement is missing");
    return DecodePrepared(engine, *bytes, ComplexQueries::kAllowed);
  }
  OCI_ASSIGN_OR_RETURN(const auto text, payload.Text(field::kStatement));
  if (!text || text->empty()) return BadProtocol("The statement is missing");
  return CompileText(engine, request.compartment, *text, ComplexQueries::kAllowed);
}

// Only a prepared statement has variables: the service ignores those beside a text.
Result<std::optional<std::vector<GivenVariable>>> VariablesOf(const WireFields& payload,
                                                              bool prepared) {
  const nson::Value* list = prepared ? payload.Find(field::kVariables) : nullptr;
  if (!list) return std::optional<std::vector<GivenVariable>>();
  if (list->type != nson::Type::kArray) return BadProtocol("The variables are not an array");
  std::vector<GivenVariable> given;
  for (const nson::Value& item : list->items) {
    const WireFields fields(item);
    OCI_ASSIGN_OR_RETURN(const auto name, fields.Text(field::kName));
    const nson::Value* value = fields.Find(field::kValue);
    if (!name || !value) return BadProtocol("A variable has no name or no value");
    given.push_back(
        {*name, [value, name = *name](const Type& type) { return FromNson(*value, type, name); }});
  }
  return std::optional(std::move(given));
}

Result<QueryOptions> QueryOptionsOf(const WireFields& payload) {
  QueryOptions options;
  OCI_ASSIGN_OR_RETURN(options.absolute, IsAbsolute(payload));
  OCI_ASSIGN_OR_RETURN(const int64_t limit, payload.Count(field::kLimit, 0));
  if (limit > 0) options.limit = limit;
  OCI_ASSIGN_OR_RETURN(const int64_t read_kb, payload.Count(field::kMaxReadKb, 0));
  if (read_kb > kMostReadKb)
    return BadProtocol("Invalid maxReadKB, it can not exceed " + std::to_string(kMostReadKb) +
                       ": " + std::to_string(read_kb));
  if (read_kb > 0) options.read_limit = read_kb;
  OCI_ASSIGN_OR_RETURN(const auto continuation, payload.Bytes(field::kContinuation));
  if (continuation) options.page = common::Base64(*continuation);
  return options;
}

void WritePage(const CompiledStatement& compiled, const QueryResult& result,
               const QueryOptions& options, bool prepared, WireAnswer& answer) {
  answer.writer.Name(field::kRows);
  answer.writer.BeginArray();
  for (const Value& item : result.items) WriteNson(answer.writer, item);
  answer.writer.EndArray();
  const int64_t preparing = prepared ? 0 : kPrepareUnits;
  const bool twice = options.absolute || ChangesRows(compiled);
  const int64_t read_kb = (result.units.read - preparing) / (twice ? 2 : 1) + preparing;
  answer.Consumed(result.units.read, read_kb, result.units.write);
  // REST gives a page token after the deletion of a single row, too, but the protocol does not.
  const bool single =
      compiled.plan.complete_key && std::holds_alternative<DeleteStatement>(compiled.parsed.body);
  if (!result.next.empty() && !single)
    answer.Bytes(field::kContinuation, common::Base64Decode(result.next).value_or(""));
}

// REST answers 500 for a broken page token, as recorded. Drivers would repeat the request then.
Error NotRepeated(Error error) {
  const bool token = error.code == "InternalServerError" &&
                     error.message.ends_with("Failed to parse continuation key");
  return token ? InvalidParameter(error.message) : error;
}

Result<std::string> AnswerWireQuery(Engine& engine, const WireRequest& request) {
  const WireFields payload(*request.payload);
  OCI_ASSIGN_OR_RETURN(const bool prepared, payload.Flag(field::kIsPrepared));
  OCI_ASSIGN_OR_RETURN(const QueryOptions options, QueryOptionsOf(payload));
  OCI_ASSIGN_OR_RETURN(const Compiled statement, StatementOf(engine, request, payload, prepared));
  const CompiledStatement& compiled = *statement;
  const bool left = LeftToDriver(request, compiled);
  if (left && prepared) return ComplexQuery();
  WireAnswer answer;
  answer.Succeeded();
  if (left) {
    engine.Charge(compiled.table, {kPrepareUnits, 0});
    answer.Consumed(kPrepareUnits, kPrepareUnits, 0);
  } else {
    OCI_ASSIGN_OR_RETURN(const auto given, VariablesOf(payload, prepared));
    OCI_ASSIGN_OR_RETURN(const Variables variables, BindVariables(compiled, given));
    const auto result = RunPage(engine, compiled, variables, options, prepared);
    if (!result.ok()) return NotRepeated(result.error());
    WritePage(compiled, *result, options, prepared, answer);
  }
  answer.Topology(request);
  if (!prepared) WritePrepared(request, compiled, answer);
  return answer.Take();
}

Result<std::string> AnswerWirePrepare(Engine& engine, const WireRequest& request) {
  const WireFields payload(*request.payload);
  OCI_ASSIGN_OR_RETURN(const bool plan, payload.Flag(field::kGetPlan));
  OCI_ASSIGN_OR_RETURN(const bool schema, payload.Flag(field::kGetSchema));
  if (schema) return NotSupported("The schema of a statement's result");
  OCI_ASSIGN_OR_RETURN(const Compiled statement, StatementOf(engine, request, payload, false));
  const CompiledStatement& compiled = *statement;
  engine.Charge(compiled.table, {kPrepareUnits, 0});
  WireAnswer answer;
  answer.Consumed(kPrepareUnits, kPrepareUnits, 0);
  answer.Topology(request);
  WritePrepared(request, compiled, answer);
  if (plan) answer.Text(field::kPlanText, PlanText(compiled));
  return answer.Take();
}

}  // namespace

Result<std::string> WireQuery(Engine& engine, const WireRequest& request) {
  return InOperation("QUERY", AnswerWireQuery(engine, request));
}

Result<std::string> WirePrepare(Engine& engine, const WireRequest& request) {
  return InOperation("PREPARE", AnswerWirePrepare(engine, request));
}

}  // namespace standin::nosql
