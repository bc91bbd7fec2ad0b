// The members of nosql::Client; private to its sources.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "nosql/client.h"
#include "nosql/nson.h"
#include "nosql/protocol.h"
#include "nosql/signature.h"

namespace nosql {

// The prepared statements that answers brought, by text.
class PreparedStatements {
 public:
  // nullptr: none.
  std::shared_ptr<const std::string> Find(const std::string& statement) const;
  void Keep(const std::string& statement, std::string prepared);
  void Forget(const std::string& statement);

 private:
  static constexpr std::size_t kMost = 500;
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const std::string>, std::less<>> prepared_;
};

using PayloadWriter = std::function<oci::Status(nson::Writer&)>;

struct Client::State : oci::Protocol {
  State(std::shared_ptr<oci::Requester> sender, Settings settings);

  // oci::Protocol
  oci::Status Sign(oci::Call& call, oci::HttpRequest& request) override {
    return signature.Sign(call, request);
  }
  std::optional<oci::Error> ErrorOf(const oci::HttpResponse& response) override;
  bool Renew() override;

  // Sends {h: header, p: payload}; the response's body is the answer, a map. table: empty for
  // operations that name none. payload: writes the entries.
  Result<oci::HttpResponse> Send(Call& call, protocol::Operation operation, std::string_view table,
                                 oci::Retry retry, const PayloadWriter& payload);

  // Returns the prepared statement, and keeps it while there is room.
  Result<std::string> Prepare(Call& call, const std::string& statement);

  std::shared_ptr<oci::Requester> requester;
  const Settings settings;
  const std::string url;
  Signature signature;
  std::atomic<std::uint64_t> request_number{0};
  PreparedStatements prepared;
};

// Entries of a payload.
void WriteField(nson::Writer& writer, std::string_view name, std::string_view text);
void WriteField(nson::Writer& writer, std::string_view name, std::int32_t number);
void WriteFlag(nson::Writer& writer, std::string_view name, bool flag);
void WriteBinaryField(nson::Writer& writer, std::string_view name, std::string_view bytes);
oci::Status WriteJsonField(nson::Writer& writer, std::string_view name, const Json& value);
oci::Status WriteObjectField(nson::Writer& writer, std::string_view name, const Json& object);
void WriteConsistency(nson::Writer& writer, Consistency consistency);

// Reads the answer's entries, and charges the call for what it used. read(reader, name, type) reads
// the value, or returns false when it has no use for it. A fault becomes a bad_response whose
// outcome is unknown, because the service has done what was asked.
using FieldReader =
    std::function<bool(nson::Reader& reader, std::string_view name, nson::Type type)>;
oci::Status ReadAnswer(Call& call, std::string_view answer, const FieldReader& read);

}  // namespace nosql
