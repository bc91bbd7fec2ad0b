#include "operate/command/images.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "common/files.h"

namespace operate {
namespace {

namespace fs = std::filesystem;

// A folder that the destructor removes.
class Scratch {
 public:
  Scratch() {
    char pattern[] = "/tmp/fotogal-push-XXXXXX";
    if (mkdtemp(pattern) != nullptr) folder_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  std::string File(const char* name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

std::string LastLine(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const auto newline = text.rfind('\n');
  return newline == std::string::npos ? text : text.substr(newline + 1);
}

// Podman writes the digest to a file; docker prints "0.1.0: digest: sha256:... size: 1234".
std::string DigestIn(const std::string& text) {
  constexpr size_t kDigestLength = std::string_view("sha256:").size() + 64;
  const auto at =
      text.find("sha256:", text.find("digest:") == std::string::npos ? 0 : text.find("digest:"));
  if (at == std::string::npos || text.size() < at + kDigestLength) return "";
  return text.substr(at, kDigestLength);
}

oci::Error CommandFailed(const std::string& command, const std::string& why) {
  return {"command_failed", command + ": " + why, 0, "", false};
}

// Looks the command up in PATH, as a shell does.
int Run(local::Spawner& spawner, std::vector<std::string> command, const std::string& log) {
  command.insert(command.begin(), "/usr/bin/env");
  const auto pid = spawner.Start({std::move(command), local::OwnEnvironment(), log});
  int status = 0;
  if (!pid.ok() || waitpid(*pid, &status, 0) != *pid) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Images::Images(local::Spawner& spawner, std::string engine, std::string prefix, std::string tag)
    : spawner_(spawner),
      engine_(std::move(engine)),
      prefix_(std::move(prefix)),
      tag_(std::move(tag)) {}

oci::Status Images::Build() {
  const std::string script = FOTOGAL_SOURCE_DIR "/scripts/images";
  const int status = Run(spawner_, {script, prefix_, tag_}, "");
  if (status == 0) return oci::Ok();
  return CommandFailed(script, "ended with status " + std::to_string(status));
}

oci::Result<std::string> Images::Push(const std::string& function) {
  const Scratch scratch;
  const std::string log = scratch.File("log"), digest_file = scratch.File("digest");
  std::vector<std::string> command = {engine_, "push"};
  const bool is_podman = fs::path(engine_).filename() == "podman";
  if (is_podman) command.insert(command.end(), {"--digestfile", digest_file});
  command.push_back(Name(function));
  const int status = Run(spawner_, command, log);
  const std::string said = common::ReadFile(log).value_or("");
  if (status != 0) return CommandFailed(engine_ + " push " + Name(function), LastLine(said));
  const auto digest = DigestIn(is_podman ? common::ReadFile(digest_file).value_or("") : said);
  if (digest.empty()) return CommandFailed(engine_ + " push " + Name(function), "told no digest");
  return digest;
}

std::string Images::Name(const std::string& function) const {
  return prefix_ + "/" + function + ":" + tag_;
}

}  // namespace operate
