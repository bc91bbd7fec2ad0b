// Several writes of one shard key in one request: write multiple, and multi delete.
#include <set>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/key.h"
#include "local/standin/nosql/wire_writes.h"

namespace standin::nosql {
namespace {

using Op = protocol::Operation;
constexpr int64_t kMostWriteKb = 2048;
constexpr std::string_view kResumeMagic = "FGM1";

struct BatchItem {
  WireWrite write;
  bool abort = false;  // nothing is written when this one fails
};

struct Batch {
  std::vector<BatchItem> items;
  Units units;  // of what was tried
};

Value ShardKeyOf(const Table& table, const Row& row) {
  Fields fields;
  for (size_t i = 0; i < table.shard_key_size; ++i) {
    const size_t column = table.primary_key[i];
    fields.emplace_back(table.columns[column].name, row[column]);
  }
  return Value::Record(std::move(fields));
}

Result<BatchItem> ReadItem(Engine& engine, const Table& table, const nson::Value& item) {
  const WireFields fields(item);
  OCI_ASSIGN_OR_RETURN(const int64_t operation, fields.Integer(field::kOperation, -1));
  const bool writes = operation >= static_cast<int64_t>(Op::kDelete) &&
                      operation <= static_cast<int64_t>(Op::kPutIfVersion) &&
                      operation != static_cast<int64_t>(Op::kGet);
  if (!writes) return BadProtocol("Not a put or delete: operation " + std::to_string(operation));
  BatchItem read;
  OCI_ASSIGN_OR_RETURN(read.abort, fields.Flag(field::kAbortOnFail));
  OCI_ASSIGN_OR_RETURN(read.write, ReadWrite(engine, table, static_cast<Op>(operation), fields));
  return read;
}

Result<const std::vector<nson::Value>*> ItemsOf(const WireFields& payload) {
  const nson::Value* items = payload.Find(field::kWrites);
  if (!items || items->type != nson::Type::kArray) return BadProtocol("The writes are missing");
  if (items->items.empty()) return InvalidParameter("There are no operations");
  if (items->items.size() > static_cast<size_t>(protocol::kMostWrites))
    return Refusal("BatchOpNumberLimitExceeded",
                   "The number of operations exceeds the max number of " +
                       std::to_string(protocol::kMostWrites) + ": " +
                       std::to_string(items->items.size()));
  return &items->items;
}

// The table of all items: that of the header, or the one that each of them names.
Result<const Table*> TableOfItems(const Engine& engine, const WireRequest& request,
                                  const std::vector<nson::Value>& items) {
  std::string first = request.table;
  for (const nson::Value& item : items) {
    OCI_ASSIGN_OR_RETURN(const auto name, WireFields(item).Text(field::kTable));
    if (!name) continue;
    if (first.empty()) first = *name;
    if (!SameName(first, *name))
      return InvalidParameter(
          "Table '" + *name + "' is not related to table '" + first +
          "': All sub requests must operate on the same table or descendant tables belonging to "
          "the same top level table.");
  }
  return engine.FindTable(request.compartment, first);
}

Result<Batch> ReadBatch(Engine& engine, const Table& table, const std::vector<nson::Value>& items) {
  Batch batch;
  std::set<std::string> keys;
  std::string shard;
  for (const nson::Value& item : items) {
    OCI_ASSIGN_OR_RETURN(BatchItem read, ReadItem(engine, table, item));
    const std::string own = ToJson(ShardKeyOf(table, read.write.row));
    if (shard.empty()) shard = own;
    if (own != shard)
      return InvalidParameter(
          "Shard key: " + own +
          " does not match the shard key of previous rows in the list: " + shard);
    if (!keys.insert(EncodePrimaryKey(table, read.write.row)).second)
      return InvalidParameter("More than one operation has the same key");
    batch.items.push_back(std::move(read));
  }
  return batch;
}

void WriteResult(Engine& engine, const Table& table, const WireWrite& write,
                 const WriteOutcome& outcome, WireAnswer& answer) {
  answer.writer.BeginMap();
  answer.Flag(field::kSuccess, outcome.done);
  WriteVersions(engine, write, outcome, answer);
  WriteExisting(engine, table, write, outcome, answer);
  answer.writer.EndMap();
}

std::string BatchAnswer(const WireRequest& request, const Units& units,
                        const std::function<void(WireAnswer&)>& results) {
  WireAnswer answer;
  answer.Succeeded();
  answer.ConsumedByWrite(units);
  answer.Topology(request);
  results(answer);
  return answer.Take();
}

Result<std::string> WriteBatch(Engine& engine, const WireRequest& request) {
  OCI_ASSIGN_OR_RETURN(const auto* items, ItemsOf(WireFields(*request.payload)));
  OCI_ASSIGN_OR_RETURN(const Table* table, TableOfItems(engine, request, *items));
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(Batch batch, ReadBatch(engine, *table, *items));
  std::vector<WriteOutcome> outcomes;
  for (size_t i = 0; i < batch.items.size(); ++i) {
    const BatchItem& item = batch.items[i];
    OCI_ASSIGN_OR_RETURN(WriteOutcome outcome, RunWrite(engine, *table, item.write));
    batch.units.read += outcome.units.read;
    batch.units.write += outcome.units.write;
    if (!outcome.done && item.abort) {
      engine.Charge(*table, batch.units);
      return BatchAnswer(request, batch.units, [&](WireAnswer& answer) {
        answer.writer.Name(field::kWriteFailure);
        answer.writer.BeginMap();
        answer.Integer(field::kFailedIndex, static_cast<int64_t>(i));
        answer.writer.Name(field::kFailedResult);
        WriteResult(engine, *table, item.write, outcome, answer);
        answer.writer.EndMap();
      });
    }
    outcomes.push_back(std::move(outcome));
  }
  OCI_RETURN_IF_ERROR(engine.Housekeeping(*table));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(*table, batch.units);
  return BatchAnswer(request, batch.units, [&](WireAnswer& answer) {
    answer.writer.Name(field::kWriteResults);
    answer.writer.BeginArray();
    for (size_t i = 0; i < outcomes.size(); ++i)
      WriteResult(engine, *table, batch.items[i].write, outcomes[i], answer);
    answer.writer.EndArray();
  });
}

// The encoded key of the leading columns, of which `given` have a value.
std::string KeyPrefix(const Table& table, const Row& row, size_t given) {
  std::string prefix;
  for (size_t i = 0; i < given; ++i) AppendKeyValue(row[table.primary_key[i]], prefix);
  return prefix;
}

struct RangeEnd {
  Value value;
  bool inclusive = false;
};

Result<std::optional<RangeEnd>> EndOf(const WireFields& range, std::string_view name,
                                      const Column& column) {
  const nson::Value* given = range.Find(name);
  if (!given) return std::optional<RangeEnd>();
  const WireFields fields(*given);
  const nson::Value* value = fields.Find(field::kValue);
  if (!value) return BadProtocol("An end of the range has no value");
  RangeEnd end;
  OCI_ASSIGN_OR_RETURN(end.inclusive, fields.Flag(field::kInclusive));
  OCI_ASSIGN_OR_RETURN(end.value, FromNson(*value, *column.type, column.name));
  return std::optional(std::move(end));
}

// Narrows the keys below the prefix to the range of the first column that has no value.
Status Narrow(const Table& table, const NsonKey& key, const WireFields& payload,
              const std::string& prefix, KeyRange& keys) {
  const nson::Value* given = payload.Find(field::kRange);
  if (!given) return oci::Ok();
  const WireFields range(*given);
  OCI_ASSIGN_OR_RETURN(const auto path, range.Text(field::kRangePath));
  if (!path) return BadProtocol("The range has no field");
  if (key.given >= table.primary_key.size() ||
      !SameName(*path, table.columns[table.primary_key[key.given]].name))
    return InvalidParameter("The field " + *path +
                            " of the range does not follow the columns of the key");
  const Column& column = table.columns[table.primary_key[key.given]];
  OCI_ASSIGN_OR_RETURN(const auto start, EndOf(range, field::kStart, column));
  OCI_ASSIGN_OR_RETURN(const auto end, EndOf(range, field::kEnd, column));
  if (start) {
    std::string bound = prefix;
    AppendKeyValue(start->value, bound);
    keys.lower = start->inclusive ? bound : AfterPrefix(bound);
  }
  if (end) {
    std::string bound = prefix;
    AppendKeyValue(end->value, bound);
    keys.upper = end->inclusive ? AfterPrefix(bound) : bound;
  }
  return oci::Ok();
}

Result<KeyRange> KeysToDelete(const Table& table, const WireFields& payload) {
  const nson::Value* given = payload.Find(field::kKey);
  if (!given) return BadProtocol("The key is missing");
  OCI_ASSIGN_OR_RETURN(const NsonKey key, KeyFromNson(table, *given, table.shard_key_size));
  const std::string prefix = KeyPrefix(table, key.row, key.given);
  KeyRange keys{prefix, AfterPrefix(prefix)};
  OCI_RETURN_IF_ERROR(Narrow(table, key, payload, prefix, keys));
  OCI_ASSIGN_OR_RETURN(const auto resume, payload.Bytes(field::kContinuation));
  if (resume) {
    const bool ours = resume->starts_with(kResumeMagic);
    const std::string last = ours ? resume->substr(kResumeMagic.size()) : "";
    if (!ours || !last.starts_with(prefix))
      return InvalidParameter("Invalid continuation key: it belongs to another request");
    keys.lower = std::max(keys.lower, last + '\0');
  }
  return keys;
}

struct Deletion {
  std::vector<StoredRow> rows;
  Units units;
  std::string last;  // the key behind which the next request continues; "": all are deleted
};

Result<Deletion> DeleteKeys(Engine& engine, const Table& table, const KeyRange& keys,
                            int64_t most_kb) {
  std::vector<StoredRow> found;
  // Every row costs one unit at least, so no more than these can be deleted.
  const auto enough = static_cast<size_t>(most_kb) + 1;
  if (keys.lower < keys.upper)
    OCI_RETURN_IF_ERROR(engine.rows.ScanTable(
        table, keys, false, [&](const std::string&, StoredRow& row) -> Result<bool> {
          found.push_back(std::move(row));
          return found.size() < enough;
        }));
  Deletion deletion;
  for (StoredRow& row : found) {
    if (deletion.units.write >= most_kb) {
      deletion.last = deletion.rows.back().key;
      break;
    }
    deletion.units.read += 2 * Kilobytes(row.bytes);
    OCI_RETURN_IF_ERROR(engine.rows.Delete(table, row, deletion.units));
    deletion.rows.push_back(std::move(row));
  }
  if (found.empty()) deletion.units.read = 2;
  return deletion;
}

Result<std::string> DeleteMany(Engine& engine, const WireRequest& request) {
  const WireFields payload(*request.payload);
  OCI_ASSIGN_OR_RETURN(const Table* table, engine.FindTable(request.compartment, request.table));
  OCI_ASSIGN_OR_RETURN(int64_t most_kb, payload.Count(field::kMaxWriteKb, 0));
  if (most_kb > kMostWriteKb)
    return BadProtocol("Invalid maxWriteKB, it can not exceed " + std::to_string(kMostWriteKb) +
                       ": " + std::to_string(most_kb));
  if (most_kb == 0) most_kb = kMostWriteKb;
  OCI_ASSIGN_OR_RETURN(const KeyRange keys, KeysToDelete(*table, payload));
  OCI_RETURN_IF_ERROR(engine.Admit(*table, true));
  Transaction transaction(*engine.database);
  OCI_ASSIGN_OR_RETURN(const Deletion deletion, DeleteKeys(engine, *table, keys, most_kb));
  OCI_RETURN_IF_ERROR(transaction.Commit());
  engine.Charge(*table, deletion.units);
  return BatchAnswer(request, deletion.units, [&](WireAnswer& answer) {
    answer.Integer(field::kDeletions, static_cast<int64_t>(deletion.rows.size()));
    if (!deletion.last.empty())
      answer.Bytes(field::kContinuation, std::string(kResumeMagic) + deletion.last);
  });
}

}  // namespace

Result<std::string> WireWriteMultiple(Engine& engine, const WireRequest& request) {
  return InOperation("WRITE_MULTIPLE", WriteBatch(engine, request));
}

Result<std::string> WireMultiDelete(Engine& engine, const WireRequest& request) {
  return InOperation("MULTI_DELETE", DeleteMany(engine, request));
}

}  // namespace standin::nosql
