// The driver behind the interface that code over REST uses, so that either protocol can carry the
// same rows (oci/nosql_rows.h). Versions and page tokens are the same texts as over REST.
#pragma once

#include <memory>

#include "nosql/client.h"
#include "oci/nosql_rows.h"

namespace nosql {

class DriverRows : public oci::nosql::Rows {
 public:
  DriverRows(std::shared_ptr<oci::Requester> requester, Client::Settings settings)
      : client_(std::move(requester), std::move(settings)) {}

  oci::Result<std::optional<oci::nosql::Row>> Get(Call& call, std::string_view table,
                                                  const oci::nosql::Key& key,
                                                  oci::nosql::Consistency consistency) override;
  oci::Result<oci::nosql::PutResult> Put(Call& call, std::string_view table, const Json& row,
                                         const oci::nosql::PutOptions& options = {}) override;
  oci::Result<bool> Delete(Call& call, std::string_view table, const oci::nosql::Key& key,
                           std::string_view if_match = {}) override;
  oci::Result<oci::nosql::Page> Query(Call& call, const std::string& statement,
                                      const Json& variables,
                                      const oci::nosql::QueryOptions& options = {}) override;

  // As Client::RenewSignatureEarly.
  void RenewSignatureEarly() { client_.RenewSignatureEarly(); }

 private:
  Client client_;
};

}  // namespace nosql
