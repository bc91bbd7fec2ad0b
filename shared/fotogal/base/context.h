// What one call works with: the services of its process, its own deadline and account (oci::Call),
// and the rows of NoSQL through both.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/services.h"

namespace fotogal {

// Made where a call begins and handed to all that works for it, on several threads at once too.
struct Context {
  Services& services;
  oci::Call& call;

  oci::TimePoint Now() const { return call.Now(); }
  Id NewId() const { return fotogal::NewId(Now(), services.random); }
  Id NewOp() const { return fotogal::NewOp(Now(), services.random); }

  // As oci::nosql::Client has them.
  oci::Result<std::optional<oci::nosql::Row>> Get(std::string_view table,
                                                  const oci::nosql::Key& key,
                                                  oci::nosql::Consistency consistency) const;
  oci::Result<oci::nosql::PutResult> Put(std::string_view table, const nlohmann::json& row,
                                         const oci::nosql::PutOptions& options = {}) const;
  oci::Result<bool> Delete(std::string_view table, const oci::nosql::Key& key,
                           std::string_view if_match = {}) const;
  oci::Result<oci::nosql::Page> Query(const std::string& statement, const nlohmann::json& variables,
                                      const oci::nosql::QueryOptions& options = {}) const;
  oci::Result<std::vector<nlohmann::json>> QueryAll(
      const std::string& statement, const nlohmann::json& variables,
      const oci::nosql::QueryOptions& options = {}) const;
  oci::Result<std::vector<nlohmann::json>> Execute(const std::string& statement,
                                                   const nlohmann::json& variables,
                                                   bool idempotent) const;
};

}  // namespace fotogal
