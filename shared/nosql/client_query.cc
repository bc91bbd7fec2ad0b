// Query and Prepare
#include "nosql/client_state.h"

namespace nosql {
namespace {

namespace field = protocol::field;
using nson::Reader;
using nson::Type;
using nson::Writer;
using protocol::Operation;

// A driver's plan that is no more than this byte is none.
constexpr std::string_view kNoPlan = "\xff";
constexpr int kDecimal32 = 2;  // the precision of NUMBER in expressions, as the drivers ask for

struct Answer {
  Page page;
  std::string prepared;
  bool for_driver = false;  // the driver would have to put the result together
};

// As the service refuses the same over REST.
oci::Error ComplexQueryError() {
  return {"InvalidParameter", "The driver or SDK being used does not support complex query.", 400,
          ""};
}

// Errors with which the service refuses a prepared statement after its table was changed.
bool MayBeStalePreparation(const oci::Error& error) {
  return error.code == "InvalidParameter" || error.code == "TableNotFound";
}

oci::Status WriteVariables(Writer& writer, const Json& variables) {
  if (!variables.is_object() || variables.empty()) return oci::Ok();
  writer.Name(field::kVariables);
  writer.BeginArray();
  for (const auto& [name, value] : variables.get_ref<const Json::object_t&>()) {
    writer.BeginMap();
    WriteField(writer, field::kName, name);
    OCI_RETURN_IF_ERROR(WriteJsonField(writer, field::kValue, value));
    writer.EndMap();
  }
  writer.EndArray();
  return oci::Ok();
}

void WriteQueryOptions(Writer& writer, const QueryOptions& options) {
  WriteConsistency(writer, options.consistency);
  if (options.max_read_kb > 0) WriteField(writer, field::kMaxReadKb, options.max_read_kb);
  if (options.limit > 0) WriteField(writer, field::kLimit, options.limit);
  WriteField(writer, field::kQueryVersionField, protocol::kQueryVersion);
}

bool ReadQueryEntry(Reader& reader, std::string_view name, Type type, Answer& answer) {
  if (name == field::kRows) {
    auto& items = answer.page.items;
    reader.Array(
        type, [&](Type item) { items.push_back(ReadJson(reader, item)); },
        [&](std::size_t count) { items.reserve(count); });
  } else if (name == field::kContinuation) {
    answer.page.next = reader.Binary(type);
  } else if (name == field::kPrepared) {
    answer.prepared = reader.Binary(type);
  } else if (name == field::kDriverPlan) {
    const auto plan = reader.Binary(type);
    answer.for_driver = !plan.empty() && plan != kNoPlan;
  } else {
    return false;
  }
  return true;
}

Result<Answer> ReadQueryAnswer(Call& call, std::string_view bytes) {
  Answer answer;
  OCI_RETURN_IF_ERROR(
      ReadAnswer(call, bytes, [&](Reader& reader, std::string_view name, Type type) {
        return ReadQueryEntry(reader, name, type, answer);
      }));
  if (answer.for_driver) return ComplexQueryError();
  return answer;
}

}  // namespace

Result<Page> Client::Query(Call& call, const std::string& statement, const Json& variables,
                           const QueryOptions& options) {
  const auto run = [&](const std::string* prepared) -> Result<Answer> {
    const auto write = [&](Writer& writer) -> oci::Status {
      WriteQueryOptions(writer, options);
      if (prepared != nullptr) {
        WriteFlag(writer, field::kIsPrepared, true);
        WriteFlag(writer, field::kIsSimple, true);
        WriteBinaryField(writer, field::kPrepared, *prepared);
        OCI_RETURN_IF_ERROR(WriteVariables(writer, variables));
      } else {
        WriteField(writer, field::kStatement, statement);
      }
      if (!options.page.empty()) WriteBinaryField(writer, field::kContinuation, options.page);
      WriteField(writer, field::kMathContext, kDecimal32);
      return oci::Ok();
    };
    const auto retry = options.idempotent ? oci::Retry::kIdempotent : oci::Retry::kNever;
    OCI_ASSIGN_OR_RETURN(const auto bytes, state_->Send(call, Operation::kQuery, "", retry, write));
    return ReadQueryAnswer(call, bytes.body);
  };
  if (const auto prepared = state_->prepared.Find(statement)) {
    auto answer = run(prepared.get());
    if (answer.ok()) return std::move(answer->page);
    if (!MayBeStalePreparation(answer.error())) return std::move(answer).error();
    // the service has refused the prepared statement, so nothing was done
    state_->prepared.Forget(statement);
  }
  // the service takes variables only with a prepared statement
  std::string anew;
  if (variables.is_object() && !variables.empty()) {
    OCI_ASSIGN_OR_RETURN(anew, state_->Prepare(call, statement));
  }
  OCI_ASSIGN_OR_RETURN(Answer answer, run(anew.empty() ? nullptr : &anew));
  if (!answer.prepared.empty()) state_->prepared.Keep(statement, std::move(answer.prepared));
  return std::move(answer.page);
}

Result<std::string> Client::State::Prepare(Call& call, const std::string& statement) {
  OCI_ASSIGN_OR_RETURN(const auto bytes,
                       Send(call, Operation::kPrepare, "", oci::Retry::kIdempotent,
                            [&](Writer& writer) -> oci::Status {
                              WriteField(writer, field::kQueryVersionField,
                                         protocol::kQueryVersion);
                              WriteField(writer, field::kStatement, statement);
                              return oci::Ok();
                            }));
  OCI_ASSIGN_OR_RETURN(Answer answer, ReadQueryAnswer(call, bytes.body));
  if (!answer.prepared.empty()) prepared.Keep(statement, answer.prepared);
  return std::move(answer.prepared);
}

oci::Status Client::Prepare(Call& call, const std::string& statement) {
  OCI_RETURN_IF_ERROR(state_->Prepare(call, statement));
  return oci::Ok();
}

bool Client::IsPrepared(const std::string& statement) const {
  return state_->prepared.Find(statement) != nullptr;
}

}  // namespace nosql
