// /workRequests: every operation is finished before its request is answered.
#include "local/standin/nosql/rest.h"
#include "local/standin/nosql/work_requests.h"

namespace standin::nosql {
namespace {

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

}  // namespace

Result<Response> ListWorkRequests(Engine& engine, const Request& request, const PathValues&) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  if (!compartment)
    return InvalidParameter("Invalid compartmentId: compartmentId should not be null");
  OCI_ASSIGN_OR_RETURN(const auto recent, RecentWorkRequests(engine, *compartment));
  OCI_ASSIGN_OR_RETURN(const ListPage page, PageOf(request, recent.size()));
  Items items;
  for (size_t i = page.first; i < page.last; ++i) items.push_back(Describe(recent[i]));
  Response response = JsonResponse(Value::Record({{"items", Value::Array(std::move(items))}}));
  if (!page.next.empty()) response.headers.emplace_back("opc-next-page", page.next);
  return response;
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
