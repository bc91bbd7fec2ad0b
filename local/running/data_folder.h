// Where `fotogal up` keeps everything, and what a running one tells other commands.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "local/running/folder_owner.h"
#include "oci/result.h"

namespace local {

inline constexpr const char* kUsualDataFolder = ".data";

// Paths inside the data folder.
struct DataFolder {
  std::string path;
  bool is_new = false;  // made when it was opened

  std::string Lock() const { return path + "/lock"; }
  std::string Run() const { return path + "/run.json"; }
  std::string Logs() const { return path + "/logs"; }
  std::string StandInLog() const { return Logs() + "/stand-in.log"; }
  std::string Dev() const { return path + "/dev"; }
  std::string CursorKey() const { return path + "/cursor-key"; }
};

// Made when missing, in a folder that is there: a path that is misspelt makes nothing. The error is
// one clear line.
oci::Result<DataFolder> OpenDataFolder(const std::string& path);

// Removes one that was made when it was opened and in which nothing has been started: what ends
// before leaves nothing behind. One that somebody else has taken meanwhile stays.
void RemoveUnused(const DataFolder& folder);

// One that is there; for commands that look at what another process keeps.
oci::Result<DataFolder> FindDataFolder(const std::string& path);

// Held until the process ends, however it ends; the file says whose it is.
class FolderLock {
 public:
  static oci::Result<FolderLock> Take(const DataFolder& folder);
  FolderLock(FolderLock&& other) noexcept : file_(other.file_) { other.file_ = -1; }
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

// The `fotogal up` that runs in the folder; nullopt: none does, whatever a killed one has left.
std::optional<ProcessMark> FindOwner(const DataFolder& folder);

// A running `fotogal up`, as run.json tells it.
struct Running {
  int port = 0;                                        // the gateway's; 0: an empty tenancy
  std::string standin_url, functions_url;              // "http://127.0.0.1:PORT"
  std::string deployments_url;                         // where deployments of the tenancy answer
  std::string run_dir;                                 // sockets
  std::map<std::string, std::string> function_config;  // the functions' environment
  std::string image_prefix;  // functions run as containers of <prefix>/<name>; empty: executables
  // What the platform gives functions of the tenancy: principal, and addresses of the local cloud.
  std::map<std::string, std::string> platform;

  std::string live_functions;  // links to executables that may change; empty: the build's own

  bool IsCloudOnly() const { return port == 0; }
};
oci::Status WriteRunning(const DataFolder& folder, const Running& running);
oci::Result<Running> ReadRunning(const DataFolder& folder);
// The same, of one that still runs.
oci::Result<Running> FindRunning(const DataFolder& folder);

// The text of a file that is made with 32 random bytes, hexadecimal, when it is missing; mode 0600.
oci::Result<std::string> ReadOrMakeSecret(const std::string& path);
// Whether what stands there would be taken for one.
bool IsSecret(const std::string& path);

}  // namespace local
