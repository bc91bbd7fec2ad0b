#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

#include "fdk/testing/function_process.h"
#include "local/command/up.h"
#include "local/standin/nosql/sqlite.h"

namespace fs = std::filesystem;

namespace {

struct Temporary {
  std::string Tables() const { return path + "/nosql.db"; }

  fdk::testing::TempFolder folder;
  const std::string path = folder.path();
};

void MakeTables(const Temporary& temporary) {
  auto database = standin::nosql::Database::Open(temporary.Tables());
  REQUIRE(database.ok());
  REQUIRE((*database)->Execute("CREATE TABLE t (a BLOB)").ok());
  for (int i = 0; i < 200; ++i)
    REQUIRE((*database)->Execute("INSERT INTO t VALUES (zeroblob(1000))").ok());
  REQUIRE((*database)->Execute("PRAGMA wal_checkpoint(TRUNCATE)").ok());
}

}  // namespace

TEST_CASE("a whole data folder passes, and its tables are their owner's alone") {
  const Temporary temporary;
  const mode_t before = ::umask(0);
  MakeTables(temporary);
  ::umask(before);
  CHECK(fs::status(temporary.Tables()).permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  CHECK(local::CheckDataFolder(temporary.path) == 0);
}

TEST_CASE("tables that are damaged, or no tables at all, do not pass") {
  const Temporary temporary;
  MakeTables(temporary);
  {
    std::fstream file(temporary.Tables(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(20'000);
    file << std::string(20'000, 'x');
  }
  CHECK(local::CheckDataFolder(temporary.path) == 1);
  std::ofstream(temporary.Tables(), std::ios::trunc) << std::string(5000, 'x');
  CHECK(local::CheckDataFolder(temporary.path) == 1);
}

TEST_CASE("a secret and keys that a start would refuse do not pass") {
  const Temporary temporary;
  const auto write = [&](const std::string& name, const std::string& text) {
    const fs::path file = temporary.path + "/" + name;
    fs::create_directories(file.parent_path());
    fs::permissions(file.parent_path(), fs::perms::owner_all);
    std::ofstream(file) << text;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
    return file;
  };
  for (const char* name : {"cursor-key", "push-key"}) {
    const auto secret = write(name, std::string(64, 'a'));
    CHECK(local::CheckDataFolder(temporary.path) == 0);
    std::ofstream(secret, std::ios::trunc) << "short";
    CHECK(local::CheckDataFolder(temporary.path) == 1);
    fs::remove(secret);
  }
  CHECK(local::CheckDataFolder(temporary.path) == 0);
  write("principals/resource-principal/private.pem", "-----BEGIN PRIVATE KEY-----\njunk\n");
  CHECK(local::CheckDataFolder(temporary.path) == 1);
}

TEST_CASE("what is no data folder is said") {
  CHECK(local::CheckDataFolder("/nonexistent") == 1);
  CHECK(local::CheckDataFolder("/dev/null") == 1);
}
