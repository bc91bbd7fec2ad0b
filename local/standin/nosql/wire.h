// Oracle NoSQL's own protocol, as its drivers speak it at POST /V2/nosql/data
// (docs/contracts/nosql-protocol.md): the same tables, rows and statements as over REST.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "local/standin/base/answers.h"
#include "local/standin/nosql/engine.h"
#include "local/standin/nosql/wire_values.h"
#include "nosql/protocol.h"

namespace standin::nosql {

namespace protocol = ::nosql::protocol;
namespace field = ::nosql::protocol::field;
constexpr std::string_view kCreationTime = "ct";  // of a row; the service always sends 0

// The caller has verified the signature, and holds the engine's mutex.
Response HandleWire(Engine& engine, const Request& request);

// What follows is for the sources wire_*.cc.

// Entries of a map. An entry of another type than asked for is a broken message.
class WireFields {
 public:
  explicit WireFields(const nson::Value& map) : map_(map) {}
  const nson::Value* Find(std::string_view name) const { return map_.Find(name); }
  Result<int64_t> Integer(std::string_view name, int64_t otherwise) const;
  // As Integer, but a negative number is an error.
  Result<int64_t> Count(std::string_view name, int64_t otherwise) const;
  Result<bool> Flag(std::string_view name) const;
  // nullopt: there is none.
  Result<std::optional<std::string>> Text(std::string_view name) const;
  Result<std::optional<std::string>> Bytes(std::string_view name) const;

 private:
  const nson::Value& map_;
};

// The consistency of a read; EVENTUAL where nothing is said.
Result<bool> IsAbsolute(const WireFields& payload);

struct WireRequest {
  protocol::Operation operation = protocol::Operation::kGet;
  std::string table;        // of the header; "" where there is none
  std::string compartment;  // OCID
  int64_t topology = -1;    // which the driver knows
  // FotoGal's own driver, which gets of a complex query what the service gives.
  bool own_driver = false;
  const nson::Value* payload = nullptr;
};

class WireAnswer {
 public:
  WireAnswer() { writer.BeginMap(); }
  void Integer(std::string_view name, int64_t value);
  void Long(std::string_view name, int64_t value);
  void Flag(std::string_view name, bool value);
  void Text(std::string_view name, std::string_view value);
  void Bytes(std::string_view name, std::string_view value);
  void Succeeded() { Integer(field::kError, 0); }
  void Consumed(int64_t read_units, int64_t read_kb, int64_t write_kb);
  // Of an operation that reads from the master, which counts twice.
  void ConsumedByWrite(const Units& units) { Consumed(units.read, units.read / 2, units.write); }
  // Which shards there are, where the driver does not know it.
  void Topology(const WireRequest& request);
  std::string Take();

  nson::Writer writer;
};

// Errors of the operation begin with its name.
inline Result<std::string> InOperation(std::string_view operation, Result<std::string> answer) {
  if (!answer.ok()) return InOperation(operation, answer.error());
  return answer;
}

// The NSON of an answer.
using WireHandler = Result<std::string> (*)(Engine& engine, const WireRequest& request);
// wire_rows.cc
Result<std::string> WireGet(Engine& engine, const WireRequest& request);
Result<std::string> WirePut(Engine& engine, const WireRequest& request);
Result<std::string> WireDelete(Engine& engine, const WireRequest& request);
// wire_batches.cc
Result<std::string> WireWriteMultiple(Engine& engine, const WireRequest& request);
Result<std::string> WireMultiDelete(Engine& engine, const WireRequest& request);
// wire_query.cc
Result<std::string> WireQuery(Engine& engine, const WireRequest& request);
Result<std::string> WirePrepare(Engine& engine, const WireRequest& request);
// wire_tables.cc
Result<std::string> WireTableRequest(Engine& engine, const WireRequest& request);
Result<std::string> WireGetTable(Engine& engine, const WireRequest& request);
Result<std::string> WireGetIndexes(Engine& engine, const WireRequest& request);
Result<std::string> WireListTables(Engine& engine, const WireRequest& request);
Result<std::string> WireTableUsage(Engine& engine, const WireRequest& request);

}  // namespace standin::nosql
