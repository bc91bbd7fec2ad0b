// One put or delete of Oracle's own protocol, alone or among several.
#pragma once

#include <optional>

#include "local/standin/nosql/rows.h"
#include "local/standin/nosql/wire.h"

namespace standin::nosql {

struct WireWrite {
  bool removes = false;
  Row row;  // to put, or the key to remove
  WriteCondition condition;
  std::optional<TtlSetting> ttl;
  std::optional<Value> generated;  // the value of an identity or UUID column
};

// Inside of a transaction, because it may take the next value of an identity column.
Result<WireWrite> ReadWrite(Engine& engine, const Table& table, protocol::Operation operation,
                            const WireFields& fields);
Result<WriteOutcome> RunWrite(Engine& engine, const Table& table, const WireWrite& write);

// The entries of the answer that tell version, generated value and the row that was there.
void WriteVersions(Engine& engine, const WireWrite& write, const WriteOutcome& outcome,
                   WireAnswer& answer);
void WriteExisting(Engine& engine, const Table& table, const WireWrite& write,
                   const WriteOutcome& outcome, WireAnswer& answer);

}  // namespace standin::nosql
