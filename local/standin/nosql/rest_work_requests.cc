// /workRequests: every operation is finished before its request is answered.
#include "local/standin/nosql/rest.h"

namespace standin::nosql {
namespace {

struct WorkRequest {
  std::string id, compartment, operation, action, table_name, table_ocid;
  int64_t created = 0;
};

constexpr const char* kSelectOne =
    "SELECT id, compartment, created, operation, action, table_name, table_ocid FROM work_requests "
    "WHERE id=?";
constexpr const char* kSelectMany =
    "SELECT id, compartment, created, operation, action, table_name, table_ocid FROM work_requests "
    "WHERE compartment=? ORDER BY created DESC, rowid DESC LIMIT 1000";

WorkRequest Read(const Query& query) {
  return {query.Bytes(0), query.Bytes(1), query.Bytes(3),  query.Bytes(4),
          query.Bytes(5), query.Bytes(6), query.Integer(2)};
}

Value Describe(const WorkRequest& work) {
  Value resource = Value::Record({{"entityType", Text("TABLE")},
                                  {"actionType", Text(work.action)},
                                  {"identifier", Text(work.table_ocid)},
                                  {"entityUri", Text("/20190828/tables/" + work.table_name +
                                                     "?compartmentId=" + work.compartment)}});
  return Value::Record({{"operationType", Text(work.operation)},
                        {"status", Text("SUCCEEDED")},
                        {"id", Text(work.id)},
                        {"compartmentId", Text(work.compartment)},
                        {"percentComplete", Value::Integer(100)},
                        {"timeAccepted", TimeValue(work.created)},
                        {"timeStarted", TimeValue(work.created)},
                        {"timeFinished", TimeValue(work.created)},
                        {"resources", Value::Array({std::move(resource)})}});
}

Result<WorkRequest> FindWorkRequest(Engine& engine, const std::string& id) {
  Query query = engine.database->Prepare(kSelectOne);
  query.BindText(id);
  if (!query.Step()) return Refusal("NotFound", "Work request not found: " + id, 404);
  return Read(query);
}

}  // namespace

Result<Response> ListWorkRequests(Engine& engine, const Request& request, const PathValues&) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  if (!compartment)
    return InvalidParameter("Invalid compartmentId: compartmentId should not be null");
  Items all;
  {
    Query query = engine.database->Prepare(kSelectMany);
    query.BindText(*compartment);
    while (query.Step()) all.push_back(Describe(Read(query)));
    OCI_RETURN_IF_ERROR(query.Check());
  }
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, all.size()));
  Items items(all.begin() + static_cast<ptrdiff_t>(page.first),
              all.begin() + static_cast<ptrdiff_t>(page.last));
  Response response = JsonResponse(Value::Record({{"items", Value::Array(std::move(items))}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
}

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

Result<Response> GetWorkRequest(Engine& engine, const Request&, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const WorkRequest work, FindWorkRequest(engine, at["id"]));
  return JsonResponse(Describe(work));
}

Result<Response> GetWorkRequestPart(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const WorkRequest work, FindWorkRequest(engine, at["id"]));
  const std::string part = at["part"];
  if (part == "errors") return JsonResponse(Value::Record({{"items", Value::Array({})}}));
  if (part != "logs") return Unsupported(request);
  Value log = Value::Record(
      {{"message", Text("The operation succeeded")}, {"timestamp", TimeValue(work.created)}});
  return JsonResponse(Value::Record({{"items", Value::Array({std::move(log)})}}));
}

Result<Response> CancelWorkRequest(Engine&, const Request&, const PathValues&) {
  return Refusal("CantCancelWorkRequest", "Work requests cannot be cancelled", 404);
}

}  // namespace standin::nosql
