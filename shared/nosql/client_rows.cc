// Get, Put, Delete, WriteMultiple, MultiDelete
#include "nosql/client_state.h"

namespace nosql {
namespace {

namespace field = protocol::field;
using nson::Reader;
using nson::Type;
using nson::Writer;
using protocol::Operation;

// {l: value, rv: version, md, xp} of a get; {el, ev, em} of the row that a write has met.
Row ReadRow(Reader& reader, Type type) {
  Row row;
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kValue || name == field::kExistingValue) {
      row.value = ReadJson(reader, value);
    } else if (name == field::kRowVersion || name == field::kExistingVersion) {
      row.version = reader.Binary(value);
    } else if (name == field::kModified || name == field::kExistingModified) {
      row.modified_ms = reader.Integer(value);
    } else if (name == field::kExpires) {
      row.expires_ms = reader.Integer(value);
    } else {
      reader.Skip(value);
    }
  });
  return row;
}

// An entry of the answer to a put or a delete.
bool ReadWriteResult(Reader& reader, std::string_view name, Type type, WriteResult& result) {
  if (name == field::kRowVersion) {
    result.version = reader.Binary(type);
    result.done = true;
  } else if (name == field::kSuccess) {
    result.done = reader.Boolean(type);
  } else if (name == field::kReturnInfo) {
    result.existing = ReadRow(reader, type);
  } else if (name == field::kGenerated) {
    result.generated = ReadJson(reader, type);
  } else {
    return false;
  }
  return true;
}

WriteResult ReadWriteResult(Reader& reader, Type type) {
  WriteResult result;
  reader.Map(type, [&](std::string_view name, Type value) {
    if (!ReadWriteResult(reader, name, value, result)) reader.Skip(value);
  });
  return result;
}

Operation OperationOf(const PutOptions& options) {
  if (!options.if_version.empty()) return Operation::kPutIfVersion;
  if (options.when == PutOptions::When::kIfAbsent) return Operation::kPutIfAbsent;
  if (options.when == PutOptions::When::kIfPresent) return Operation::kPutIfPresent;
  return Operation::kPut;
}
Operation OperationOf(const DeleteOptions& options) {
  return options.if_version.empty() ? Operation::kDelete : Operation::kDeleteIfVersion;
}

void WriteDurability(Writer& writer) { WriteField(writer, field::kDurability, 0); }

oci::Status WritePut(Writer& writer, const Json& row, const PutOptions& options) {
  if (options.exact_match) WriteFlag(writer, field::kExactMatch, true);
  if (options.ttl || options.table_ttl) WriteFlag(writer, field::kUpdateTtl, true);
  if (options.ttl && !options.table_ttl) {
    const char* unit = options.ttl->unit == Ttl::Unit::kDays ? " DAYS" : " HOURS";
    WriteField(writer, field::kTtl, std::to_string(options.ttl->amount) + unit);
  }
  if (!options.if_version.empty()) {
    WriteBinaryField(writer, field::kRowVersion, options.if_version);
  }
  return WriteObjectField(writer, field::kValue, row);
}

oci::Status WriteDelete(Writer& writer, const Json& key, const DeleteOptions& options) {
  if (!options.if_version.empty()) {
    WriteBinaryField(writer, field::kRowVersion, options.if_version);
  }
  return WriteObjectField(writer, field::kKey, key);
}

oci::Status WriteOne(Writer& writer, const Write& write) {
  const bool put = write.kind == Write::Kind::kPut;
  writer.BeginMap();
  WriteField(writer, field::kTable, write.table);
  WriteField(writer, field::kOperation,
             static_cast<std::int32_t>(put ? OperationOf(write.put) : OperationOf(write.remove)));
  OCI_RETURN_IF_ERROR(put ? WritePut(writer, write.row, write.put)
                          : WriteDelete(writer, write.row, write.remove));
  if (put ? write.put.return_row : write.remove.return_row) {
    WriteFlag(writer, field::kReturnRow, true);
  }
  if (write.abort_if_not_done) WriteFlag(writer, field::kAbortOnFail, true);
  writer.EndMap();
  return oci::Ok();
}

// {wi: index, wr: result}
void ReadFailure(Reader& reader, Type type, WritesResult& result) {
  result.done = false;
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kFailedIndex) {
      result.failed = static_cast<std::size_t>(reader.Integer(value));
    } else if (name == field::kFailedResult) {
      result.results = {ReadWriteResult(reader, value)};
    } else {
      reader.Skip(value);
    }
  });
}

oci::Status WriteBound(Writer& writer, std::string_view name, const std::optional<Json>& bound,
                       bool inclusive) {
  if (!bound) return oci::Ok();
  writer.Name(name);
  writer.BeginMap();
  OCI_RETURN_IF_ERROR(WriteJsonField(writer, field::kValue, *bound));
  WriteFlag(writer, field::kInclusive, inclusive);
  writer.EndMap();
  return oci::Ok();
}

oci::Status WriteRange(Writer& writer, const Range& range) {
  writer.Name(field::kRange);
  writer.BeginMap();
  WriteField(writer, field::kRangePath, range.column);
  OCI_RETURN_IF_ERROR(WriteBound(writer, field::kStart, range.from, range.from_inclusive));
  OCI_RETURN_IF_ERROR(WriteBound(writer, field::kEnd, range.to, range.to_inclusive));
  writer.EndMap();
  return oci::Ok();
}

}  // namespace

Result<std::optional<Row>> Client::Get(Call& call, std::string_view table, const Json& key,
                                       Consistency consistency) {
  OCI_ASSIGN_OR_RETURN(
      const auto answer,
      state_->Send(call, Operation::kGet, table, oci::Retry::kIdempotent, [&](Writer& writer) {
        WriteConsistency(writer, consistency);
        return WriteObjectField(writer, field::kKey, key);
      }));
  std::optional<Row> row;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name != field::kRow) return false;
        row = ReadRow(reader, type);
        return true;
      }));
  return row;
}

Result<WriteResult> Client::Put(Call& call, std::string_view table, const Json& row,
                                const PutOptions& options) {
  OCI_ASSIGN_OR_RETURN(
      const auto answer,
      state_->Send(call, OperationOf(options), table, oci::Retry::kIdempotent, [&](Writer& writer) {
        WriteDurability(writer);
        WriteFlag(writer, field::kReturnRow, options.return_row);
        return WritePut(writer, row, options);
      }));
  WriteResult result{.after_lost_try = answer.after_lost_try};
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        return ReadWriteResult(reader, name, type, result);
      }));
  return result;
}

Result<WriteResult> Client::Delete(Call& call, std::string_view table, const Json& key,
                                   const DeleteOptions& options) {
  OCI_ASSIGN_OR_RETURN(
      const auto answer,
      state_->Send(call, OperationOf(options), table, oci::Retry::kIdempotent, [&](Writer& writer) {
        WriteDurability(writer);
        WriteFlag(writer, field::kReturnRow, options.return_row);
        return WriteDelete(writer, key, options);
      }));
  WriteResult result{.after_lost_try = answer.after_lost_try};
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        return ReadWriteResult(reader, name, type, result);
      }));
  return result;
}

Result<WritesResult> Client::WriteMultiple(Call& call, const std::vector<Write>& writes) {
  if (writes.empty() || writes.size() > static_cast<std::size_t>(protocol::kMostWrites)) {
    return oci::InvalidRequest("WriteMultiple takes 1 to 50 writes");
  }
  const auto write_all = [&](Writer& writer) -> oci::Status {
    WriteDurability(writer);
    WriteField(writer, field::kWriteCount, static_cast<std::int32_t>(writes.size()));
    writer.Name(field::kWrites);
    writer.BeginArray();
    for (const Write& write : writes) OCI_RETURN_IF_ERROR(WriteOne(writer, write));
    writer.EndArray();
    return oci::Ok();
  };
  OCI_ASSIGN_OR_RETURN(const auto answer, state_->Send(call, Operation::kWriteMultiple, "",
                                                       oci::Retry::kIdempotent, write_all));
  WritesResult result{.done = true, .after_lost_try = answer.after_lost_try};
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name == field::kWriteResults) {
          reader.Array(type,
                       [&](Type item) { result.results.push_back(ReadWriteResult(reader, item)); });
        } else if (name == field::kWriteFailure) {
          ReadFailure(reader, type, result);
        } else {
          return false;
        }
        return true;
      }));
  return result;
}

Result<DeletedRows> Client::MultiDelete(Call& call, std::string_view table, const Json& key,
                                        const std::optional<Range>& range, std::string_view next,
                                        int most_kb) {
  const auto write = [&](Writer& writer) -> oci::Status {
    WriteDurability(writer);
    if (!next.empty()) WriteBinaryField(writer, field::kContinuation, next);
    if (range) OCI_RETURN_IF_ERROR(WriteRange(writer, *range));
    if (most_kb > 0) WriteField(writer, field::kMaxWriteKb, most_kb);
    return WriteObjectField(writer, field::kKey, key);
  };
  OCI_ASSIGN_OR_RETURN(const auto answer, state_->Send(call, Operation::kMultiDelete, table,
                                                       oci::Retry::kIdempotent, write));
  DeletedRows deleted{.after_lost_try = answer.after_lost_try};
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name == field::kDeletions) {
          deleted.count = reader.Integer(type);
        } else if (name == field::kContinuation) {
          deleted.next = reader.Binary(type);
        } else {
          return false;
        }
        return true;
      }));
  return deleted;
}

}  // namespace nosql
