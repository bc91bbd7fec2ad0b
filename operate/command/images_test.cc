#include "operate/command/images.h"

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>

using namespace operate;

namespace {

namespace fs = std::filesystem;
const std::string kDigest = "sha256:" + std::string(64, 'd');

// A container engine that is a shell script; it writes down what it is asked.
struct FakeEngine {
  fs::path folder;
  local::Spawner spawner;

  FakeEngine() {
    char pattern[] = "/tmp/fotogal-engine-XXXXXX";
    folder = mkdtemp(pattern);
  }
  ~FakeEngine() { fs::remove_all(folder); }
  std::string Make(const std::string& name, const std::string& script) const {
    const auto path = folder / name;
    std::ofstream(path) << "#!/bin/sh\necho \"$@\" >> " << (folder / "asked").string() << "\n"
                        << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
    return path.string();
  }
  oci::Result<std::string> Push(const std::string& engine) {
    return Images(spawner, engine, "registry/fotogal", "1.0").Push("like");
  }
  std::string Asked() const {
    std::ifstream file(folder / "asked");
    std::string line;
    std::getline(file, line);
    return line;
  }
};

}  // namespace

TEST_CASE("the digest is read from podman's file or docker's output") {
  FakeEngine fake;
  const auto podman = fake.Make("podman", "[ $2 = --digestfile ] && printf " + kDigest + " > $3");
  CHECK(fake.Push(podman).value() == kDigest);
  const auto docker =
      fake.Make("docker", "echo layer sha256:1; echo 1.0: digest: " + kDigest + " size: 12");
  fs::remove(fake.folder / "asked");
  CHECK(fake.Push(docker).value() == kDigest);
  CHECK(fake.Asked() == "push registry/fotogal/like:1.0");
}

TEST_CASE("the error of a failed push is the engine's last line") {
  FakeEngine fake;
  const auto refused = fake.Push(fake.Make("docker", "echo pushing; echo denied >&2; exit 3"));
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().message.ends_with("push registry/fotogal/like:1.0: denied"));
  const auto silent = fake.Push(fake.Make("docker", "exit 0"));
  REQUIRE_FALSE(silent.ok());
  CHECK(silent.error().message.ends_with("told no digest"));
  CHECK_FALSE(fake.Push((fake.folder / "none").string()).ok());
}
