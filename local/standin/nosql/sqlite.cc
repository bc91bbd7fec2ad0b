#include "local/standin/nosql/sqlite.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>

#include "local/standin/base/files.h"

namespace standin::nosql {

Query::Query(Query&& other) noexcept
    : database_(other.database_),
      statement_(other.statement_),
      bound_(other.bound_),
      result_(other.result_) {
  other.statement_ = nullptr;
}

Query::~Query() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Query& Query::Bind(int64_t value) {
  if (statement_) sqlite3_bind_int64(statement_, ++bound_, value);
  return *this;
}

Query& Query::BindText(std::string_view text) {
  if (statement_)
    sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
  return *this;
}

Query& Query::BindBlob(std::string_view bytes) {
  // The pointer of an empty view may be null, which SQLite would take for NULL.
  if (statement_)
    sqlite3_bind_blob(statement_, ++bound_, bytes.empty() ? "" : bytes.data(),
                      static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  return *this;
}

bool Query::Step() {
  result_ = statement_ ? sqlite3_step(statement_) : SQLITE_ERROR;
  return result_ == SQLITE_ROW;
}

Status Query::Run() {
  while (Step()) {
  }
  return Check();
}

Status Query::Check() const {
  if (statement_ && (result_ == SQLITE_ROW || result_ == SQLITE_DONE || result_ == SQLITE_OK))
    return oci::Ok();
  return InternalServerError(std::string("The store failed: ") + sqlite3_errmsg(database_.handle_));
}

int64_t Query::Integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Query::Bytes(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<size_t>(sqlite3_column_bytes(statement_, column));
  return data ? std::string(static_cast<const char*>(data), size) : std::string();
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  std::unique_ptr<Database> database(new Database);
  const bool is_file = path != ":memory:" && !path.empty();
  // SQLite creates its other files with the mode of this one.
  if (is_file) {
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file >= 0) ::close(file);
  }
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &database->handle_, flags, nullptr) != SQLITE_OK)
    return oci::ConfigurationError("cannot open " + path + ": " +
                                   sqlite3_errmsg(database->handle_));
  sqlite3_busy_timeout(database->handle_, 2000);
  for (const char* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL",
                             "PRAGMA cache_size=-32768", "PRAGMA temp_store=MEMORY"}) {
    if (const auto set = database->Execute(pragma); !set.ok())
      return oci::ConfigurationError("cannot open " + path + ": " + set.error().message);
  }
  if (is_file) OCI_RETURN_IF_ERROR(database->OpenDisk(path));
  return database;
}

oci::Status Database::OpenDisk(const std::string& path) {
  const auto count = [](void* commits) {
    ++*static_cast<uint64_t*>(commits);
    return 0;
  };
  sqlite3_commit_hook(handle_, count, &commits_);
  // The write-ahead log is there once something was read. A killed process may have left in it what
  // nobody has forced.
  OCI_RETURN_IF_ERROR(Execute("SELECT count(*) FROM sqlite_schema"));
  OCI_ASSIGN_OR_RETURN(disk_, Disk::Of(path + "-wal"));
  ++commits_;
  OCI_RETURN_IF_ERROR(Force(commits_));
  return ForceFolder(std::filesystem::path(path).parent_path());
}

std::string CheckDatabase(const std::string& path) {
  sqlite3* handle = nullptr;
  std::string wrong;
  const auto note = [](void* said, int columns, char** values, char**) {
    const std::string line = columns > 0 && values[0] ? values[0] : "";
    if (line != "ok" && static_cast<std::string*>(said)->empty())
      *static_cast<std::string*>(said) = line;
    return 0;
  };
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path.c_str(), &handle, flags, nullptr) != SQLITE_OK ||
      sqlite3_exec(handle, "PRAGMA quick_check", note, &wrong, nullptr) != SQLITE_OK)
    wrong = sqlite3_errmsg(handle);
  sqlite3_close(handle);
  return wrong;
}

Status Database::Execute(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return oci::Ok();
  return InternalServerError(std::string("The store failed: ") + sqlite3_errmsg(handle_));
}

Query Database::Prepare(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (!statement)
    sqlite3_prepare_v3(handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  return Query(*this, statement);
}

int Database::Changes() const { return sqlite3_changes(handle_); }

Transaction::Transaction(Database& database) : database_(database) {
  open_ = database_.Execute("BEGIN IMMEDIATE").ok();
}

Transaction::~Transaction() {
  if (open_) (void)database_.Execute("ROLLBACK");
}

Status Transaction::Commit() {
  if (!open_) return InternalServerError("The store is busy");
  OCI_RETURN_IF_ERROR(database_.Execute("COMMIT"));
  open_ = false;
  return oci::Ok();
}

}  // namespace standin::nosql
