#include "local/standin/faults/target.h"

#include <array>
#include <string_view>
#include <utility>

#include "nosql/nson.h"
#include "nosql/protocol.h"

namespace standin {
namespace {

namespace protocol = ::nosql::protocol;
using protocol::Operation;

constexpr std::string_view kInvokedFunctions = "/20181201/functions/",
                           kInvokeAction = "/actions/invoke";

// The longest beginning counts; the rest is the management of resources.
constexpr std::array<std::pair<std::string_view, const char*>, 11> kTargetServices = {{
    {protocol::kPath, "nosql"},
    {"/20190828", "nosql"},
    {"/n", "object-storage"},
    {"/p", "object-storage"},
    {"/workRequests", "object-storage"},
    {"/20200831", "logging"},
    {"/20200531", "logging"},
    {"/20190909", "logging"},
    {"/20220926", "email"},
    {"/20170907", "email"},
    {"/20160918", "identity"},
}};

std::string TargetServiceOf(std::string_view path) {
  for (const auto& [beginning, service] : kTargetServices) {
    if (path == beginning || (path.starts_with(beginning) && path[beginning.size()] == '/'))
      return service;
  }
  return "management";
}

Operation DriverOperation(std::string_view body) {
  ::nosql::nson::Reader reader(body.substr(std::min(body.size(), protocol::kVersionBytes.size())));
  std::int64_t operation = static_cast<std::int64_t>(Operation::kTableRequest);
  reader.Map(reader.Next(), [&](std::string_view part, ::nosql::nson::Type type) {
    if (part != protocol::field::kHeader) return reader.StepOver(type);
    reader.Map(type, [&](std::string_view name, ::nosql::nson::Type value) {
      if (name != protocol::field::kOperation) return reader.StepOver(value);
      operation = reader.Integer(value);
    });
  });
  return static_cast<Operation>(operation);
}

const char* DriverWordOf(Operation operation) {
  switch (operation) {
    case Operation::kGet:
      return "read";
    case Operation::kQuery:
    case Operation::kPrepare:
      return "query";
    case Operation::kPut:
    case Operation::kPutIfAbsent:
    case Operation::kPutIfPresent:
    case Operation::kPutIfVersion:
    case Operation::kDelete:
    case Operation::kDeleteIfVersion:
    case Operation::kWriteMultiple:
    case Operation::kMultiDelete:
      return "write";
    default:
      return "table";
  }
}

std::string TargetOperationOf(const Request& request, const FaultTarget& target) {
  const std::string_view path = request.path;
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (target.is_driver) return DriverWordOf(DriverOperation(request.body));
  if (target.service == "nosql") {
    if (path.starts_with("/20190828/query")) return "query";
    if (!path.ends_with("/rows")) return "table";
  }
  if (target.service == "object-storage" && reads && path.ends_with("/o")) return "list";
  return reads ? "read" : "write";
}

}  // namespace

FaultTarget TargetOf(const Request& request) {
  const std::string_view path = request.path;
  FaultTarget target;
  if (path.starts_with(kInvokedFunctions) && path.ends_with(kInvokeAction)) {
    const auto id = path.substr(0, path.size() - kInvokeAction.size());
    target.service = "functions";
    target.operation = "invoke";
    target.function = id.substr(id.find_last_of("./") + 1);
    return target;
  }
  target.service = TargetServiceOf(path);
  target.is_driver = path == protocol::kPath;
  target.is_signed = !path.starts_with("/p/");
  target.operation = TargetOperationOf(request, target);
  return target;
}

}  // namespace standin
