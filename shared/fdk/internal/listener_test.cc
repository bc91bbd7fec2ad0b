#include "fdk/internal/listener.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>
#include <fstream>

#include "common/unique_fd.h"
#include "fdk/testing/function_process.h"

using namespace fdk;
using fdk::testing::TempFolder;
namespace fs = std::filesystem;

namespace {

// The name of the one system call that fails.
std::string failing;

int Unless(const char* name, long number, long first, long second, long third) {
  if (failing != name) return static_cast<int>(::syscall(number, first, second, third));
  errno = ENOBUFS;
  return -1;
}

}  // namespace

extern "C" {
int socket(int domain, int type, int protocol) noexcept {
  return Unless("socket", SYS_socket, domain, type, protocol);
}
int listen(int fd, int backlog) noexcept { return Unless("listen", SYS_listen, fd, backlog, 0); }
int chmod(const char* path, mode_t mode) noexcept {
  return Unless("chmod", SYS_fchmodat, AT_FDCWD, reinterpret_cast<long>(path), mode);
}
}

namespace {

StartError Failure(const std::string& listener) {
  auto result = ListenUnix(listener);
  REQUIRE(std::holds_alternative<StartError>(result));
  return std::get<StartError>(result);
}

bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("The socket is bound elsewhere in the folder and announced by a relative link") {
  const TempFolder folder;
  const auto path = folder.path() + "/lsnr.sock";
  {
    auto result = ListenUnix("unix:" + path);
    REQUIRE(std::holds_alternative<Listener>(result));
    CHECK(fs::read_symlink(path) == "phonylsnr.sock");
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK(S_ISSOCK(status.st_mode));
    CHECK((status.st_mode & 0777) == 0666);
    CHECK_NOTHROW(fdk::testing::RawClient::Unix(path));
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("What an earlier process left is replaced") {
  const TempFolder folder;
  const auto path = folder.path() + "/lsnr.sock";
  const auto left = GENERATE("file", "dangling link", "socket");
  if (left == std::string("file")) {
    std::ofstream(path) << "x";
    std::ofstream(folder.path() + "/phonylsnr.sock") << "x";
  } else if (left == std::string("dangling link")) {
    fs::create_symlink("nowhere", path);
  } else {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const common::UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  const auto result = ListenUnix("unix:" + path);
  REQUIRE(std::holds_alternative<Listener>(result));
  CHECK_NOTHROW(fdk::testing::RawClient::Unix(path));
}

TEST_CASE("A path of 107 bytes is the longest") {
  const TempFolder folder;
  const auto of_size = [&](size_t size) {
    return folder.path() + "/" + std::string(size - folder.path().size() - 1, 's');
  };
  for (const size_t size : {102UL, 103UL, 107UL}) {
    const auto path = of_size(size);
    const auto bound = PrivateSocketPath(path);
    CHECK(bound.size() <= 107);
    CHECK(bound != path);
    CHECK(fs::path(bound).parent_path() == folder.path());
    const auto result = ListenUnix("unix:" + path);
    REQUIRE(std::holds_alternative<Listener>(result));
    CHECK_NOTHROW(fdk::testing::RawClient::Unix(path));
  }
  const auto error = Failure("unix:" + of_size(108));
  CHECK(error.exit_code == 2);
  CHECK(Contains(error.message, "107"));
  const auto marks = folder.path() + "/" + std::string(106 - folder.path().size(), '_');
  CHECK(PrivateSocketPath(marks) != marks);
}

TEST_CASE("A listener that is no unix socket's absolute path is refused") {
  const std::string listener = GENERATE("", "unix", "unix:", "unix:relative", "unix:/",
                                        "unix:/dir/", "tcp:/x", "/tmp/x", "UNIX:/tmp/x");
  const auto error = Failure(listener);
  CHECK(error.exit_code == 2);
  CHECK(Contains(error.message, "FN_LISTENER"));
}

TEST_CASE("A failure names its step and leaves nothing behind") {
  const TempFolder folder;
  const auto missing = Failure("unix:" + folder.path() + "/none/lsnr.sock");
  CHECK(missing.exit_code == 1);
  CHECK(Contains(missing.message, "bind("));
  CHECK(Contains(missing.message, "No such file"));

  const auto path = folder.path() + "/lsnr.sock";
  fs::create_directory(path);
  const auto taken = Failure("unix:" + path);
  CHECK(Contains(taken.message, "symlink("));
  CHECK_FALSE(fs::exists(folder.path() + "/phonylsnr.sock"));

  fs::create_directory(folder.path() + "/phonyother");
  CHECK(Contains(Failure("unix:" + folder.path() + "/other").message, "bind("));
}

TEST_CASE("Whichever step fails is named, and nothing is left") {
  const TempFolder folder;
  for (const char* step : {"socket", "listen", "chmod"}) {
    failing = step;
    const auto error = Failure("unix:" + folder.path() + "/lsnr.sock");
    failing.clear();
    INFO(error.message);
    CHECK(error.exit_code == 1);
    CHECK(error.message.starts_with(std::string(step) + "("));
    CHECK(Contains(error.message, "No buffer space"));
    CHECK(fs::is_empty(folder.path()));
  }
  std::string bound;
  for (const char* step : {"socket", "listen"}) {
    failing = step;
    const auto result = ListenTcp("127.0.0.1:0", bound);
    failing.clear();
    REQUIRE(std::holds_alternative<StartError>(result));
    CHECK(std::get<StartError>(result).message.starts_with(std::string(step) + "("));
  }
}

TEST_CASE("A TCP address is an IPv4 address and a port") {
  std::string bound;
  const auto first = ListenTcp("localhost:0", bound);
  REQUIRE(std::holds_alternative<Listener>(first));
  CHECK(bound.starts_with("127.0.0.1:"));
  CHECK(bound != "127.0.0.1:0");
  std::string again;
  const auto second = ListenTcp(bound, again);
  REQUIRE(std::holds_alternative<StartError>(second));
  CHECK(Contains(std::get<StartError>(second).message, "bind("));

  const std::string address = GENERATE("", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536",
                                       "127.0.0.1:-1", "127.0.0.1:80x", "example:80", ":80");
  const auto refused = ListenTcp(address, again);
  REQUIRE(std::holds_alternative<StartError>(refused));
  CHECK(std::get<StartError>(refused).exit_code == 2);
}
