// SQLite as C++ classes: statements are prepared once and reused; a transaction rolls back unless
// it is committed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "local/standin/nosql/disk.h"
#include "local/standin/nosql/errors.h"

struct sqlite3;
struct sqlite3_stmt;

namespace standin::nosql {

class Database;

// One use of a prepared statement, which is reset when the use ends.
class Query {
 public:
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  ~Query();

  Query& Bind(int64_t value);
  Query& BindText(std::string_view text);
  Query& BindBlob(std::string_view bytes);

  // True: there is a row. False: there are no more rows, or an error (see Failed()).
  bool Step();
  // Runs to the end.
  Status Run();
  Status Check() const;

  int64_t Integer(int column) const;
  std::string Bytes(int column) const;

 private:
  friend class Database;
  Query(Database& database, sqlite3_stmt* statement) : database_(database), statement_(statement) {}

  Database& database_;
  sqlite3_stmt* statement_;
  int bound_ = 0;
  int result_ = 0;
};

class Database {
 public:
  ~Database();
  // With WAL and synchronous=NORMAL: what was committed survives the death of the process, and once
  // it was forced, a power cut.
  static Result<std::unique_ptr<Database>> Open(const std::string& path);

  Status Execute(const char* sql);
  // sql: a string literal, because its address identifies the prepared statement. A statement must
  // not be used while it is in use.
  Query Prepare(const char* sql);
  int Changes() const;

  // How many transactions have been committed.
  uint64_t commits() const { return commits_; }
  // Waits until so many of them are on the disk. The only member that may be called from several
  // threads at once.
  Status Force(uint64_t commits) const { return disk_ ? disk_->Await(commits) : oci::Ok(); }

 private:
  friend class Query;
  Database() = default;
  oci::Status OpenDisk(const std::string& path);

  sqlite3* handle_ = nullptr;
  uint64_t commits_ = 0;
  std::unique_ptr<Disk> disk_;  // null: the database is in memory
  std::map<const char*, sqlite3_stmt*> statements_;
};

// The result of SQLite's own check of the file; empty: it is in order. The file is only read.
std::string CheckDatabase(const std::string& path);

class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Status Commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace standin::nosql
