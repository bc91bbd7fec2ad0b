// What one call works with: the services of its process, its own deadline and account (oci::Call),
// and the rows of NoSQL through both, as JSON or as structs (row.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/row.h"
#include "fotogal/base/rows.h"
#include "fotogal/base/services.h"
#include "fotogal/base/statement.h"

namespace fotogal {

// What happens when a statement is sent twice because the first response was lost.
enum class Repeated {
  kSame,    // the same as the first time
  kDiffers  // something else: it is not sent again, and the caller gets the error
};

template <class Row>
struct Inserted {
  bool written = false;
  std::optional<Row> existing;
};

template <class Row>
Inserted<Row> InsertedOf(const oci::nosql::PutResult& put) {
  Inserted<Row> inserted{put.written, std::nullopt};
  if (put.existing) inserted.existing = RowFrom<Row>(put.existing->value);
  return inserted;
}

// Created at the beginning of a call and passed to everything that works for it, also on several
// threads at once.
struct Context {
  Services& services;
  oci::Call& call;

  oci::TimePoint Now() const { return call.Now(); }
  Id NewId() const { return fotogal::NewId(Now(), services.random); }
  Op NewOp() const { return fotogal::NewOp(Now(), services.random); }

  // As in oci::nosql::Rows.
  oci::Result<std::optional<oci::nosql::Row>> Get(std::string_view table,
                                                  const oci::nosql::Key& key,
                                                  oci::nosql::Consistency consistency) const;
  oci::Result<oci::nosql::PutResult> Put(std::string_view table, const nlohmann::json& row,
                                         const oci::nosql::PutOptions& options = {}) const;
  oci::Result<bool> Delete(std::string_view table, const oci::nosql::Key& key,
                           std::string_view if_match = {}) const;
  oci::Result<std::vector<oci::nosql::PutResult>> WriteTogether(
      std::string_view table, const std::vector<oci::nosql::RowWrite>& writes) const;
  oci::Result<oci::nosql::DeletedRows> DeleteShardRows(const oci::nosql::ShardRows& rows) const;
  oci::Result<oci::nosql::Page> Query(const Statement& statement, const nlohmann::json& variables,
                                      const oci::nosql::QueryOptions& options = {}) const;
  oci::Result<std::vector<nlohmann::json>> QueryAll(
      const Statement& statement, const nlohmann::json& variables,
      const oci::nosql::QueryOptions& options = {}) const;
  oci::Result<std::vector<nlohmann::json>> Execute(const Statement& statement,
                                                   const nlohmann::json& variables,
                                                   Repeated repeated) const;

  // nullopt: there is no such row. ABSOLUTE.
  template <class Row>
  oci::Result<std::optional<Row>> Find(const oci::nosql::Key& key) const {
    OCI_ASSIGN_OR_RETURN(const auto row, Get(Row::kTable, key, oci::nosql::Consistency::kAbsolute));
    return row ? std::optional<Row>(RowFrom<Row>(row->value)) : std::nullopt;
  }
  // Inserts the row unless there is one with its key, which `existing` then has. ttl_days 0: no
  // end.
  template <class Row>
  oci::Result<Inserted<Row>> Insert(const Row& row, int ttl_days = 0) const {
    OCI_ASSIGN_OR_RETURN(const auto put, Put(Row::kTable, JsonOf(row), IfAbsent(ttl_days)));
    return InsertedOf<Row>(put);
  }
  // What the statement selects, in its order.
  template <class Row>
  oci::Result<std::vector<Row>> Select(const Statement& statement, const nlohmann::json& variables,
                                       const oci::nosql::QueryOptions& options = {}) const {
    OCI_ASSIGN_OR_RETURN(const auto items, QueryAll(statement, variables, options));
    return RowsFrom<Row>(items);
  }
};

}  // namespace fotogal
