#include "local/standin/nosql/wire.h"

#include <map>

#include "common/percent.h"

namespace standin::nosql {
namespace {

using Code = protocol::Code;
using Op = protocol::Operation;
using NsonType = nson::Type;

constexpr int kTopologyNumber = 1, kShard = 1;
constexpr size_t kMaxBatchRequestSize = 25 * 1024 * 1024;
constexpr std::string_view kOwnDriver = "FotogalNosql/";

Code CodeOf(const Error& error) {
  static const std::map<std::string, Code, std::less<>> kCodes = {
      {"UnknownOperation", Code::kUnknownOperation},
      {"TableNotFound", Code::kTableNotFound},
      {"IndexNotFound", Code::kIndexNotFound},
      {"InvalidParameter", Code::kIllegalArgument},
      {"RowSizeLimitExceeded", Code::kRowSizeLimitExceeded},
      {"KeySizeLimitExceeded", Code::kKeySizeLimitExceeded},
      {"BatchOpNumberLimitExceeded", Code::kBatchOpNumberLimitExceeded},
      {"RequestSizeLimitExceeded", Code::kRequestSizeLimitExceeded},
      {"TableAlreadyExists", Code::kTableExists},
      {"IndexAlreadyExists", Code::kIndexExists},
      {"NotFound", Code::kResourceNotFound},
      {"TableLimitExceeded", Code::kTableLimitExceeded},
      {"IndexLimitExceeded", Code::kIndexLimitExceeded},
      {"BadProtocolMessage", Code::kBadProtocolMessage},
      {"EvolutionLimitExceeded", Code::kEvolutionLimitExceeded},
      {"TableDeploymentLimitExceeded", Code::kTableDeploymentLimitExceeded},
      {"TenantDeploymentLimitExceeded", Code::kTenantDeploymentLimitExceeded},
      {"OperationNotSupported", Code::kOperationNotSupported},
      {"ETagMismatch", Code::kEtagMismatch},
      {"CantCancelWorkRequest", Code::kCannotCancelWorkRequest},
      {"UnsupportedQueryVersion", Code::kUnsupportedQueryVersion}};
  if (error.code == "TooManyRequests")
    return error.message.find("Write throughput") != std::string::npos ? Code::kWriteLimitExceeded
                                                                       : Code::kReadLimitExceeded;
  const auto found = kCodes.find(error.code);
  if (found != kCodes.end()) return found->second;
  return error.http_status >= 400 && error.http_status < 500 ? Code::kIllegalArgument
                                                             : Code::kServerError;
}

std::string ErrorBody(const Error& error) {
  WireAnswer answer;
  answer.Integer(field::kError, static_cast<int>(CodeOf(error)));
  answer.Text(field::kMessage, error.message);
  return answer.Take();
}

// For another version: before NSON an error was its code in a byte, and a text. No NSON begins with
// that byte, so drivers of later versions recognize it as well.
std::string UnsupportedVersion(int version) {
  nson::Writer writer;
  const char code = static_cast<char>(Code::kUnsupportedProtocol);
  writer.Bytes(std::string_view(&code, 1));
  writer.Name("Invalid driver serial version " + std::to_string(version) + ", the service's is " +
              std::to_string(protocol::kVersion));
  return writer.Take();
}

WireHandler HandlerOf(Op operation) {
  switch (operation) {
    case Op::kGet:
      return &WireGet;
    case Op::kPut:
    case Op::kPutIfAbsent:
    case Op::kPutIfPresent:
    case Op::kPutIfVersion:
      return &WirePut;
    case Op::kDelete:
    case Op::kDeleteIfVersion:
      return &WireDelete;
    case Op::kQuery:
      return &WireQuery;
    case Op::kPrepare:
      return &WirePrepare;
    case Op::kWriteMultiple:
      return &WireWriteMultiple;
    case Op::kMultiDelete:
      return &WireMultiDelete;
    case Op::kGetTable:
      return &WireGetTable;
    case Op::kGetIndexes:
      return &WireGetIndexes;
    case Op::kGetTableUsage:
      return &WireTableUsage;
    case Op::kListTables:
      return &WireListTables;
    case Op::kTableRequest:
      return &WireTableRequest;
  }
  return nullptr;
}

// What drivers name and this stand-in does not have.
Error UnknownOperation(int64_t operation) {
  constexpr int64_t kSystemRequest = 23, kSystemStatus = 24;
  if (operation == kSystemRequest || operation == kSystemStatus)
    return BadProtocol("Cloud service cannot accept generic system operations");
  constexpr int64_t kAddReplica = 33, kDropReplica = 34, kReplicaStats = 35;
  if (operation == kAddReplica || operation == kDropReplica || operation == kReplicaStats)
    return Refusal("OperationNotSupported", "Replicas are not supported by the FotoGal stand-in");
  return Refusal("UnknownOperation", "Unknown operation: " + std::to_string(operation));
}

// Where no compartment is named, drivers mean the root compartment, which is the tenancy: the first
// part of the key's id "tenancy/user/fingerprint".
std::string CompartmentOf(const Request& request) {
  const auto named = oci::FindHeader(request.headers, protocol::kCompartmentHeader);
  if (!named.empty()) return common::PercentDecodeLoosely(named);
  constexpr std::string_view kKeyId = "keyId=\"";
  const auto authorization = oci::FindHeader(request.headers, "authorization");
  const auto at = authorization.find(kKeyId);
  if (at == std::string_view::npos) return {};
  const auto key_id = authorization.substr(at + kKeyId.size());
  return std::string(key_id.substr(0, key_id.find_first_of("/\"")));
}

Status CheckSize(Op operation, size_t size) {
  const size_t most = operation == Op::kWriteMultiple ? kMaxBatchRequestSize : kMaxRequestSize;
  if (size <= most) return oci::Ok();
  return Refusal("RequestSizeLimitExceeded", "The size of request exceeded the limit of " +
                                                 std::to_string(most) + ": " +
                                                 std::to_string(size));
}

Result<std::string> Answer(Engine& engine, const Request& request) {
  auto decoded = nson::Decode(std::string_view(request.body).substr(2));
  if (!decoded.ok()) return BadProtocol("Invalid message: " + decoded.error().message);
  if (decoded->type != NsonType::kMap) return BadProtocol("The message is not a map");
  const nson::Value* header = decoded->Find(field::kHeader);
  const nson::Value* payload = decoded->Find(field::kPayload);
  if (!header || header->type != NsonType::kMap) return BadProtocol("The header is missing");
  if (!payload || payload->type != NsonType::kMap) return BadProtocol("The payload is missing");
  const WireFields fields(*header);
  OCI_ASSIGN_OR_RETURN(const int64_t number, fields.Integer(field::kOperation, -1));
  WireRequest wire;
  wire.operation = static_cast<Op>(number);
  const bool known = number >= 0 && number <= static_cast<int64_t>(Op::kTableRequest);
  const WireHandler handler = known ? HandlerOf(wire.operation) : nullptr;
  if (!handler) return UnknownOperation(number);
  OCI_RETURN_IF_ERROR(CheckSize(wire.operation, request.body.size()));
  OCI_RETURN_IF_ERROR(fields.Count(field::kTimeoutMs, 0));
  OCI_ASSIGN_OR_RETURN(wire.topology, fields.Integer(field::kTopology, -1));
  OCI_ASSIGN_OR_RETURN(const auto table, fields.Text(field::kTable));
  wire.table = table.value_or("");
  wire.compartment = CompartmentOf(request);
  wire.own_driver = oci::FindHeader(request.headers, "user-agent").starts_with(kOwnDriver);
  wire.payload = payload;
  return handler(engine, wire);
}

Error WrongType(std::string_view name, const nson::Value& value) {
  return BadProtocol("The field " + std::string(name) + " must not be of type " +
                     std::string(NsonTypeName(value.type)));
}

}  // namespace

Response HandleWire(Engine& engine, const Request& request) {
  Response response{200, {{"Content-Type", std::string(protocol::kMediaType)}}, ""};
  const auto id = oci::FindHeader(request.headers, protocol::kRequestIdHeader);
  if (!id.empty()) response.headers.emplace_back(protocol::kRequestIdHeader, id);
  response.headers.emplace_back("x-nosql-serial-version", std::to_string(protocol::kVersion));
  const std::string& body = request.body;
  if (body.size() < protocol::kVersionBytes.size()) {
    response.body = ErrorBody(BadProtocol("The message has no serial version"));
  } else if (!body.starts_with(protocol::kVersionBytes)) {
    response.body =
        UnsupportedVersion(static_cast<uint8_t>(body[0]) << 8 | static_cast<uint8_t>(body[1]));
  } else {
    auto answer = Answer(engine, request);
    response.body = answer.ok() ? std::move(answer).value() : ErrorBody(answer.error());
  }
  return response;
}

Result<int64_t> WireFields::Integer(std::string_view name, int64_t otherwise) const {
  const nson::Value* value = Find(name);
  if (!value) return otherwise;
  if (value->type != NsonType::kInteger && value->type != NsonType::kLong)
    return WrongType(name, *value);
  return value->integer;
}

Result<int64_t> WireFields::Count(std::string_view name, int64_t otherwise) const {
  OCI_ASSIGN_OR_RETURN(const int64_t count, Integer(name, otherwise));
  if (count < 0)
    return BadProtocol("The field " + std::string(name) +
                       " must be non-negative: " + std::to_string(count));
  return count;
}

Result<bool> WireFields::Flag(std::string_view name) const {
  const nson::Value* value = Find(name);
  if (!value) return false;
  if (value->type != NsonType::kBoolean) return WrongType(name, *value);
  return value->boolean;
}

Result<std::optional<std::string>> WireFields::Text(std::string_view name) const {
  const nson::Value* value = Find(name);
  if (!value) return std::optional<std::string>();
  if (value->type != NsonType::kString) return WrongType(name, *value);
  return std::optional(value->text);
}

Result<std::optional<std::string>> WireFields::Bytes(std::string_view name) const {
  const nson::Value* value = Find(name);
  if (!value) return std::optional<std::string>();
  if (value->type != NsonType::kBinary) return WrongType(name, *value);
  return std::optional(value->text);
}

Result<bool> IsAbsolute(const WireFields& payload) {
  const nson::Value* consistency = payload.Find(field::kConsistency);
  if (!consistency) return false;
  if (consistency->type != NsonType::kMap) return WrongType(field::kConsistency, *consistency);
  OCI_ASSIGN_OR_RETURN(const int64_t type, WireFields(*consistency).Integer(field::kType, 1));
  if (type != 0 && type != 1)
    return BadProtocol("Unknown consistency type: " + std::to_string(type));
  return type == 0;
}

void WireAnswer::Integer(std::string_view name, int64_t value) {
  writer.Name(name);
  writer.Integer(static_cast<int32_t>(std::min<int64_t>(value, INT32_MAX)));
}

void WireAnswer::Long(std::string_view name, int64_t value) {
  writer.Name(name);
  writer.Long(value);
}

void WireAnswer::Flag(std::string_view name, bool value) {
  writer.Name(name);
  writer.Boolean(value);
}

void WireAnswer::Text(std::string_view name, std::string_view value) {
  writer.Name(name);
  writer.String(value);
}

void WireAnswer::Bytes(std::string_view name, std::string_view value) {
  writer.Name(name);
  writer.Binary(value);
}

void WireAnswer::Consumed(int64_t read_units, int64_t read_kb, int64_t write_kb) {
  writer.Name(field::kConsumed);
  writer.BeginMap();
  Integer(field::kReadUnits, read_units);
  Integer(field::kReadKb, read_kb);
  Integer(field::kWriteKb, write_kb);
  writer.EndMap();
}

void WireAnswer::Topology(const WireRequest& request) {
  if (request.topology >= kTopologyNumber) return;
  writer.Name(field::kTopologyInfo);
  writer.BeginMap();
  Integer(field::kTopologyNumber, kTopologyNumber);
  writer.Name(field::kShards);
  writer.BeginArray();
  writer.Integer(kShard);
  writer.EndArray();
  writer.EndMap();
}

std::string WireAnswer::Take() {
  writer.EndMap();
  return writer.Take();
}

}  // namespace standin::nosql
