#include "oci/nosql.h"

#include "oci/json_text.h"
#include "oci/nosql_state.h"

namespace oci::nosql {
namespace {

Result<std::string> KeyText(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer() || value.is_boolean()) return JsonText(value);
  return InvalidRequest("a key value is neither text, integer nor boolean");
}

Result<std::string> KeyQuery(const Key& key) {
  std::string query;
  for (const auto& [column, value] : key) {
    OCI_ASSIGN_OR_RETURN(const std::string text, KeyText(value));
    query += "&key=" + PercentEncode(column + ":" + text);
  }
  return query;
}

Result<Json> PutBody(const std::string& compartment_id, const Json& row,
                     const PutOptions& options) {
  if (!row.is_object()) return InvalidRequest("a row is a JSON object");
  Json body = {{"compartmentId", compartment_id}, {"value", row}};
  if (options.when == PutOptions::When::kIfAbsent) {
    body["option"] = "IF_ABSENT";
    body["isGetReturnRow"] = true;
  } else if (options.when == PutOptions::When::kIfPresent) {
    body["option"] = "IF_PRESENT";
  }
  if (options.ttl_days > 0) {
    body["ttl"] = options.ttl_days;
  } else if (options.table_ttl) {
    body["isTtlUseTableDefault"] = true;
  }
  return body;
}

PutResult ToPutResult(const Json& answer, const Json& row) {
  PutResult result;
  result.version = StringMember(answer, "version");
  result.written = !result.version.empty();
  const auto existing = answer.find("existingValue");
  if (result.written || existing == answer.end() || !existing->is_object()) return result;
  result.existing = Row{*existing, StringMember(answer, "existingVersion")};
  if (SameOperation(row, *existing)) {
    result.written = true;
    result.version = result.existing->version;
  }
  return result;
}

}  // namespace

Client::Client(std::shared_ptr<Requester> requester, Settings settings)
    : state_(std::make_unique<State>()) {
  state_->requester = std::move(requester);
  state_->settings = std::move(settings);
}
Client::~Client() = default;

std::string Client::State::Url(std::string_view path) const {
  return settings.endpoint + "/20190828" + std::string(path);
}

std::string Client::State::Compartment() const {
  return "?compartmentId=" + PercentEncode(settings.compartment_id);
}

std::string Client::State::TableUrl(std::string_view table) const {
  return Url("/tables/") + PercentEncode(table);
}

HttpRequest Client::State::Make(const char* method, std::string url) const {
  HttpRequest request;
  request.method = method;
  request.url = std::move(url);
  return request;
}

Result<HttpRequest> Client::State::MakeWithBody(const char* method, std::string url,
                                                Json body) const {
  HttpRequest request = Make(method, std::move(url));
  OCI_ASSIGN_OR_RETURN(request.body, DumpJson(body));
  return request;
}

Result<Json> Client::State::SendForJson(Call& call, HttpRequest request, Retry retry,
                                        HttpResponse* answer) const {
  OCI_ASSIGN_OR_RETURN(HttpResponse received, requester->Send(call, std::move(request), retry));
  auto json = ParseJson(received);
  if (json.ok() && !json->is_object()) {
    json = BadResponse("the answer is not a JSON object", received.status,
                       std::string(FindHeader(received.headers, "opc-request-id")));
  }
  if (!json.ok()) {
    // The service has done what was asked, only its response could not be read.
    Error error = std::move(json).error();
    error.outcome_unknown = true;
    return error;
  }
  if (const auto usage = json->find("usage"); usage != json->end()) {
    call.read_units += IntMember(*usage, "readUnitsConsumed");
    call.write_units += IntMember(*usage, "writeUnitsConsumed");
  }
  if (answer != nullptr) *answer = std::move(received);
  return json;
}

Result<std::optional<Row>> Client::Get(Call& call, std::string_view table, const Key& key,
                                       Consistency consistency) {
  OCI_ASSIGN_OR_RETURN(const std::string key_query, KeyQuery(key));
  std::string url = state_->TableUrl(table) + "/rows" + state_->Compartment() + key_query;
  if (consistency == Consistency::kAbsolute) url += "&consistency=ABSOLUTE";
  HttpResponse answer;
  OCI_ASSIGN_OR_RETURN(Json json, state_->SendForJson(call, state_->Make("GET", std::move(url)),
                                                      Retry::kIdempotent, &answer));
  const auto value = json.find("value");
  if (value == json.end() || !value->is_object()) return std::optional<Row>();
  return std::optional<Row>(
      Row{std::move(*value), std::string(FindHeader(answer.headers, "etag"))});
}

Result<PutResult> Client::Put(Call& call, std::string_view table, const Json& row,
                              const PutOptions& options) {
  OCI_ASSIGN_OR_RETURN(Json body, PutBody(state_->settings.compartment_id, row, options));
  OCI_ASSIGN_OR_RETURN(
      HttpRequest request,
      state_->MakeWithBody("PUT", state_->TableUrl(table) + "/rows", std::move(body)));
  if (!options.if_match.empty()) {
    request.headers.emplace_back("if-match", options.if_match);
    // This concerns repetition by the transport only; retries of the requester are counted and
    // handled below.
    request.repeatable = false;
  }
  const auto json = state_->SendForJson(call, std::move(request), Retry::kIdempotent, nullptr);
  if (json.ok()) return ToPutResult(*json, row);
  const Error& error = json.error();
  if (options.if_match.empty() || error.http_status != 412) return error;
  if (!error.outcome_unknown || !SameOperation(row, row)) return PutResult{};
  // An earlier try got no response. The row's version may be another one because that try has
  // replaced the row.
  OCI_ASSIGN_OR_RETURN(const Key key, KeyOfRow(call, std::string(table), row));
  OCI_ASSIGN_OR_RETURN(const auto stored, Get(call, table, key, Consistency::kAbsolute));
  if (!stored || !SameOperation(row, stored->value)) return PutResult{};
  return PutResult{true, stored->version, std::nullopt};
}

Result<Key> Client::KeyOfRow(Call& call, const std::string& table, const Json& row) {
  std::vector<std::string> columns;
  {
    const std::lock_guard lock(state_->mutex);
    const auto known = state_->primary_keys.find(table);
    if (known != state_->primary_keys.end()) columns = known->second;
  }
  if (columns.empty()) {
    OCI_ASSIGN_OR_RETURN(const auto info, GetTable(call, table));
    if (info) columns = info->primary_key;
    const std::lock_guard lock(state_->mutex);
    state_->primary_keys[table] = columns;
  }
  Key key;
  for (const std::string& column : columns) {
    const auto value = row.find(column);
    if (value == row.end()) return InvalidRequest("the row has no value for " + column);
    key.emplace_back(column, *value);
  }
  return key;
}

Result<bool> Client::Delete(Call& call, std::string_view table, const Key& key,
                            std::string_view if_match) {
  OCI_ASSIGN_OR_RETURN(const std::string key_query, KeyQuery(key));
  HttpRequest request =
      state_->Make("DELETE", state_->TableUrl(table) + "/rows" + state_->Compartment() + key_query);
  if (!if_match.empty()) request.headers.emplace_back("if-match", if_match);
  const auto json = state_->SendForJson(call, std::move(request), Retry::kIdempotent, nullptr);
  if (json.ok()) return json->value("isSuccess", Json(false)) == true;
  const Error& error = json.error();
  if (if_match.empty() || error.http_status != 412 || !error.outcome_unknown) return error;
  // An earlier try got no response. When the row is gone, that try has deleted it.
  OCI_ASSIGN_OR_RETURN(const auto stored, Get(call, table, key, Consistency::kAbsolute));
  if (!stored) return true;
  return error;
}

}  // namespace oci::nosql
