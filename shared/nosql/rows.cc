#include "nosql/rows.h"

#include <algorithm>

#include "common/base64.h"
#include "common/utf8.h"
#include "nosql/protocol.h"
#include "oci/parallel.h"

namespace nosql {
namespace {

using oci::nosql::Key;
using oci::nosql::PutResult;

constexpr std::chrono::seconds kPreparePatience{1};
// Of one request. The service allows 2,048, which would use up a small table's write units for the
// better part of a minute, and keep all other writes waiting.
constexpr int kMostDeletedKb = 100;

// False: no row has such a key, because none could be stored.
bool MayExist(const Key& key) {
  return std::ranges::all_of(key, [](const auto& part) {
    const Json& value = part.second;
    return !value.is_string() || common::IsUtf8(value.template get_ref<const std::string&>());
  });
}

Json ObjectOf(const Key& key) {
  Json object = Json::object();
  for (const auto& [column, value] : key) object[column] = value;
  return object;
}

Consistency ConsistencyOf(oci::nosql::Consistency consistency) {
  return consistency == oci::nosql::Consistency::kAbsolute ? Consistency::kAbsolute
                                                           : Consistency::kEventual;
}

// `what`: "version" or "page", for the error.
oci::Result<std::string> BytesOf(std::string_view text, const char* what) {
  auto bytes = common::Base64Decode(text);
  if (!bytes) {
    // as the service answers over REST
    return oci::Error{"InvalidParameter", std::string("not a ") + what + " of this service", 400,
                      ""};
  }
  return *std::move(bytes);
}

oci::nosql::Row RowOf(Row row) { return {std::move(row.value), common::Base64(row.version)}; }

oci::Result<PutOptions> OptionsOf(const oci::nosql::PutOptions& given) {
  using When = oci::nosql::PutOptions::When;
  PutOptions options;
  if (given.when == When::kIfAbsent) options.when = PutOptions::When::kIfAbsent;
  if (given.when == When::kIfPresent) options.when = PutOptions::When::kIfPresent;
  OCI_ASSIGN_OR_RETURN(options.if_version, BytesOf(given.if_match, "version"));
  if (given.ttl_days > 0) options.ttl = Ttl{given.ttl_days, Ttl::Unit::kDays};
  options.table_ttl = given.table_ttl && !options.ttl;
  // the row that stands there tells whether an earlier try has written it
  options.return_row = given.when == When::kIfAbsent || !options.if_version.empty();
  return options;
}

// What the answer to a put says; its own row may be the one that stood in its way.
PutResult PutResultOf(const Json& row, const PutOptions& options, WriteResult written) {
  PutResult result;
  result.written = written.done;
  if (written.done) result.version = common::Base64(written.version);
  if (written.done || !written.existing) return result;
  oci::nosql::Row existing = RowOf(*std::move(written.existing));
  const bool if_version = !options.if_version.empty();
  // a row that is there already may be written by a try of an earlier call, a version that has
  // changed only by one of this call
  const bool ours =
      (!if_version || written.after_lost_try) && oci::nosql::SameOperation(row, existing.value);
  if (ours) {
    result.written = true;
    result.version = existing.version;
  }
  if (!if_version) result.existing = std::move(existing);
  return result;
}

oci::Result<Write> WriteOf(std::string_view table, const oci::nosql::RowWrite& given) {
  Write write{.kind = given.removes ? Write::Kind::kDelete : Write::Kind::kPut,
              .table = std::string(table),
              .row = given.row,
              .abort_if_not_done = false};
  OCI_ASSIGN_OR_RETURN(write.put, OptionsOf(given.put));
  return write;
}

oci::Error EtagMismatch() {
  return {"ETagMismatch", "The version does not match the existing row or the row is not present.",
          412, ""};
}

}  // namespace

oci::Result<std::optional<oci::nosql::Row>> DriverRows::Get(Call& call, std::string_view table,
                                                            const Key& key,
                                                            oci::nosql::Consistency consistency) {
  if (!MayExist(key)) return std::optional<oci::nosql::Row>();
  OCI_ASSIGN_OR_RETURN(auto row,
                       client_.Get(call, table, ObjectOf(key), ConsistencyOf(consistency)));
  if (!row) return std::optional<oci::nosql::Row>();
  return std::optional(RowOf(*std::move(row)));
}

oci::Result<PutResult> DriverRows::Put(Call& call, std::string_view table, const Json& row,
                                       const oci::nosql::PutOptions& options) {
  OCI_ASSIGN_OR_RETURN(const PutOptions put_options, OptionsOf(options));
  OCI_ASSIGN_OR_RETURN(WriteResult written, client_.Put(call, table, row, put_options));
  return PutResultOf(row, put_options, std::move(written));
}

oci::Result<bool> DriverRows::Delete(Call& call, std::string_view table, const Key& key,
                                     std::string_view if_match) {
  if (!MayExist(key) && if_match.empty()) return false;
  DeleteOptions options;
  OCI_ASSIGN_OR_RETURN(options.if_version, BytesOf(if_match, "version"));
  options.return_row = !options.if_version.empty();
  OCI_ASSIGN_OR_RETURN(const WriteResult deleted,
                       client_.Delete(call, table, ObjectOf(key), options));
  if (deleted.done || options.if_version.empty()) return deleted.done;
  // when the row is gone, the try without answer has deleted it
  if (deleted.after_lost_try && !deleted.existing) return true;
  return EtagMismatch();
}

size_t DriverRows::MostTogether() const { return static_cast<size_t>(protocol::kMostWrites); }

oci::Result<std::vector<PutResult>> DriverRows::WriteTogether(
    Call& call, std::string_view table, const std::vector<oci::nosql::RowWrite>& writes) {
  if (writes.size() <= 1) return Rows::WriteTogether(call, table, writes);
  std::vector<PutResult> results;
  for (size_t begin = 0; begin < writes.size(); begin += MostTogether()) {
    const size_t end = std::min(writes.size(), begin + MostTogether());
    std::vector<Write> batch;
    for (size_t i = begin; i < end; ++i) {
      OCI_ASSIGN_OR_RETURN(Write write, WriteOf(table, writes[i]));
      batch.push_back(std::move(write));
    }
    OCI_ASSIGN_OR_RETURN(WritesResult written, client_.WriteMultiple(call, batch));
    if (!written.done || written.results.size() != batch.size()) {
      oci::Error error = oci::BadResponse("not one result for each write", 200, "");
      error.outcome_unknown = true;
      return error;
    }
    for (size_t i = 0; i < batch.size(); ++i) {
      written.results[i].after_lost_try = written.after_lost_try;
      results.push_back(PutResultOf(batch[i].row, batch[i].put, std::move(written.results[i])));
    }
  }
  return results;
}

oci::Result<oci::nosql::DeletedRows> DriverRows::DeleteShardRows(
    Call& call, const oci::nosql::ShardRows& rows) {
  OCI_ASSIGN_OR_RETURN(const DeletedRows deleted,
                       client_.MultiDelete(call, rows.table, ObjectOf(rows.shard_key), std::nullopt,
                                           {}, kMostDeletedKb));
  return oci::nosql::DeletedRows{deleted.count, !deleted.next.empty(), deleted.after_lost_try};
}

oci::Result<oci::nosql::Page> DriverRows::FirstUse(Call& call, const std::string& statement,
                                                   const Json& variables,
                                                   const oci::nosql::QueryOptions& options) {
  const auto as_text = [&] { return rest_.QueryAsText(call, statement, variables, options); };
  {
    const std::lock_guard lock(mutex_);
    if (!preparing_.insert(statement).second) return as_text();
  }
  const auto prepare = [&] {
    // little time, so that the query does not wait long for it; the next use tries again
    Call beside(call, kPreparePatience);
    return client_.Prepare(beside, statement);
  };
  auto [prepared, page] = oci::InParallel(prepare, as_text);
  static_cast<void>(prepared);
  const std::lock_guard lock(mutex_);
  preparing_.erase(statement);
  return std::move(page);
}

oci::Result<oci::nosql::Page> DriverRows::Query(Call& call, const std::string& statement,
                                                const Json& variables,
                                                const oci::nosql::QueryOptions& options) {
  const bool has_variables = variables.is_object() && !variables.empty();
  if (has_variables && !client_.IsPrepared(statement)) {
    return FirstUse(call, statement, variables, options);
  }
  QueryOptions query;
  query.consistency = ConsistencyOf(options.consistency);
  query.limit = options.limit;
  query.idempotent = options.idempotent;
  OCI_ASSIGN_OR_RETURN(query.page, BytesOf(options.page, "page"));
  OCI_ASSIGN_OR_RETURN(Page page, client_.Query(call, statement, variables, query));
  return oci::nosql::Page{std::move(page.items), common::Base64(page.next)};
}

}  // namespace nosql
