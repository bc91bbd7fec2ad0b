// What was done to tables, under the ids by which clients ask about it. Every operation is finished
// before its request is answered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "local/standin/nosql/engine.h"

namespace standin::nosql {

enum class TableAction { kCreated, kUpdated, kDeleted };

struct WorkRequest {
  std::string id, compartment, operation, action, table_name, table_ocid;
  int64_t created = 0;
};

// Returns the id.
Result<std::string> RecordWorkRequest(Engine& engine, TableAction action,
                                      std::string_view compartment, std::string_view table_name,
                                      std::string_view table_ocid);
Result<WorkRequest> FindWorkRequest(Engine& engine, const std::string& id);
// Of the compartment, the newest first.
Result<std::vector<WorkRequest>> RecentWorkRequests(Engine& engine, const std::string& compartment);

}  // namespace standin::nosql
