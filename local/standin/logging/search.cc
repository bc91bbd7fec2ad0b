// SearchLogs: finds what was put.
#include <fstream>
#include <map>
#include <optional>
#include <set>

#include "common/rfc3339.h"
#include "local/standin/logging/query.h"
#include "local/standin/logging/service.h"
#include "oci/json_text.h"

namespace standin {
namespace {

using nlohmann::json;
using oci::StringMember;

constexpr size_t kMostFound = 1000;  // in one response, where the request names no limit

int64_t Milliseconds(oci::TimePoint time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

// As Logging returns an entry. `line`: as it is in the file.
LogRecord RecordOf(const json& line, const json& log, oci::TimePoint time) {
  return {{"datetime", Milliseconds(time)},
          {"logContent",
           {{"data", line["data"]},
            {"id", line["id"]},
            {"oracle",
             {{"compartmentid", StringMember(log, "compartmentId")},
              {"ingestedtime", line["ingested"]},
              {"loggroupid", StringMember(log, "logGroupId")},
              {"logid", StringMember(log, "id")},
              {"tenantid", StringMember(log, "tenancyId")}}},
            {"source", line["source"]},
            {"specversion", "1.0"},
            {"subject", line["subject"]},
            {"time", line["time"]},
            {"type", line["type"]}}}};
}

const char* FieldType(const json& value) {
  if (value.is_number()) return "NUMBER";
  if (value.is_boolean()) return "BOOLEAN";
  return value.is_array() ? "ARRAY" : "STRING";
}

// Adds the names and types of all values in an object.
void AddFields(const json& object, const std::string& before,
               std::map<std::string, std::string>& to) {
  for (const auto& [name, value] : object.items()) {
    if (value.is_object()) {
      AddFields(value, before + name + ".", to);
    } else {
      to[before + name] = FieldType(value);
    }
  }
}

json FieldsOf(const LogRecords& records) {
  std::map<std::string, std::string> types;
  for (const auto& record : records) AddFields(record, "", types);
  json fields = json::array();
  for (const auto& [name, type] : types)
    fields.push_back({{"fieldName", name}, {"fieldType", type}});
  return fields;
}

std::optional<size_t> NumberIn(const Request& request, const char* parameter, size_t otherwise) {
  const auto text = QueryValue(request, parameter);
  if (!text) return otherwise;
  if (text->empty() || text->size() > 9 ||
      text->find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  return std::stoul(*text);
}

}  // namespace

// The logs that a stream of the query names; a part that is missing stands for all.
oci::Result<std::vector<json>> Logging::LogsOf(const std::vector<std::string>& stream) const {
  const auto names = [](const json& resource, const std::string& name) {
    return StringMember(resource, "id") == name || StringMember(resource, "displayName") == name;
  };
  std::vector<json> found;
  for (const json& log : resources_) {
    const auto group = resources_.find(StringMember(log, "logGroupId"));
    if (group == resources_.end() || StringMember(*group, "compartmentId") != stream[0]) continue;
    if (stream.size() > 1 && !names(*group, stream[1])) continue;
    if (stream.size() > 2 && !names(log, stream[2])) continue;
    found.push_back(log);
  }
  if (found.empty() && stream.size() > 2)
    return oci::Error{"NotAuthorizedOrNotFound", "a log of the search was not found", 404, ""};
  return found;
}

void Logging::ReadEntries(const json& log, oci::TimePoint from, oci::TimePoint to,
                          std::vector<json>& records) const {
  std::ifstream file(LogFile(StringMember(log, "id")));
  for (std::string text; std::getline(file, text);) {
    const json line = oci::JsonOf(text);
    const auto time = common::ParseRfc3339(StringMember(line, "time"));
    // A line that a killed process has left half written is no entry.
    if (time && *time >= from && *time <= to) records.push_back(RecordOf(line, log, *time));
  }
}

Response Logging::Search(const Request& request, const PathValues&) {
  const json details = oci::JsonOf(request.body);
  const auto from = common::ParseRfc3339(StringMember(details, "timeStart"));
  const auto to = common::ParseRfc3339(StringMember(details, "timeEnd"));
  if (!from || !to) return InvalidParameter("timeStart or timeEnd is missing or not a time");
  if (*to < *from) return InvalidParameter("timeEnd is before timeStart");
  const auto limit = NumberIn(request, "limit", kMostFound), first = NumberIn(request, "page", 0);
  if (!limit || !first || *limit == 0) return InvalidParameter("limit or page is wrong");
  const auto refused = [](const oci::Error& error) {
    return ErrorResponse(error.http_status, error.code, error.message);
  };
  const auto query = LogQuery::Parse(StringMember(details, "searchQuery"));
  if (!query.ok()) return refused(query.error());
  LogRecords records;
  std::set<std::string> read;  // a log is read once, though several streams name it
  for (const auto& stream : query->streams()) {
    const auto logs = LogsOf(stream);
    if (!logs.ok()) return refused(logs.error());
    for (const json& log : *logs)
      if (read.insert(StringMember(log, "id")).second) ReadEntries(log, *from, *to, records);
  }
  records = query->Run(std::move(records));
  const size_t begin = std::min(*first, records.size());
  const size_t end = std::min(begin + *limit, records.size());
  json results = json::array();
  for (size_t i = begin; i < end; ++i) results.push_back({{"data", records[i]}});
  json answer = {{"results", std::move(results)}, {"summary", {{"resultCount", end - begin}}}};
  if (details.value("isReturnFieldInfo", json(false)) == json(true)) {
    answer["fields"] = FieldsOf(records);
    answer["summary"]["fieldCount"] = answer["fields"].size();
  }
  Response response = JsonResponse(answer);
  if (end < records.size()) response.headers.emplace_back("opc-next-page", std::to_string(end));
  return response;
}

}  // namespace standin
