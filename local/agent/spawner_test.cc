#include "local/agent/spawner.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>

#include "common/files.h"

namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    char pattern[] = "/tmp/spawner-test-XXXXXX";
    path = mkdtemp(pattern);
  }
  ~Folder() { fs::remove_all(path); }
  std::string Read(const std::string& name) const {
    return common::ReadFile(path + "/" + name).value_or("");
  }
  std::string path;
};

local::Program Shell(const std::string& script, const std::string& log = {}) {
  return {{"/bin/sh", "-c", script}, {"GREETING=hi there"}, log};
}

int ExitOf(pid_t pid) {
  int status = 0;
  REQUIRE(waitpid(pid, &status, 0) == pid);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

TEST_CASE("a program gets its arguments and environment, nothing else, and writes to its log") {
  Folder folder;
  local::Spawner spawner;
  setenv("SPAWNER_TEST_SECRET", "s", 1);
  const std::string log = folder.path + "/log";
  for (int round = 0; round < 2; ++round) {
    const auto pid = spawner.Start(
        Shell("echo \"$GREETING [$SPAWNER_TEST_SECRET]\"; echo err >&2; cat; exit 3", log));
    REQUIRE(pid.ok());
    CHECK(ExitOf(*pid) == 3);
  }
  CHECK(folder.Read("log") == "hi there []\nerr\nhi there []\nerr\n");  // appended; no input
  CHECK((fs::status(log).permissions() & fs::perms::others_read) == fs::perms::none);
}

TEST_CASE("a program inherits no file of ours and no blocked signal") {
  Folder folder;
  const int ours = open((folder.path + "/ours").c_str(), O_RDWR | O_CREAT, 0600);  // no O_CLOEXEC
  REQUIRE(ours >= 0);
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &blocked, &before);
  local::Spawner spawner;
  const std::string script =
      "ls /proc/self/fd/" + std::to_string(ours) + " 2>/dev/null && exit 9; kill -TERM $$; exit 8";
  const auto pid = spawner.Start(Shell(script));
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  close(ours);
  REQUIRE(pid.ok());
  CHECK(ExitOf(*pid) == -SIGTERM);
}

TEST_CASE("files that are handed over are found from number 3 on, in their order") {
  Folder folder;
  std::vector<int> files;
  for (const char* name : {"a", "b", "c"})
    files.push_back(open((folder.path + "/" + name).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  std::swap(files[0], files[2]);  // the number of one may be the target of another
  local::Spawner spawner;
  auto program = Shell("echo first >&3; echo second >&4; echo third >&5; ls /proc/self/fd/6");
  program.descriptors = files;
  const auto pid = spawner.Start(program);
  REQUIRE(pid.ok());
  CHECK(ExitOf(*pid) == 2);  // ls fails: there is no sixth descriptor
  CHECK(folder.Read("c") + folder.Read("b") + folder.Read("a") == "first\nsecond\nthird\n");
  for (const int file : files) close(file);
}

TEST_CASE("what cannot be run is said at once, by name") {
  Folder folder;
  std::ofstream(folder.path + "/plain") << "text";
  local::Spawner spawner;
  for (const std::string& path : {folder.path + "/none", folder.path + "/plain", std::string()}) {
    const auto pid = spawner.Start({{path}, {}, ""});
    REQUIRE_FALSE(pid.ok());
    CHECK(pid.error().code == "spawn_failed");
    CHECK(pid.error().message.find(path) != std::string::npos);
  }
  CHECK(ExitOf(*spawner.Start(Shell("exit 0"))) == 0);  // the next program is not affected
}

TEST_CASE("a program dies with its spawner, whichever thread asked for it") {
  Folder folder;
  const std::string running = folder.path + "/running";
  pid_t pid = 0;
  {
    local::Spawner spawner;
    std::thread([&] {
      pid = *spawner.Start(Shell("touch " + running + "; exec sleep 1000"));
    }).join();
    while (!fs::exists(running)) std::this_thread::yield();
    CHECK(kill(pid, 0) == 0);  // the thread that started it has ended, the program has not
    CHECK(waitpid(pid, nullptr, WNOHANG) == 0);
  }
  CHECK(ExitOf(pid) == -SIGKILL);
}

TEST_CASE("stopping sends SIGTERM first, and SIGKILL when the process does not end") {
  Folder folder;
  local::Spawner spawner;
  const std::string ready = folder.path + "/ready";
  const auto start = [&](const std::string& trap) {
    fs::remove(ready);
    const auto pid =
        spawner.Start(Shell(trap + "; touch " + ready + "; while :; do sleep 0.01; done"));
    REQUIRE(pid.ok());
    while (!fs::exists(ready)) std::this_thread::yield();
    return *pid;
  };
  const std::string polite = folder.path + "/polite";
  local::StopProcess(start("trap 'touch " + polite + "; exit 0' TERM"), std::chrono::seconds(60));
  CHECK(fs::exists(polite));
  const pid_t deaf = start("trap '' TERM");
  local::StopProcess(deaf, std::chrono::milliseconds(50));
  CHECK(kill(deaf, 0) != 0);
}

TEST_CASE("a program is found in PATH, or by its own path, if it can be run") {
  Folder folder;
  const std::string program = folder.path + "/program", text = folder.path + "/text";
  std::ofstream(program) << "#!/bin/sh\n";
  std::ofstream(text) << "x";
  fs::permissions(program, fs::perms::owner_all);
  const std::string before = std::getenv("PATH");
  setenv("PATH", ("/nowhere:" + folder.path + ":" + before).c_str(), 1);
  CHECK(local::FindProgram("program") == program);
  CHECK_FALSE(local::FindProgram("text"));
  setenv("PATH", before.c_str(), 1);
  CHECK_FALSE(local::FindProgram("program"));
  CHECK(local::FindProgram(program) == program);
  for (const std::string& name : {text, folder.path, folder.path + "/none", std::string()}) {
    INFO(name);
    CHECK_FALSE(local::FindProgram(name));
  }
}
