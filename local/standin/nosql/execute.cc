#include "local/standin/nosql/execute.h"

#include "common/base64.h"
#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/lexer.h"
#include "local/standin/nosql/resolve.h"

namespace standin::nosql {
namespace {

constexpr std::string_view kPageMagic = "FGP1";

// FNV-1a, which gives the same in every process, so that page tokens stay valid after a restart.
uint64_t Fingerprint(const CompiledStatement& compiled) {
  uint64_t hash = 14695981039346656037u;
  const auto mix = [&](std::string_view bytes) {
    for (char c : bytes) hash = (hash ^ static_cast<uint8_t>(c)) * 1099511628211u;
  };
  mix(compiled.text);
  mix(std::to_string(compiled.table.id) + "/" + std::to_string(compiled.table.schema_version));
  return hash;
}

void AppendInteger(int64_t value, std::string& out) {
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

int64_t ReadInteger(std::string_view bytes) {
  int64_t value = 0;
  for (size_t i = 0; i < 8; ++i) value = value << 8 | static_cast<uint8_t>(bytes[i]);
  return value;
}

// In a CASE that returns JSON, an array or map of another type cannot be the value of a field.
Status CheckJsonCase(const OutputColumn& output, const Value& value, const Scope& scope) {
  const Expr& expr = *output.expr;
  if (expr.kind != Expr::Kind::kCase || (value.kind != Kind::kArray && value.kind != Kind::kMap))
    return oci::Ok();
  OCI_ASSIGN_OR_RETURN(const Expr* chosen, ChosenResult(expr, scope));
  const StaticType type = TypeOf(*scope.table, *chosen);
  const bool typed = type.type->kind == Kind::kArray || type.type->kind == Kind::kMap;
  if (!typed || type.multi || !IsJsonCase(*scope.table, expr)) return oci::Ok();
  return InvalidParameter("Type mismatch. Value of type\n" + TypeText(*type.type) +
                          "\ncannot be used as the value of field " + output.name +
                          " with type\nJson");
}

// The part of the range after the position, in the direction of the scan.
KeyRange Behind(KeyRange range, const std::string& position, bool reverse) {
  if (position.empty()) return range;
  if (reverse) {
    range.upper = std::min(range.upper, position);
  } else {
    range.lower = std::max(range.lower, position + '\0');
  }
  return range;
}

}  // namespace

std::string EncodePage(const CompiledStatement& compiled, const PagePosition& page) {
  std::string bytes(kPageMagic);
  AppendInteger(static_cast<int64_t>(Fingerprint(compiled)), bytes);
  AppendInteger(page.skipped, bytes);
  AppendInteger(page.returned, bytes);
  return common::Base64(bytes + page.position);
}

Result<PagePosition> DecodePage(const CompiledStatement& compiled, const std::string& token) {
  const auto decoded = common::Base64Decode(token);
  if (!decoded) return InvalidParameter("Invalid page: " + token + " is not padded base64 string");
  const std::string& bytes = *decoded;
  const size_t header = kPageMagic.size() + 24;
  if (bytes.size() < header || !bytes.starts_with(kPageMagic))
    return InternalServerError(
        "Unexpected state in query engine: Failed to parse continuation key");
  const std::string_view fields = std::string_view(bytes).substr(kPageMagic.size());
  if (ReadInteger(fields) != static_cast<int64_t>(Fingerprint(compiled)))
    return InvalidParameter("Invalid page: it belongs to another statement, or the table changed");
  return PagePosition{bytes.substr(header), ReadInteger(fields.substr(8)),
                      ReadInteger(fields.substr(16))};
}

Result<Value> OutputRow(const std::vector<OutputColumn>& outputs, const Scope& scope) {
  Fields fields;
  for (const OutputColumn& output : outputs) {
    OCI_ASSIGN_OR_RETURN(Value value, EvaluateBoxed(*output.expr, scope));
    OCI_RETURN_IF_ERROR(CheckJsonCase(output, value, scope));
    fields.emplace_back(output.name, std::move(value));
  }
  return Value::Record(std::move(fields));
}

Result<int64_t> ExpiryOf(const Engine& engine, const Table& table, const TimeToLive& ttl,
                         const Scope& scope) {
  if (ttl.unit == TimeToLive::Unit::kTableDefault)
    return engine.rows.Expiry(table.ttl_amount, table.ttl_in_hours);
  OCI_ASSIGN_OR_RETURN(const Value amount, EvaluateOne(*ttl.amount, scope));
  if (!amount.IsInteger() || amount.integer < 0 || amount.integer > 1000000)
    return ErrorAt(ttl.amount->line, ttl.amount->column, "The TTL is not an integer in range");
  return engine.rows.Expiry(amount.integer, ttl.unit == TimeToLive::Unit::kHours);
}

Status ScanPlan(Engine& engine, const CompiledStatement& compiled, Scope scope,
                const std::string& resume, int64_t read_limit, ScanState& state,
                const VisitRow& visit) {
  const Plan& plan = compiled.plan;
  const AccessPath& path = plan.path;
  if (path.always_false) {
    state.exhausted = true;
    return oci::Ok();
  }
  OCI_ASSIGN_OR_RETURN(auto ranges, KeyRanges(compiled.table, path, scope));
  if (plan.reverse) std::reverse(ranges.begin(), ranges.end());
  bool more = true;
  const RowStore::Visit on_row = [&](const std::string& position, StoredRow& row) -> Result<bool> {
    state.position = position;
    scope.row = &row;
    bool matches = true;
    for (const ExprPtr& filter : path.filters) {
      if (!matches) break;
      OCI_ASSIGN_OR_RETURN(matches, IsTrue(*filter, scope));
    }
    // An index entry costs one unit. When its row is read, the row's size is charged instead.
    state.read_kb += path.covering || !matches ? 1 : Kilobytes(row.bytes);
    if (matches && plan.where) {
      OCI_ASSIGN_OR_RETURN(matches, IsTrue(*plan.where, scope));
    }
    if (matches) {
      OCI_ASSIGN_OR_RETURN(more, visit(row));
    }
    if (state.read_kb > read_limit) more = false;
    return more;
  };
  for (const KeyRange& range : ranges) {
    const KeyRange rest = Behind(range, resume, plan.reverse);
    if (rest.lower >= rest.upper) continue;
    OCI_RETURN_IF_ERROR(
        path.index ? engine.rows.ScanIndex(compiled.table, *path.index, rest, plan.reverse, on_row)
                   : engine.rows.ScanTable(compiled.table, rest, plan.reverse, on_row));
    if (!more) return oci::Ok();
  }
  state.exhausted = true;
  if (state.read_kb > 0 || ranges.empty() || !plan.single_partition) return oci::Ok();
  // Looking into a single partition costs a unit even when nothing is found; looking into all
  // partitions does not.
  state.read_kb = 1;
  if (!plan.reverse || path.index) return oci::Ok();
  // From behind, the service finds the row before the range, which is not charged.
  const KeyRange before{"", ranges.back().lower};
  return engine.rows.ScanTable(compiled.table, before, true,
                               [&](const std::string&, StoredRow&) -> Result<bool> {
                                 state.read_kb = 0;
                                 return false;
                               });
}

bool ChangesRows(const CompiledStatement& compiled) {
  return !std::holds_alternative<SelectStatement>(compiled.parsed.body);
}

Result<QueryResult> Execute(Engine& engine, const CompiledStatement& compiled,
                            const Variables& variables, const QueryOptions& options) {
  Scope scope;
  scope.engine = &engine;
  scope.table = &compiled.table;
  scope.variables = &variables;
  scope.now_ms = engine.rows.NowMs();
  const Statement& body = compiled.parsed.body;
  if (compiled.plan.complex) return ExecuteWhole(engine, compiled, scope, options);
  if (std::holds_alternative<SelectStatement>(body))
    return ExecuteSelect(engine, compiled, scope, options);
  if (std::holds_alternative<DeleteStatement>(body))
    return ExecuteDelete(engine, compiled, scope, options);
  if (std::holds_alternative<UpdateStatement>(body)) return ExecuteUpdate(engine, compiled, scope);
  return ExecuteInsert(engine, compiled, scope);
}

}  // namespace standin::nosql
