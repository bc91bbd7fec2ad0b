// /workRequests: every operation here has been carried out by the time it is accepted.
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

Result<Response> List(Engine& engine, const Request& request) {
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

Result<Response> HandleWorkRequests(Engine& engine, const Request& request,
                                    const Segments& segments) {
  if (segments.size() == 1) {
    if (request.method != "GET") return Unsupported(request);
    return List(engine, request);
  }
  if (segments.size() == 2 && request.method == "DELETE")
    return Refusal("CantCancelWorkRequest", "Work requests cannot be cancelled", 404);
  if (request.method != "GET" || segments.size() > 3) return Unsupported(request);
  WorkRequest work;
  {
    Query query = engine.database->Prepare(kSelectOne);
    query.BindText(segments[1]);
    if (!query.Step()) return Refusal("NotFound", "Work request not found: " + segments[1], 404);
    work = Read(query);
  }
  if (segments.size() == 2) return JsonResponse(Describe(work));
  if (segments[2] == "errors") return JsonResponse(Value::Record({{"items", Value::Array({})}}));
  if (segments[2] != "logs") return Unsupported(request);
  Value log = Value::Record(
      {{"message", Text("The operation succeeded")}, {"timestamp", TimeValue(work.created)}});
  return JsonResponse(Value::Record({{"items", Value::Array({std::move(log)})}}));
}

}  // namespace standin::nosql
