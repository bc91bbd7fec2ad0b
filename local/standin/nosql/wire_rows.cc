// Get, put and delete of one row.
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/wire_writes.h"

namespace standin::nosql {
namespace {

Result<std::string> GetRowOf(Engine& engine, const WireRequest& request) {
  const WireFields payload(*request.payload);
  OCI_ASSIGN_OR_RETURN(const bool absolute, IsAbsolute(payload));
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  const nson::Value* given = payload.Find(field::kKey);
  if (!given) return BadProtocol("The primary key is missing");
  OCI_ASSIGN_OR_RETURN(const NsonKey key, KeyFromNson(*table, *given, table->primary_key.size()));
  OCI_ASSIGN_OR_RETURN(const ReadOutcome read,
                       ReadOneRow(engine, *table, EncodePrimaryKey(*table, key.row), absolute));
  WireAnswer answer;
  answer.Succeeded();
  answer.Consumed(read.units.read, read.units.read / (absolute ? 2 : 1), 0);
  answer.Topology(request);
  if (read.row) {
    answer.writer.Name(field::kRow);
    answer.writer.BeginMap();
    answer.Long(kCreationTime, 0);
    answer.Long(field::kModified, read.row->modified_ms);
    answer.Long(field::kExpires, read.row->expires_ms);
    answer.Bytes(field::kRowVersion, VersionBytes(engine, read.row->version));
    answer.writer.Name(field::kValue);
    WriteNsonRow(answer.writer, *table, read.row->values);
    answer.writer.EndMap();
  }
  return answer.Take();
}

Result<std::string> WriteOne(Engine& engine, const WireRequest& request) {
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(const WireWrite write,
                       ReadWrite(engine, *table, request.operation, WireFields(*request.payload)));
  OCI_ASSIGN_OR_RETURN(const WriteOutcome outcome, RunWrite(engine, *table, write));
  OCI_RETURN_IF_ERROR(engine.Housekeeping(*table));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(*table, outcome.units);
  WireAnswer answer;
  answer.Succeeded();
  answer.ConsumedByWrite(outcome.units);
  answer.Topology(request);
  if (write.removes) answer.Flag(field::kSuccess, outcome.done);
  WriteVersions(engine, write, outcome, answer);
  WriteExisting(engine, *table, write, outcome, answer);
  return answer.Take();
}

}  // namespace

Result<std::string> WireGet(Engine& engine, const WireRequest& request) {
  return InOperation("GET", GetRowOf(engine, request));
}

Result<std::string> WirePut(Engine& engine, const WireRequest& request) {
  return InOperation("PUT", WriteOne(engine, request));
}

Result<std::string> WireDelete(Engine& engine, const WireRequest& request) {
  return InOperation("DELETE", WriteOne(engine, request));
}

}  // namespace standin::nosql
