#include "local/standin/nosql/work_requests.h"

namespace standin::nosql {
namespace {

constexpr const char* kSelectOne =
    "SELECT id, compartment, created, operation, action, table_name, table_ocid FROM work_requests "
    "WHERE id=?";
constexpr const char* kSelectMany =
    "SELECT id, compartment, created, operation, action, table_name, table_ocid FROM work_requests "
    "WHERE compartment=? ORDER BY created DESC, rowid DESC LIMIT 1000";

WorkRequest ReadWorkRequest(const Query& query) {
  return {query.Bytes(0), query.Bytes(1), query.Bytes(3),  query.Bytes(4),
          query.Bytes(5), query.Bytes(6), query.Integer(2)};
}

}  // namespace

Result<std::string> RecordWorkRequest(Engine& engine, TableAction action,
                                      std::string_view compartment, std::string_view table_name,
                                      std::string_view table_ocid) {
  static constexpr const char* kOperations[] = {"CREATE_TABLE", "UPDATE_TABLE", "DELETE_TABLE"};
  static constexpr const char* kActions[] = {"CREATED", "UPDATED", "DELETED"};
  const std::string id = "ocid1.nosqltableworkrequest.oc1.local." + Lower(engine.RandomHex(30));
  OCI_RETURN_IF_ERROR(engine.database
                          ->Prepare("INSERT INTO work_requests(id, compartment, created, "
                                    "operation, action, table_name, table_ocid) VALUES(?, ?, ?, ?, "
                                    "?, ?, ?)")
                          .BindText(id)
                          .BindText(compartment)
                          .Bind(engine.rows.NowMs())
                          .BindText(kOperations[static_cast<int>(action)])
                          .BindText(kActions[static_cast<int>(action)])
                          .BindText(table_name)
                          .BindText(table_ocid)
                          .Run());
  return id;
}

Result<WorkRequest> FindWorkRequest(Engine& engine, const std::string& id) {
  Query query = engine.database->Prepare(kSelectOne);
  query.BindText(id);
  if (!query.Step()) return Refusal("NotFound", "Work request not found: " + id, 404);
  return ReadWorkRequest(query);
}

Result<std::vector<WorkRequest>> RecentWorkRequests(Engine& engine,
                                                    const std::string& compartment) {
  std::vector<WorkRequest> recent;
  Query query = engine.database->Prepare(kSelectMany);
  query.BindText(compartment);
  while (query.Step()) recent.push_back(ReadWorkRequest(query));
  OCI_RETURN_IF_ERROR(query.Check());
  return recent;
}

}  // namespace standin::nosql
