#include "local/running/data_folder.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "fdk/testing/function_process.h"

using namespace local;
namespace fs = std::filesystem;

namespace {

struct Temporary {
  Temporary() {
    char pattern[] = "/tmp/data-folder-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Temporary() { fs::remove_all(path); }
  std::string path;
};

DataFolder Open(const std::string& path) {
  auto folder = OpenDataFolder(path);
  REQUIRE(folder.ok());
  return *folder;
}

void Write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

Running Sample() {
  return {8080,
          "http://127.0.0.1:1",
          "http://127.0.0.1:2",
          "http://127.0.0.1:3",
          "/tmp/fotogal-x",
          {{"A", "b=\"c\"\n"}},
          "localhost/fotogal",
          {{"OCI_RESOURCE_PRINCIPAL_VERSION", "2.2"}},
          "/data/dev/functions/current"};
}

}  // namespace

TEST_CASE("a folder is made in one that is there, and its path does not depend on where one is") {
  const Temporary temporary;
  fs::create_directory(temporary.path + "/a");
  const auto folder = Open(temporary.path + "/a/./b/../c/");
  CHECK(folder.path == temporary.path + "/a/c");
  CHECK(fs::is_directory(folder.Logs()));
  CHECK(Open(folder.path).path == folder.path);
}

TEST_CASE("nobody else may use what is in the folder, whoever made it and however") {
  const Temporary temporary;
  const std::string path = temporary.path + "/data";
  fs::create_directories(path + "/objects/one");
  Write(path + "/nosql.db", "x");
  Write(path + "/objects/one/a.object", "x");
  fs::permissions(path, fs::perms::all);
  fs::permissions(path + "/objects", fs::perms::all);
  fs::permissions(path + "/nosql.db", fs::perms::all);
  fs::create_symlink("/etc/passwd", path + "/link");
  const auto before = fs::status("/etc/passwd").permissions();
  Open(path);
  Open(temporary.path + "/new");
  CHECK(fs::status(temporary.path + "/new").permissions() == fs::perms::owner_all);
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  CHECK((fs::status(path).permissions() & kOthers) == fs::perms::none);
  for (const auto& entry : fs::recursive_directory_iterator(path)) {
    if (entry.is_symlink()) continue;
    INFO(entry.path().string());
    CHECK((entry.status().permissions() & kOthers) == fs::perms::none);
  }
  CHECK(fs::status("/etc/passwd").permissions() == before);
}

TEST_CASE("a folder in one that is not there is not made: the error names that one") {
  const Temporary temporary;
  const auto folder = OpenDataFolder(temporary.path + "/misspelt/data");
  REQUIRE_FALSE(folder.ok());
  CHECK(folder.error().message == temporary.path + "/misspelt/data: there is no folder " +
                                      temporary.path + "/misspelt to make it in");
  CHECK_FALSE(fs::exists(temporary.path + "/misspelt"));
}

TEST_CASE("the owner of a folder is known as long as its process lives") {
  const Temporary temporary;
  const auto folder = Open(temporary.path);
  CHECK_FALSE(FindOwner(folder));
  const auto lock = FolderLock::Take(folder);
  REQUIRE(lock.ok());
  CHECK(FindOwner(folder) == MarkOf(getpid()));
  REQUIRE(WriteRunning(folder, Sample()).ok());
  CHECK(FindRunning(folder)->port == 8080);
  // The mark of a killed process, whose number another process may have now.
  for (const ProcessMark& gone : {ProcessMark{getpid(), "1@a"}, ProcessMark{1 << 30, "1@a"}}) {
    Write(folder.Lock(), ToText(gone));
    CHECK_FALSE(FindOwner(folder));
    CHECK(FindRunning(folder).error().message.find("was killed") != std::string::npos);
  }
}

TEST_CASE("a path that cannot be a data folder gives one clear line") {
  const Temporary temporary;
  Write(temporary.path + "/file", "x");
  for (const std::string& path : {temporary.path + "/file", temporary.path + "/file/below",
                                  std::string("/proc/nonexistent"), std::string()}) {
    INFO(path);
    const auto folder = OpenDataFolder(path);
    REQUIRE_FALSE(folder.ok());
    CHECK(folder.error().message.find(path) != std::string::npos);
    CHECK(folder.error().message.find('\n') == std::string::npos);
  }
  // Somebody else's folder, used by the user nobody, because root may write everywhere.
  const std::string own = temporary.path + "/own";
  REQUIRE(mkdir(own.c_str(), 0700) == 0);
  const pid_t child = fork();
  if (child == 0) _exit(setuid(65534) != 0 || !OpenDataFolder(own).ok() ? 0 : 1);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}

TEST_CASE("a folder has one owner until that process ends, in whatever way") {
  const Temporary temporary;
  const auto folder = Open(temporary.path);
  {
    auto lock = FolderLock::Take(folder);
    REQUIRE(lock.ok());
    const FolderLock moved = std::move(*lock);
    const auto second = FolderLock::Take(folder);
    REQUIRE_FALSE(second.ok());
    CHECK(second.error().message.find("in use") != std::string::npos);
  }
  CHECK(FolderLock::Take(folder).ok());
  int held[2];
  REQUIRE(pipe(held) == 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = FolderLock::Take(folder);
    const char answer = lock.ok() ? 'y' : 'n';
    (void)!write(held[1], &answer, 1);
    pause();
  }
  char answer = 0;
  REQUIRE(read(held[0], &answer, 1) == 1);
  CHECK(answer == 'y');
  CHECK_FALSE(FolderLock::Take(folder).ok());
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(FolderLock::Take(folder).ok());
  for (const int end : held) close(end);
}

TEST_CASE("run.json is read back, and readable by its owner only") {
  const Temporary temporary;
  const auto folder = Open(temporary.path);
  REQUIRE(WriteRunning(folder, Sample()).ok());
  const auto running = ReadRunning(folder);
  REQUIRE(running.ok());
  CHECK(running->port == 8080);
  CHECK(running->standin_url == Sample().standin_url);
  CHECK(running->functions_url == Sample().functions_url);
  CHECK(running->run_dir == Sample().run_dir);
  CHECK(running->function_config == Sample().function_config);
  CHECK(running->image_prefix == Sample().image_prefix);
  CHECK(running->deployments_url == Sample().deployments_url);
  CHECK(running->platform == Sample().platform);
  CHECK(running->live_functions == Sample().live_functions);
  struct stat info {};
  REQUIRE(stat(folder.Run().c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);  // it holds the cursor key
}

TEST_CASE("a damaged run.json means that nothing runs") {
  const Temporary temporary;
  const auto folder = Open(temporary.path);
  CHECK(ReadRunning(folder).error().message.find("fotogal up") != std::string::npos);
  for (const char* text :
       {"", "{", "[]", "null", "5", "{\"port\":\"x\"}", "{\"port\":1,\"standin_url\":5}",
        "{\"function_config\":[1]}", "{\"function_config\":{\"A\":1}}", "\xff"}) {
    INFO(text);
    Write(folder.Run(), text);
    const auto running = ReadRunning(folder);
    REQUIRE_FALSE(running.ok());
    CHECK(running.error().message.find(folder.path) != std::string::npos);
  }
}

TEST_CASE("a secret is made once, kept for its owner, and never replaced when damaged") {
  const Temporary temporary;
  const std::string path = temporary.path + "/secret";
  const auto secret = ReadOrMakeSecret(path);
  REQUIRE(secret.ok());
  CHECK(secret->size() == 64);
  CHECK(secret->find_first_not_of("0123456789abcdef") == std::string::npos);
  CHECK(*ReadOrMakeSecret(path) == *secret);
  CHECK(*ReadOrMakeSecret(temporary.path + "/other") != *secret);
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  for (const std::string& damaged : {std::string(), secret->substr(0, 31)}) {
    Write(path, damaged);
    const auto refused = ReadOrMakeSecret(path);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().message.find(path) != std::string::npos);
    CHECK(fs::file_size(path) == damaged.size());
  }
  CHECK_FALSE(ReadOrMakeSecret(temporary.path + "/none/secret").ok());
}

TEST_CASE("a new folder in which nothing was started is removed, any other stays") {
  const fdk::testing::TempFolder above;
  const std::string path = above.path() + "/data";
  const auto made = OpenDataFolder(path);
  REQUIRE(made.ok());
  const auto opened = OpenDataFolder(path);
  REQUIRE(opened.ok());
  RemoveUnused(*opened);  // it existed before
  CHECK(std::filesystem::exists(path));
  {
    const auto lock = FolderLock::Take(*made);
    RemoveUnused(*made);  // somebody uses it
    CHECK(std::filesystem::exists(path));
  }
  std::ofstream(made->StandInLog()) << "";
  RemoveUnused(*made);  // it may contain tables and objects
  CHECK(std::filesystem::exists(path));
  std::filesystem::remove(made->StandInLog());
  RemoveUnused(*made);
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("a folder that is in use says by whom, where that one answers and how it is ended") {
  const fdk::testing::TempFolder above;
  const auto folder = OpenDataFolder(above.path() + "/data");
  REQUIRE(folder.ok());
  const auto lock = FolderLock::Take(*folder);
  REQUIRE(lock.ok());
  const std::string held =
      folder->path + ": in use by another fotogal, process " + std::to_string(getpid());
  const std::string end = "; stop it: fotogal down --data " + folder->path;
  CHECK(FolderLock::Take(*folder).error().message == held + end);
  Running running;
  running.port = 8081;
  REQUIRE(WriteRunning(*folder, running).ok());
  CHECK(FolderLock::Take(*folder).error().message ==
        held + ", which answers at http://localhost:8081" + end);
}
