#include "oci/nosql_rows.h"

namespace oci::nosql {

bool SameOperation(const Json& row, const Json& stored) {
  const auto ours = row.find("op");
  const auto theirs = stored.find("op");
  return ours != row.end() && !ours->is_null() && *ours != "" && theirs != stored.end() &&
         *theirs == *ours;
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
