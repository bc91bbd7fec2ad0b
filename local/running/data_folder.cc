#include "local/running/data_folder.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "common/files.h"
#include "local/standin/base/files.h"
#include "oci/json_text.h"

namespace local {
namespace {

namespace fs = std::filesystem;

oci::Error Failed(const std::string& path, const std::string& why) {
  return oci::ConfigurationError(path + ": " + why);
}

constexpr size_t kLeastSecret = 32;

// Absolute, without "." and "..", and without a slash at the end.
std::string NormalPath(const std::string& path) {
  std::error_code ignored;
  const auto whole = fs::absolute(path, ignored).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).string();
}

// The folder contains people's photos and addresses: nobody else may read it, whatever was in it
// before and whatever the umask is.
oci::Status RestrictToOwner(const fs::path& path) {
  constexpr auto kOthers = fs::perms::group_all | fs::perms::others_all;
  std::error_code error;
  const auto tighten = [&](const fs::path& one) {
    const auto status = fs::symlink_status(one, error);
    if (!fs::is_regular_file(status) && !fs::is_directory(status)) return;
    if ((status.permissions() & kOthers) == fs::perms::none) return;
    fs::permissions(one, kOthers, fs::perm_options::remove, error);
  };
  tighten(path);
  if (error) return Failed(path, error.message());
  // A file that disappears meanwhile needs no protection.
  for (const auto& entry :
       fs::recursive_directory_iterator(path, fs::directory_options::skip_permission_denied, error))
    tighten(entry.path());
  return oci::Ok();
}

}  // namespace

oci::Result<DataFolder> OpenDataFolder(const std::string& path) {
  std::error_code error;
  if (path.empty()) return Failed("the data folder", "its name is empty");
  DataFolder folder{NormalPath(path)};
  const auto above = fs::path(folder.path).parent_path();
  if (!fs::is_directory(above, error))
    return Failed(path, "there is no folder " + above.string() + " to make it in");
  folder.is_new = fs::create_directory(folder.path, error);
  if (error) return Failed(path, error.message());
  if (access(folder.path.c_str(), W_OK) != 0) return Failed(folder.path, "not writable");
  if (folder.is_new) OCI_RETURN_IF_ERROR(standin::ForceFolder(above));
  fs::create_directories(folder.Logs(), error);
  if (error) return Failed(folder.Logs(), error.message());
  OCI_RETURN_IF_ERROR(RestrictToOwner(folder.path));
  return folder;
}

void RemoveUnused(const DataFolder& folder) {
  std::error_code ignored;
  if (!folder.is_new || fs::exists(folder.StandInLog(), ignored)) return;
  const auto lock = FolderLock::Take(folder);
  if (lock.ok()) fs::remove_all(folder.path, ignored);
}

oci::Result<DataFolder> FindDataFolder(const std::string& path) {
  std::error_code ignored;
  if (!fs::is_directory(path, ignored)) return Failed(path, "no such data folder");
  return DataFolder{NormalPath(path)};
}

namespace {

// For an error message: the process that holds the folder, its address, and how to end it; "": that
// cannot be found out.
std::string DescribeOwner(const DataFolder& folder) {
  const auto owner = FindOwner(folder);
  if (!owner) return "";
  std::string text = ", process " + std::to_string(owner->pid);
  if (const auto running = ReadRunning(folder); running.ok())
    text += ", which answers at " + (running->IsCloudOnly()
                                         ? running->standin_url
                                         : "http://localhost:" + std::to_string(running->port));
  const bool is_usual = folder.path == NormalPath(kUsualDataFolder);
  return text + "; stop it: fotogal down" + (is_usual ? "" : " --data " + folder.path);
}

}  // namespace

oci::Result<FolderLock> FolderLock::Take(const DataFolder& folder) {
  const int file = open(folder.Lock().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return Failed(folder.Lock(), std::strerror(errno));
  // A killed process may hold the lock until all its threads have ended.
  constexpr std::chrono::milliseconds kLookEvery{20};
  constexpr int kLooks = 25;
  bool is_ours = flock(file, LOCK_EX | LOCK_NB) == 0;
  for (int i = 0; !is_ours && i < kLooks && !FindOwner(folder); ++i) {
    std::this_thread::sleep_for(kLookEvery);
    is_ours = flock(file, LOCK_EX | LOCK_NB) == 0;
  }
  if (!is_ours) {
    close(file);
    return Failed(folder.path, "in use by another fotogal" + DescribeOwner(folder));
  }
  const std::string owner = ToText(MarkOf(getpid()).value_or(ProcessMark{}));
  if (ftruncate(file, 0) != 0 || pwrite(file, owner.data(), owner.size(), 0) < 0) {
    close(file);
    return Failed(folder.Lock(), std::strerror(errno));
  }
  return FolderLock(file);
}

std::optional<ProcessMark> FindOwner(const DataFolder& folder) {
  const auto mark = ParseMark(common::ReadFile(folder.Lock()).value_or(""));
  if (!mark || MarkOf(mark->pid) != mark) return std::nullopt;
  return mark;
}

FolderLock::~FolderLock() {
  if (file_ >= 0) close(file_);
}

oci::Status WriteRunning(const DataFolder& folder, const Running& running) {
  return standin::WriteWholeFile(
      folder.Run(), oci::JsonText(nlohmann::json{{"port", running.port},
                                                 {"standin_url", running.standin_url},
                                                 {"functions_url", running.functions_url},
                                                 {"deployments_url", running.deployments_url},
                                                 {"run_dir", running.run_dir},
                                                 {"function_config", running.function_config},
                                                 {"image_prefix", running.image_prefix},
                                                 {"platform", running.platform},
                                                 {"live_functions", running.live_functions}},
                                  1));
}

oci::Result<Running> ReadRunning(const DataFolder& folder) {
  const auto json = oci::JsonOf(common::ReadFile(folder.Run()).value_or(""));
  if (!json.is_object())
    return Failed(folder.path, "no fotogal is running here (start one with `fotogal up`)");
  try {
    return Running{json.value("port", 0),
                   json.value("standin_url", ""),
                   json.value("functions_url", ""),
                   json.value("deployments_url", ""),
                   json.value("run_dir", ""),
                   json.value("function_config", std::map<std::string, std::string>()),
                   json.value("image_prefix", ""),
                   json.value("platform", std::map<std::string, std::string>()),
                   json.value("live_functions", "")};
  } catch (const nlohmann::json::exception&) {
    return Failed(folder.Run(), "damaged: start fotogal again");
  }
}

oci::Result<Running> FindRunning(const DataFolder& folder) {
  OCI_ASSIGN_OR_RETURN(auto running, ReadRunning(folder));
  if (!FindOwner(folder))
    return Failed(folder.path,
                  "no fotogal is running here: the last one was killed (start one "
                  "with `fotogal up`)");
  return running;
}

bool IsSecret(const std::string& path) {
  return common::ReadFile(path).value_or("").size() >= kLeastSecret;
}

oci::Result<std::string> ReadOrMakeSecret(const std::string& path) {
  if (!fs::exists(path)) {
    unsigned char bytes[32];
    randombytes_buf(bytes, sizeof(bytes));
    char text[65];
    sodium_bin2hex(text, sizeof(text), bytes, sizeof(bytes));
    OCI_RETURN_IF_ERROR(standin::WriteWholeFile(path, text));
  }
  const std::string secret = common::ReadFile(path).value_or("");
  if (secret.size() < kLeastSecret) return Failed(path, "damaged: remove it and start again");
  return secret;
}

}  // namespace local
