#include "nosql/client.h"

#include <algorithm>

#include "nosql/client_state.h"
#include "nosql/errors.h"

namespace nosql {
namespace {

namespace field = protocol::field;
using nson::Reader;
using nson::Type;
using nson::Writer;
using protocol::Operation;

// The service takes longer times for no operation.
constexpr std::chrono::milliseconds kLongestTimeout{30000};
constexpr std::string_view kUserAgent = "FotogalNosql/" FOTOGAL_VERSION;

// Adds what {ru, rk, wk} says was used to the call.
void Charge(Call& call, Reader& reader, Type type) {
  reader.Map(type, [&](std::string_view name, Type value) {
    if (name == field::kReadUnits) {
      call.read_units += static_cast<int>(reader.Integer(value));
    } else if (name == field::kWriteKb) {
      call.write_units += static_cast<int>(reader.Integer(value));
    } else {
      reader.Skip(value);
    }
  });
}

void WriteHeader(Writer& writer, Operation operation, std::string_view table,
                 std::chrono::milliseconds timeout) {
  writer.Name(field::kHeader);
  writer.BeginMap();
  WriteField(writer, field::kVersion, protocol::kVersion);
  if (!table.empty()) WriteField(writer, field::kTable, table);
  WriteField(writer, field::kOperation, static_cast<std::int32_t>(operation));
  WriteField(writer, field::kTimeoutMs, static_cast<std::int32_t>(timeout.count()));
  WriteField(writer, field::kTopology, -1);
  writer.EndMap();
}

}  // namespace

void WriteField(Writer& writer, std::string_view name, std::string_view text) {
  writer.Name(name);
  writer.String(text);
}
void WriteField(Writer& writer, std::string_view name, std::int32_t number) {
  writer.Name(name);
  writer.Integer(number);
}
void WriteFlag(Writer& writer, std::string_view name, bool flag) {
  writer.Name(name);
  writer.Boolean(flag);
}
void WriteBinaryField(Writer& writer, std::string_view name, std::string_view bytes) {
  writer.Name(name);
  writer.Binary(bytes);
}
oci::Status WriteJsonField(Writer& writer, std::string_view name, const Json& value) {
  writer.Name(name);
  std::string fault;
  if (!WriteJson(writer, value, fault)) return oci::InvalidRequest(std::move(fault));
  return oci::Ok();
}
oci::Status WriteObjectField(Writer& writer, std::string_view name, const Json& object) {
  if (!object.is_object()) return oci::InvalidRequest("a row or key is a JSON object");
  return WriteJsonField(writer, name, object);
}

void WriteConsistency(Writer& writer, Consistency consistency) {
  writer.Name(field::kConsistency);
  writer.BeginMap();
  WriteField(writer, field::kType, static_cast<std::int32_t>(consistency));
  writer.EndMap();
}

std::shared_ptr<const std::string> PreparedStatements::Find(const std::string& statement) const {
  const std::lock_guard lock(mutex_);
  const auto found = prepared_.find(statement);
  return found == prepared_.end() ? nullptr : found->second;
}

void PreparedStatements::Keep(const std::string& statement, std::string prepared) {
  const std::lock_guard lock(mutex_);
  // limits the memory when a caller builds ever new statements
  if (prepared_.size() >= kMost && !prepared_.contains(statement)) return;
  prepared_[statement] = std::make_shared<const std::string>(std::move(prepared));
}

void PreparedStatements::Forget(const std::string& statement) {
  const std::lock_guard lock(mutex_);
  prepared_.erase(statement);
}

Client::State::State(std::shared_ptr<oci::Requester> sender, Settings where)
    : requester(std::move(sender)),
      settings(std::move(where)),
      url(settings.endpoint + std::string(protocol::kPath)),
      signature(url, requester->credentials(), requester->clock()) {}

std::optional<oci::Error> Client::State::ErrorOf(const oci::HttpResponse& response) {
  if (response.status != 200) return oci::Requester::ErrorOf(response);
  auto error = ErrorOfAnswer(response.body);
  if (error) error->opc_request_id = oci::FindHeader(response.headers, "opc-request-id");
  return error;
}

bool Client::State::Renew() {
  signature.Refuse();
  return true;
}

Result<oci::HttpResponse> Client::State::Send(Call& call, Operation operation,
                                              std::string_view table, oci::Retry retry,
                                              const PayloadWriter& payload) {
  const auto timeout = std::min(call.TimeLeft(), kLongestTimeout);
  Writer writer;
  writer.Bytes(protocol::kVersionBytes);
  writer.BeginMap();
  WriteHeader(writer, operation, table, timeout);
  writer.Name(field::kPayload);
  writer.BeginMap();
  OCI_RETURN_IF_ERROR(payload(writer));
  writer.EndMap();
  writer.EndMap();
  oci::HttpRequest request;
  request.method = "POST";
  request.url = url;
  request.headers = {{"content-type", std::string(protocol::kMediaType)},
                     {"accept", std::string(protocol::kMediaType)},
                     {"user-agent", std::string(kUserAgent)},
                     {std::string(protocol::kCompartmentHeader), settings.compartment_id},
                     {std::string(protocol::kRequestIdHeader), std::to_string(++request_number)}};
  request.body = writer.Take();
  // Silently sent twice by the transport, the answer to the second would hide that the first was
  // done.
  request.repeatable = operation != Operation::kPutIfVersion &&
                       operation != Operation::kDeleteIfVersion &&
                       operation != Operation::kWriteMultiple;
  return requester->Send(call, std::move(request), retry, *this);
}

oci::Status ReadAnswer(Call& call, std::string_view answer, const FieldReader& read) {
  Reader reader(answer);
  reader.Map(reader.Next(), [&](std::string_view name, Type type) {
    if (name == field::kConsumed) {
      Charge(call, reader, type);
    } else if (!read(reader, name, type)) {
      reader.Skip(type);
    }
  });
  if (reader.ok()) return oci::Ok();
  oci::Error error = oci::BadResponse("the answer is not as expected: " + reader.fault(), 200, "");
  error.outcome_unknown = true;
  return error;
}

Client::Client(std::shared_ptr<oci::Requester> requester, Settings settings)
    : state_(std::make_unique<State>(std::move(requester), std::move(settings))) {}
Client::~Client() = default;

void Client::RenewSignatureEarly() { state_->signature.RenewEarly(); }

}  // namespace nosql
