#include "local/standin/nosql/sqlite.h"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

using namespace standin::nosql;

namespace {

constexpr const char* kInsert = "INSERT INTO t VALUES (?, ?)";
constexpr const char* kSelect = "SELECT id, data FROM t ORDER BY id";

struct Folder {
  Folder() {
    char pattern[] = "/tmp/sqlite-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

std::unique_ptr<Database> Open(const std::string& path = ":memory:") {
  auto database = Database::Open(path);
  REQUIRE(database.ok());
  REQUIRE((*database)
              ->Execute("CREATE TABLE IF NOT EXISTS t (id INTEGER PRIMARY KEY, data BLOB)")
              .ok());
  return std::move(*database);
}

bool Insert(Database& database, int64_t id, const std::string& bytes) {
  return database.Prepare(kInsert).Bind(id).BindBlob(bytes).Run().ok();
}

std::vector<std::string> All(Database& database) {
  std::vector<std::string> all;
  Query query = database.Prepare(kSelect);
  while (query.Step()) all.push_back(query.Bytes(1));
  CHECK(query.Check().ok());
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("bytes and numbers come back as they were") {
  const auto database = Open();
  const std::string bytes("a\0b\xff", 4);
  REQUIRE(Insert(*database, INT64_MAX, bytes));
  REQUIRE(Insert(*database, INT64_MIN, ""));
  Query query = database->Prepare(kSelect);
  REQUIRE(query.Step());
  CHECK(query.Integer(0) == INT64_MIN);
  CHECK(query.Bytes(1).empty());
  REQUIRE(query.Step());
  CHECK(query.Integer(0) == INT64_MAX);
  CHECK(query.Bytes(1) == bytes);
  CHECK_FALSE(query.Step());
  CHECK(query.Check().ok());
}

TEST_CASE("a statement begins anew each time it is used, also when it was left half way") {
  const auto database = Open();
  for (int64_t id = 0; id < 3; ++id) REQUIRE(Insert(*database, id, std::to_string(id)));
  for (int round = 0; round < 3; ++round) {
    Query query = database->Prepare(kSelect);
    REQUIRE(query.Step());
    CHECK(query.Bytes(1) == "0");
  }
  CHECK(All(*database) == Texts{"0", "1", "2"});
}

TEST_CASE("what the database refuses is an error, and the next statement works") {
  const auto database = Open();
  REQUIRE(Insert(*database, 1, "first"));
  CHECK_FALSE(Insert(*database, 1, "second"));
  CHECK_FALSE(database->Execute("no SQL").ok());
  CHECK(Insert(*database, 2, "third"));
  CHECK(All(*database) == Texts{"first", "third"});
}

TEST_CASE("a transaction holds whole or not at all") {
  const auto database = Open();
  {
    const Transaction abandoned(*database);
    REQUIRE(Insert(*database, 1, "a"));
  }
  CHECK(All(*database).empty());
  {
    Transaction transaction(*database);
    REQUIRE(Insert(*database, 1, "a"));
    REQUIRE(Insert(*database, 2, "b"));
    CHECK(transaction.Commit().ok());
  }
  CHECK(All(*database) == Texts{"a", "b"});
}

TEST_CASE("what was committed survives the death of the process, what was not does not") {
  const Folder folder;
  const std::string path = folder.path + "/db";
  Open(path);
  const pid_t child = fork();
  if (child == 0) {
    auto database = Database::Open(path);
    Transaction committed(**database);
    (void)Insert(**database, 1, "kept");
    (void)committed.Commit();
    const Transaction open(**database);
    (void)Insert(**database, 2, "lost");
    kill(getpid(), SIGKILL);
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  CHECK(All(*Open(path)) == Texts{"kept"});
}

TEST_CASE("a file that is no database is named") {
  const Folder folder;
  std::ofstream(folder.path + "/db") << std::string(5000, 'x');
  for (const std::string& path : {folder.path + "/db", folder.path, folder.path + "/none/db"}) {
    const auto database = Database::Open(path);
    REQUIRE_FALSE(database.ok());
    CHECK(database.error().message.find(path) != std::string::npos);
  }
}
