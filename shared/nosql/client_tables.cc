// ChangeTable, GetTable, AwaitTable, ListTables, GetIndexes, GetUsage
#include "nosql/client_state.h"

namespace nosql {
namespace {

namespace field = protocol::field;
using nson::Reader;
using nson::Type;
using nson::Writer;
using protocol::Operation;

constexpr std::chrono::milliseconds kBetweenLooks{500};

void WriteLimits(Writer& writer, const TableLimits& limits) {
  writer.Name(field::kLimits);
  writer.BeginMap();
  if (limits.mode == TableLimits::Mode::kProvisioned) {
    WriteField(writer, field::kReadUnits, limits.read_units);
    WriteField(writer, field::kWriteUnits, limits.write_units);
  }
  WriteField(writer, field::kStorageGb, limits.storage_gb);
  WriteField(writer, field::kLimitsMode, static_cast<std::int32_t>(limits.mode));
  writer.EndMap();
}

int ReadInt(Reader& reader, Type type) { return static_cast<int>(reader.Integer(type)); }

TableLimits ReadLimits(Reader& reader, Type type) {
  TableLimits limits;
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kReadUnits) {
      limits.read_units = ReadInt(reader, value);
    } else if (name == field::kWriteUnits) {
      limits.write_units = ReadInt(reader, value);
    } else if (name == field::kStorageGb) {
      limits.storage_gb = ReadInt(reader, value);
    } else if (name == field::kLimitsMode) {
      limits.mode = static_cast<TableLimits::Mode>(reader.Integer(value));
    } else {
      reader.Skip(value);
    }
  });
  return limits;
}

bool ReadTableEntry(Reader& reader, std::string_view name, Type type, Table& table) {
  if (name == field::kTable) {
    table.name = reader.Text(type);
  } else if (name == field::kTableId) {
    table.id = reader.Text(type);
  } else if (name == field::kTableState) {
    table.state = static_cast<Table::State>(reader.Integer(type));
  } else if (name == field::kLimits) {
    table.limits = ReadLimits(reader, type);
  } else if (name == field::kTableSchema) {
    table.schema = reader.Text(type);
  } else if (name == field::kTableDdl) {
    table.ddl = reader.Text(type);
  } else if (name == field::kOperationId) {
    table.operation_id = reader.Text(type);
  } else {
    return false;
  }
  return true;
}

Result<Table> ReadTable(Call& call, std::string_view answer) {
  Table table;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer, [&](Reader& reader, std::string_view name, Type type) {
        return ReadTableEntry(reader, name, type, table);
      }));
  return table;
}

Index ReadIndex(Reader& reader, Type type) {
  Index index;
  const auto read_field = [&](std::string_view name, Type value) {
    if (name == field::kPath) {
      index.columns.emplace_back(reader.Text(value));
    } else {
      reader.Skip(value);
    }
  };
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kName) {
      index.name = reader.Text(value);
    } else if (name == field::kFields) {
      reader.Array(value, [&](Type item) { reader.Map(item, read_field); });
    } else {
      reader.Skip(value);
    }
  });
  return index;
}

Usage ReadUsage(Reader& reader, Type type) {
  Usage usage;
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kStart) {
      usage.start = reader.Text(value);
    } else if (name == field::kUsagePeriod) {
      usage.seconds = ReadInt(reader, value);
    } else if (name == field::kReadUnits) {
      usage.read_units = ReadInt(reader, value);
    } else if (name == field::kWriteUnits) {
      usage.write_units = ReadInt(reader, value);
    } else if (name == field::kStorageGb) {
      usage.storage_gb = ReadInt(reader, value);
    } else if (name == field::kReadThrottleCount) {
      usage.read_throttled = ReadInt(reader, value);
    } else if (name == field::kWriteThrottleCount) {
      usage.write_throttled = ReadInt(reader, value);
    } else if (name == field::kStorageThrottleCount) {
      usage.storage_throttled = ReadInt(reader, value);
    } else {
      reader.Skip(value);
    }
  });
  return usage;
}

}  // namespace

Result<Table> Client::ChangeTable(Call& call, std::string_view ddl,
                                  const std::optional<TableLimits>& limits,
                                  std::string_view table) {
  OCI_ASSIGN_OR_RETURN(const auto answer,
                       state_->Send(call, Operation::kTableRequest, table, oci::Retry::kNever,
                                    [&](Writer& writer) -> oci::Status {
                                      if (!ddl.empty()) WriteField(writer, field::kStatement, ddl);
                                      if (limits) WriteLimits(writer, *limits);
                                      return oci::Ok();
                                    }));
  return ReadTable(call, answer.body);
}

Result<Table> Client::GetTable(Call& call, std::string_view table, std::string_view operation_id) {
  OCI_ASSIGN_OR_RETURN(const auto answer,
                       state_->Send(call, Operation::kGetTable, table, oci::Retry::kIdempotent,
                                    [&](Writer& writer) -> oci::Status {
                                      if (!operation_id.empty()) {
                                        WriteField(writer, field::kOperationId, operation_id);
                                      }
                                      return oci::Ok();
                                    }));
  return ReadTable(call, answer.body);
}

Result<Table> Client::AwaitTable(Call& call, const Table& changed) {
  const bool dropping =
      changed.state == Table::State::kDropping || changed.state == Table::State::kDropped;
  while (true) {
    auto table = GetTable(call, changed.name, changed.operation_id);
    if (!table.ok()) {
      if (!dropping || table.error().code != "TableNotFound") return table;
      Table dropped = changed;
      dropped.state = Table::State::kDropped;
      return dropped;
    }
    if (table->state == Table::State::kActive || table->state == Table::State::kDropped) {
      return table;
    }
    if (!state_->requester->Wait(call, kBetweenLooks)) {
      return oci::DeadlineExceeded("the table " + changed.name);
    }
  }
}

Result<TableNames> Client::ListTables(Call& call, int start, int limit) {
  OCI_ASSIGN_OR_RETURN(const auto answer,
                       state_->Send(call, Operation::kListTables, "", oci::Retry::kIdempotent,
                                    [&](Writer& writer) -> oci::Status {
                                      if (start > 0) WriteField(writer, field::kListStart, start);
                                      if (limit > 0) WriteField(writer, field::kListMost, limit);
                                      return oci::Ok();
                                    }));
  TableNames tables;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name == field::kTables) {
          reader.Array(type, [&](Type item) { tables.names.emplace_back(reader.Text(item)); });
        } else if (name == field::kLastIndex) {
          tables.next = ReadInt(reader, type);
        } else {
          return false;
        }
        return true;
      }));
  return tables;
}

Result<std::vector<Index>> Client::GetIndexes(Call& call, std::string_view table,
                                              std::string_view index) {
  OCI_ASSIGN_OR_RETURN(const auto answer,
                       state_->Send(call, Operation::kGetIndexes, table, oci::Retry::kIdempotent,
                                    [&](Writer& writer) -> oci::Status {
                                      if (!index.empty()) WriteField(writer, field::kIndex, index);
                                      return oci::Ok();
                                    }));
  std::vector<Index> indexes;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name != field::kIndexes) return false;
        reader.Array(type, [&](Type item) { indexes.push_back(ReadIndex(reader, item)); });
        return true;
      }));
  return indexes;
}

Result<std::vector<Usage>> Client::GetUsage(Call& call, std::string_view table,
                                            const UsageOptions& options) {
  const auto write = [&](Writer& writer) -> oci::Status {
    if (!options.start.empty()) WriteField(writer, field::kStart, options.start);
    if (!options.end.empty()) WriteField(writer, field::kEnd, options.end);
    if (options.limit > 0) WriteField(writer, field::kListMost, options.limit);
    return oci::Ok();
  };
  OCI_ASSIGN_OR_RETURN(const auto answer, state_->Send(call, Operation::kGetTableUsage, table,
                                                       oci::Retry::kIdempotent, write));
  std::vector<Usage> periods;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, answer.body, [&](Reader& reader, std::string_view name, Type type) {
        if (name != field::kUsage) return false;
        reader.Array(type, [&](Type item) { periods.push_back(ReadUsage(reader, item)); });
        return true;
      }));
  return periods;
}

}  // namespace nosql
