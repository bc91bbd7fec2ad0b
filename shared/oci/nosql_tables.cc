#include "oci/crypto.h"
#include "oci/nosql.h"
#include "oci/nosql_state.h"

namespace oci::nosql {
namespace {

constexpr std::chrono::milliseconds kFirstPoll{50};
constexpr std::chrono::milliseconds kLongestPoll{1000};

Json ToJson(const TableLimits& limits) {
  if (limits.on_demand) {
    return {{"capacityMode", "ON_DEMAND"},
            {"maxStorageInGBs", limits.storage_gb},
            {"maxReadUnits", 0},
            {"maxWriteUnits", 0}};
  }
  return {{"maxReadUnits", limits.read_units},
          {"maxWriteUnits", limits.write_units},
          {"maxStorageInGBs", limits.storage_gb}};
}

std::vector<std::string> Strings(const Json& array) {
  std::vector<std::string> strings;
  for (const Json& item : array) {
    if (item.is_string()) strings.push_back(item.get<std::string>());
  }
  return strings;
}

TableInfo ToTableInfo(const Json& json) {
  TableInfo info;
  info.name = StringMember(json, "name");
  info.id = StringMember(json, "id");
  info.state = StringMember(json, "lifecycleState");
  info.ddl = StringMember(json, "ddlStatement");
  if (const auto limits = json.find("tableLimits"); limits != json.end()) {
    info.limits.on_demand = StringMember(*limits, "capacityMode") == "ON_DEMAND";
    info.limits.read_units = IntMember(*limits, "maxReadUnits");
    info.limits.write_units = IntMember(*limits, "maxWriteUnits");
    info.limits.storage_gb = IntMember(*limits, "maxStorageInGBs");
  }
  const auto schema = json.find("schema");
  if (schema == json.end()) return info;
  for (const Json& column : ArrayMember(*schema, "columns")) {
    info.columns.push_back({StringMember(column, "name"), StringMember(column, "type")});
  }
  info.primary_key = Strings(ArrayMember(*schema, "primaryKey"));
  return info;
}

}  // namespace

Result<std::string> Client::State::SendForWork(Call& call, HttpRequest request, Retry retry) const {
  OCI_ASSIGN_OR_RETURN(const HttpResponse answer, requester->Send(call, std::move(request), retry));
  return std::string(FindHeader(answer.headers, "opc-work-request-id"));
}

Result<std::string> Client::CreateTable(Call& call, const std::string& name, const std::string& ddl,
                                        const TableLimits& limits) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       state_->MakeWithBody("POST", state_->Url("/tables"),
                                            {{"name", name},
                                             {"compartmentId", state_->settings.compartment_id},
                                             {"ddlStatement", ddl},
                                             {"tableLimits", ToJson(limits)}}));
  // The service recognises a retry by this token. A later operation has another time, so another
  // token.
  const auto started = call.Now().time_since_epoch().count();
  request.headers.emplace_back("opc-retry-token",
                               Hex(Sha256(request.body + std::to_string(started))).substr(0, 32));
  return state_->SendForWork(call, std::move(request), Retry::kIdempotent);
}

Result<std::string> Client::UpdateTableLimits(Call& call, const std::string& name,
                                              const TableLimits& limits) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       state_->MakeWithBody("PUT", state_->TableUrl(name),
                                            {{"compartmentId", state_->settings.compartment_id},
                                             {"tableLimits", ToJson(limits)}}));
  return state_->SendForWork(call, std::move(request), Retry::kIdempotent);
}

Result<std::string> Client::AlterTable(Call& call, const std::string& name,
                                       const std::string& ddl) {
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       state_->MakeWithBody("PUT", state_->TableUrl(name),
                                            {{"compartmentId", state_->settings.compartment_id},
                                             {"ddlStatement", ddl}}));
  return state_->SendForWork(call, std::move(request), Retry::kNever);
}

Result<std::string> Client::DropTable(Call& call, const std::string& name) {
  return state_->SendForWork(
      call,
      state_->Make("DELETE", state_->TableUrl(name) + state_->Compartment() + "&isIfExists=true"),
      Retry::kIdempotent);
}

Result<std::string> Client::CreateIndex(Call& call, const std::string& table,
                                        const IndexSpec& index) {
  Json keys = Json::array();
  for (const std::string& column : index.columns) keys.push_back({{"columnName", column}});
  OCI_ASSIGN_OR_RETURN(HttpRequest request,
                       state_->MakeWithBody("POST", state_->TableUrl(table) + "/indexes",
                                            {{"name", index.name},
                                             {"compartmentId", state_->settings.compartment_id},
                                             {"keys", std::move(keys)},
                                             {"isIfNotExists", true}}));
  return state_->SendForWork(call, std::move(request), Retry::kIdempotent);
}

Result<std::optional<TableInfo>> Client::GetTable(Call& call, const std::string& name) {
  const auto json =
      state_->SendForJson(call, state_->Make("GET", state_->TableUrl(name) + state_->Compartment()),
                          Retry::kIdempotent, nullptr);
  if (json.ok()) return std::optional<TableInfo>(ToTableInfo(*json));
  if (json.error().http_status == 404 && json.error().code == "TableNotFound") {
    return std::optional<TableInfo>();
  }
  return json.error();
}

Result<TableList> Client::ListTables(Call& call) {
  TableList list;
  std::string page;
  do {
    std::string url = state_->Url("/tables") + state_->Compartment();
    if (!page.empty()) url += "&page=" + PercentEncode(page);
    HttpResponse answer;
    OCI_ASSIGN_OR_RETURN(const Json json,
                         state_->SendForJson(call, state_->Make("GET", std::move(url)),
                                             Retry::kIdempotent, &answer));
    for (const Json& item : ArrayMember(json, "items")) list.tables.push_back(ToTableInfo(item));
    list.on_demand_tables = IntMember(json, "onDemandCapacityTables");
    list.most_on_demand_tables = IntMember(json, "maxOnDemandCapacityTables");
    page = FindHeader(answer.headers, "opc-next-page");
  } while (!page.empty());
  return list;
}

Result<std::vector<IndexSpec>> Client::ListIndexes(Call& call, const std::string& table) {
  std::vector<IndexSpec> indexes;
  std::string page;
  do {
    std::string url = state_->TableUrl(table) + "/indexes" + state_->Compartment();
    if (!page.empty()) url += "&page=" + PercentEncode(page);
    HttpResponse answer;
    OCI_ASSIGN_OR_RETURN(const Json json,
                         state_->SendForJson(call, state_->Make("GET", std::move(url)),
                                             Retry::kIdempotent, &answer));
    for (const Json& item : ArrayMember(json, "items")) {
      if (StringMember(item, "lifecycleState") != "ACTIVE") continue;
      IndexSpec index{StringMember(item, "name"), {}};
      for (const Json& key : ArrayMember(item, "keys")) {
        index.columns.push_back(StringMember(key, "columnName"));
      }
      indexes.push_back(std::move(index));
    }
    page = FindHeader(answer.headers, "opc-next-page");
  } while (!page.empty());
  return indexes;
}

Status Client::AwaitWorkRequest(Call& call, const std::string& work_request_id) {
  if (work_request_id.empty()) return Ok();
  const std::string url = state_->Url("/workRequests/") + PercentEncode(work_request_id);
  for (auto pause = kFirstPoll;; pause = std::min(pause * 2, kLongestPoll)) {
    OCI_ASSIGN_OR_RETURN(const Json json, state_->SendForJson(call, state_->Make("GET", url),
                                                              Retry::kIdempotent, nullptr));
    const std::string status = StringMember(json, "status");
    if (status == "SUCCEEDED") return Ok();
    if (status == "FAILED" || status == "CANCELED") {
      Error failure{status, "work request " + work_request_id, 200, ""};
      const auto errors = state_->SendForJson(call, state_->Make("GET", url + "/errors"),
                                              Retry::kIdempotent, nullptr);
      if (!errors.ok()) return failure;
      for (const Json& error : ArrayMember(*errors, "items")) {
        if (auto code = StringMember(error, "code"); !code.empty()) failure.code = std::move(code);
        failure.message = StringMember(error, "message");
      }
      return failure;
    }
    if (!state_->requester->Wait(call, pause)) return DeadlineExceeded("work request");
  }
}

}  // namespace oci::nosql
