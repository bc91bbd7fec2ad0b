#include "local/standin/nosql/rest.h"

#include <charconv>

#include "local/standin/nosql/json.h"
#include "local/standin/nosql/timestamp.h"

namespace standin::nosql {
namespace {

Status CheckText(std::string_view name, const std::string& text) {
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return InvalidParameter("Invalid " + std::string(name) + ": " + std::string(name) +
                            " should not be empty or contain white space only");
  return oci::Ok();
}

Error ShouldNotBeNull(std::string_view name) {
  return InvalidParameter("Invalid " + std::string(name) + ": " + std::string(name) +
                          " should not be null");
}

// Messages quote what clients have sent: invalid UTF-8 and control characters become "?".
std::string Printable(std::string_view text) {
  std::string printable;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<uint8_t>(text[i]);
    size_t length = lead < 0x80                   ? 1
                    : lead >= 0xC2 && lead < 0xE0 ? 2
                    : lead >= 0xE0 && lead < 0xF0 ? 3
                    : lead >= 0xF0 && lead < 0xF5 ? 4
                                                  : 0;
    for (size_t j = 1; j < length; ++j) {
      if (i + j >= text.size() || (text[i + j] & 0xC0) != 0x80) length = 0;
    }
    const bool control = lead < 0x20 && lead != '\n' && lead != '\t';
    printable += length == 0 || control ? "?" : text.substr(i, length);
    i += std::max<size_t>(length, 1);
  }
  return printable;
}

Status CheckNotNegative(std::string_view name, int64_t value) {
  if (value < 0)
    return InvalidParameter("Invalid " + std::string(name) +
                            ", it should not be negative value: " + std::to_string(value));
  return oci::Ok();
}

}  // namespace

const Value* Body::Find(std::string_view name) const {
  const Value* found = nullptr;
  if (!object_.fields) return nullptr;
  for (const auto& [key, value] : *object_.fields) {
    if (SameName(key, name)) found = &value;
  }
  return found;
}

Result<std::optional<std::string>> Body::Text(std::string_view name) const {
  const Value* value = Find(name);
  if (!value) return std::optional<std::string>();
  if (value->kind == Kind::kJsonNull) return ShouldNotBeNull(name);
  std::string text = value->kind == Kind::kString ? value->text : ToJson(*value);
  OCI_RETURN_IF_ERROR(CheckText(name, text));
  return std::optional<std::string>(std::move(text));
}

Result<std::string> Body::RequiredText(std::string_view name) const {
  OCI_ASSIGN_OR_RETURN(auto text, Text(name));
  if (!text) return ShouldNotBeNull(name);
  return std::move(*text);
}

Result<bool> Body::Flag(std::string_view name) const {
  const Value* value = Find(name);
  if (!value || value->kind == Kind::kJsonNull) return false;
  if (value->kind != Kind::kBoolean)
    return InvalidParameter("Invalid " + std::string(name) + ": not a boolean");
  return value->integer != 0;
}

Result<std::optional<int64_t>> Body::Integer(std::string_view name) const {
  const Value* value = Find(name);
  if (!value || value->kind == Kind::kJsonNull) return std::optional<int64_t>();
  if (!value->IsInteger())
    return InvalidParameter("Invalid " + std::string(name) + ": not an integer");
  OCI_RETURN_IF_ERROR(CheckNotNegative(name, value->integer));
  return std::optional<int64_t>(value->integer);
}

std::string_view HeaderOf(const Request& request, std::string_view name) {
  for (const auto& [key, value] : request.headers) {
    if (SameName(key, name)) return value;
  }
  return {};
}

Result<Response> InOperation(std::string_view operation, Result<Response> answer) {
  if (!answer.ok()) return InOperation(operation, answer.error());
  return answer;
}

Result<std::optional<std::string>> TextParameter(const Request& request, std::string_view name) {
  auto text = QueryValue(request, name);
  if (text) OCI_RETURN_IF_ERROR(CheckText(name, *text));
  return text;
}

Result<std::optional<int64_t>> IntegerParameter(const Request& request, std::string_view name) {
  OCI_ASSIGN_OR_RETURN(auto text, TextParameter(request, name));
  if (!text) return std::optional<int64_t>();
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
  if (error != std::errc() || end != text->data() + text->size())
    return InvalidParameter("Invalid " + std::string(name) + ": " + *text);
  OCI_RETURN_IF_ERROR(CheckNotNegative(name, value));
  return std::optional<int64_t>(value);
}

namespace {

constexpr size_t kMaxRetryToken = 64;

Status CheckOneOf(const Request& request, std::string_view name,
                  std::initializer_list<std::string_view> values) {
  OCI_ASSIGN_OR_RETURN(const auto text, TextParameter(request, name));
  if (!text) return oci::Ok();
  for (const std::string_view value : values) {
    if (SameName(*text, value)) return oci::Ok();
  }
  return InvalidParameter("Invalid " + std::string(name) + ": " + *text);
}

}  // namespace

Status CheckListParameters(const Request& request) {
  OCI_RETURN_IF_ERROR(CheckOneOf(request, "sortBy", {"timeCreated", "name"}));
  OCI_RETURN_IF_ERROR(CheckOneOf(request, "sortOrder", {"ASC", "DESC"}));
  return CheckOneOf(
      request, "lifecycleState",
      {"ALL", "CREATING", "UPDATING", "ACTIVE", "DELETING", "DELETED", "FAILED", "INACTIVE"});
}

Status CheckRetryToken(const Request& request) {
  for (const auto& [name, value] : request.headers) {
    if (!SameName(name, "opc-retry-token")) continue;
    if (value.empty() || value.size() > kMaxRetryToken)
      return InvalidParameter("Invalid opc-retry-token: it has " + std::to_string(value.size()) +
                              " characters, 1 to 64 are allowed");
  }
  return oci::Ok();
}

Result<bool> FlagParameter(const Request& request, std::string_view name) {
  const auto text = QueryValue(request, name);
  if (!text || SameName(*text, "false")) return false;
  if (SameName(*text, "true")) return true;
  return InvalidParameter("Invalid " + std::string(name) + ": " + *text);
}

Result<bool> ParseConsistency(const std::optional<std::string>& text) {
  if (!text || SameName(*text, "EVENTUAL")) return false;
  if (SameName(*text, "ABSOLUTE")) return true;
  return InvalidParameter("Invalid consistency: " + *text);
}

Response JsonResponse(const Value& body) {
  return {200, {{"Content-Type", "application/json; charset=UTF-8"}}, ToJson(body)};
}

Response Accepted(const std::string& work_request_id) {
  return {202,
          {{"Content-Type", "application/json; charset=UTF-8"},
           {"opc-work-request-id", work_request_id}},
          ""};
}

Response ErrorAnswer(const Error& error) {
  Value body =
      Value::Record({{"code", Text(error.code)}, {"message", Text(Printable(error.message))}});
  return {error.http_status == 0 ? 500 : error.http_status,
          {{"Content-Type", "application/json"}},
          ToJson(body)};
}

Value Text(std::string text) { return Value::String(std::move(text)); }

Value UnitsValue(const Units& units) {
  return Value::Record({{"readUnitsConsumed", Value::Long(units.read)},
                        {"writeUnitsConsumed", Value::Long(units.write)}});
}

Value TimeValue(int64_t ms) {
  return Text(FormatTimestamp(Value::Timestamp(ms / 1000, ms % 1000 * 1000000, 3)));
}

Value RowValue(const Table& table, const Row& row) {
  Fields fields;
  for (size_t i = 0; i < row.size(); ++i) fields.emplace_back(table.columns[i].name, row[i]);
  return Value::Record(std::move(fields));
}

Error Unsupported(const Request& request) {
  return InvalidParameter("Unsupported request " + request.path +
                          (request.query.empty() ? "" : "?" + request.query));
}

Result<ListPage> PageOf(const Request& request, size_t count) {
  OCI_ASSIGN_OR_RETURN(const auto limit, IntegerParameter(request, "limit"));
  OCI_ASSIGN_OR_RETURN(const auto page, IntegerParameter(request, "page"));
  ListPage list;
  list.first = std::min(count, static_cast<size_t>(page.value_or(0)));
  const size_t size = limit && *limit > 0 ? static_cast<size_t>(*limit) : 1000;
  list.last = std::min(count, list.first + size);
  if (list.last - list.first == size) list.next = std::to_string(list.last);
  return list;
}

Result<const Table*> TableOf(Engine& engine, const Request& request, const PathValues& at) {
  OCI_ASSIGN_OR_RETURN(const auto compartment, TextParameter(request, "compartmentId"));
  return engine.FindTable(compartment.value_or(""), at["table"]);
}

}  // namespace standin::nosql
