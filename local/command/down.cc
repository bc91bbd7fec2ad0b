// `fotogal down`: ends a running `fotogal up`.
#include <cstdio>
#include <filesystem>
#include <optional>
#include <thread>

#include "local/command/up.h"
#include "local/running/data_folder.h"
#include "terminal/terminal.h"

namespace local {
namespace {

// Longer than `up` waits for its processes.
constexpr std::chrono::minutes kEndPatience{1};

// The process that runs in the folder. Waits a moment, because a killed process may still hold the
// lock, and a new one may not have written its mark yet. An error: a process holds it that cannot
// be seen from here.
oci::Result<std::optional<ProcessMark>> OwnerOf(const DataFolder& folder) {
  constexpr std::chrono::milliseconds kLookEvery{20};
  constexpr std::chrono::seconds kMoment{2};
  const auto until = std::chrono::steady_clock::now() + kMoment;
  std::error_code ignored;
  while (std::filesystem::exists(folder.Lock(), ignored)) {
    if (const auto owner = FindOwner(folder)) return owner;
    const auto lock = FolderLock::Take(folder);
    if (lock.ok()) break;
    if (std::chrono::steady_clock::now() > until)
      return oci::ConfigurationError(lock.error().message + " that does not run on this machine");
    std::this_thread::sleep_for(kLookEvery);
  }
  return std::optional<ProcessMark>();
}

oci::Result<std::string> EndRunning(const std::string& data) {
  OCI_ASSIGN_OR_RETURN(const auto folder, FindDataFolder(data));
  const std::string nobody = "no fotogal is running in " + folder.path;
  OCI_ASSIGN_OR_RETURN(const auto owner, OwnerOf(folder));
  if (!owner) return nobody;
  terminal::WaitLine wait(stderr);
  wait.Begin("stopping process " + std::to_string(owner->pid));
  OCI_ASSIGN_OR_RETURN(const auto ended, EndProcess(*owner, kEndPatience));
  if (ended == Ended::kNotYet)
    return oci::ConfigurationError("process " + std::to_string(owner->pid) +
                                   " was asked to end and has not after a minute; see " +
                                   folder.Logs());
  return ended == Ended::kYes ? "stopped process " + std::to_string(owner->pid) : nobody;
}

}  // namespace

int Down(const std::string& data) {
  const auto ended = EndRunning(data);
  if (!ended.ok()) {
    std::fprintf(stderr, "fotogal: %s\n", ended.error().message.c_str());
    return 1;
  }
  std::printf("%s\n", ended->c_str());
  return 0;
}

}  // namespace local
