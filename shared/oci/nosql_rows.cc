#include "oci/nosql_rows.h"

#include "oci/parallel.h"

namespace oci::nosql {
namespace {

constexpr int kDeletedAtOnce = 100;
constexpr size_t kDeletionsInFlight = 8;

Key KeyFrom(const Json& object) {
  Key key;
  for (const auto& [column, value] : object.items()) key.emplace_back(column, value);
  return key;
}

// The first rows, also when empty pages come before them.
Result<Page> FirstKeys(Rows& service, Call& call, const ShardRows& rows) {
  QueryOptions options;
  options.consistency = Consistency::kAbsolute;
  options.limit = kDeletedAtOnce;
  for (;;) {
    OCI_ASSIGN_OR_RETURN(Page page, service.Query(call, rows.statement, rows.variables, options));
    if (!page.items.empty() || page.next.empty()) return page;
    options.page = std::move(page.next);
  }
}

}  // namespace

bool SameOperation(const Json& row, const Json& stored) {
  const auto ours = row.find("op");
  const auto theirs = stored.find("op");
  return ours != row.end() && !ours->is_null() && *ours != "" && theirs != stored.end() &&
         *theirs == *ours;
}

Result<std::vector<PutResult>> Rows::WriteTogether(Call& call, std::string_view table,
                                                   const std::vector<RowWrite>& writes) {
  std::vector<PutResult> results;
  for (const RowWrite& write : writes) {
    PutResult result;
    if (write.removes) {
      OCI_ASSIGN_OR_RETURN(result.written, Delete(call, table, KeyFrom(write.row)));
    } else {
      OCI_ASSIGN_OR_RETURN(result, Put(call, table, write.row, write.put));
    }
    results.push_back(std::move(result));
  }
  return results;
}

Result<DeletedRows> Rows::DeleteShardRows(Call& call, const ShardRows& rows) {
  OCI_ASSIGN_OR_RETURN(const Page page, FirstKeys(*this, call, rows));
  OCI_RETURN_IF_ERROR(ForEach(page.items, kDeletionsInFlight, [&](const Json& row) -> Status {
    Key key;
    for (const auto& column : rows.key_columns) key.emplace_back(column, row.at(column));
    OCI_RETURN_IF_ERROR(Delete(call, rows.table, key));
    return Ok();
  }));
  return DeletedRows{static_cast<std::int64_t>(page.items.size()), !page.next.empty()};
}

Result<std::vector<Json>> Rows::QueryAll(Call& call, const std::string& statement,
                                         const Json& variables, const QueryOptions& options) {
  std::vector<Json> items;
  QueryOptions one_page = options;
  do {
    OCI_ASSIGN_OR_RETURN(Page page, Query(call, statement, variables, one_page));
    for (Json& item : page.items) items.push_back(std::move(item));
    one_page.page = std::move(page.next);
  } while (!one_page.page.empty());
  return items;
}

Result<std::vector<Json>> Rows::Execute(Call& call, const std::string& statement,
                                        const Json& variables, bool idempotent) {
  QueryOptions options;
  options.idempotent = idempotent;
  OCI_ASSIGN_OR_RETURN(Page page, Query(call, statement, variables, options));
  return std::move(page.items);
}

}  // namespace oci::nosql
