// SQLite behind a few types: statements are prepared once and reused, a transaction rolls back
// unless it is committed.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "local/standin/nosql/errors.h"

struct sqlite3;
struct sqlite3_stmt;

namespace standin::nosql {

class Database;

// One use of a prepared statement; the statement is reset when the use ends.
class Query {
 public:
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  ~Query();

  Query& Bind(int64_t value);
  Query& BindText(std::string_view text);
  Query& BindBlob(std::string_view bytes);

  // True: a row is there. False: no more rows (or the error of Failed()).
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
  // WAL and synchronous=NORMAL: what was committed survives the death of the process.
  static Result<std::unique_ptr<Database>> Open(const std::string& path);

  Status Execute(const char* sql);
  // sql: a literal, its address is the name of the prepared statement. Not to be nested with
  // itself.
  Query Prepare(const char* sql);
  int Changes() const;

 private:
  friend class Query;
  Database() = default;
  sqlite3* handle_ = nullptr;
  std::map<const char*, sqlite3_stmt*> statements_;
};

// What is wrong with the file, by SQLite's own check; empty: nothing. It is only read.
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
