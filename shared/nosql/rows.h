// The driver behind the interface that code over REST uses, so that either protocol can carry the
// same rows (oci/nosql_rows.h). Versions and page tokens are the same texts as over REST.
//
// The driver's protocol takes variables only with a prepared statement, so a statement's first use
// would wait for one request more. That use goes over REST, as text, while the statement is
// prepared beside it (ADR 0024).
#pragma once

#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "nosql/client.h"
#include "oci/nosql.h"

namespace nosql {

class DriverRows : public oci::nosql::Rows {
 public:
  DriverRows(std::shared_ptr<oci::Requester> requester, Client::Settings settings)
      : rest_(requester, {settings.endpoint, settings.compartment_id}),
        client_(std::move(requester), std::move(settings)) {}

  oci::Result<std::optional<oci::nosql::Row>> Get(Call& call, std::string_view table,
                                                  const oci::nosql::Key& key,
                                                  oci::nosql::Consistency consistency) override;
  oci::Result<oci::nosql::PutResult> Put(Call& call, std::string_view table, const Json& row,
                                         const oci::nosql::PutOptions& options = {}) override;
  oci::Result<bool> Delete(Call& call, std::string_view table, const oci::nosql::Key& key,
                           std::string_view if_match = {}) override;
  oci::Result<std::vector<oci::nosql::PutResult>> WriteTogether(
      Call& call, std::string_view table, const std::vector<oci::nosql::RowWrite>& writes) override;
  size_t MostTogether() const override;
  oci::Result<oci::nosql::DeletedRows> DeleteShardRows(Call& call,
                                                       const oci::nosql::ShardRows& rows) override;
  oci::Result<oci::nosql::Page> Query(Call& call, const std::string& statement,
                                      const Json& variables,
                                      const oci::nosql::QueryOptions& options = {}) override;

  void RenewSignatureEarly() override { client_.RenewSignatureEarly(); }

 private:
  oci::Result<oci::nosql::Page> FirstUse(Call& call, const std::string& statement,
                                         const Json& variables,
                                         const oci::nosql::QueryOptions& options);

  oci::nosql::Client rest_;
  Client client_;
  std::mutex mutex_;
  std::set<std::string> preparing_;  // statements, at this moment
};

}  // namespace nosql
