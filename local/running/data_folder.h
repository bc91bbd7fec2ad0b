// The folder in which `fotogal up` keeps everything, and run.json, by which a running one is found
// by other commands.
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
  bool is_new = false;  // created when it was opened

  std::string Lock() const { return path + "/lock"; }
  std::string Run() const { return path + "/run.json"; }
  std::string Logs() const { return path + "/logs"; }
  std::string StandInLog() const { return Logs() + "/stand-in.log"; }
  std::string Dev() const { return path + "/dev"; }
  std::string CursorKey() const { return path + "/cursor-key"; }
  std::string PushKey() const { return path + "/push-key"; }
  std::string Mails() const { return path + "/email"; }
  // What goes wrong on purpose (local/standin/faults); absent: nothing.
  std::string Faults() const { return path + "/faults.json"; }
};

// Creates the folder when it is missing, but not the folders above it, so that a misspelt path
// creates nothing. The error is one clear line.
oci::Result<DataFolder> OpenDataFolder(const std::string& path);

// Removes a folder that was created when it was opened and in which nothing was started, so that a
// command that fails early leaves nothing behind. A folder that another process has taken meanwhile
// stays.
void RemoveUnused(const DataFolder& folder);

// Opens a folder that exists; for commands that read what another process keeps there.
oci::Result<DataFolder> FindDataFolder(const std::string& path);

// Held until this process ends, in whatever way; the lock file says which process holds it.
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

// The `fotogal up` that runs in the folder; nullopt: none does, even when a killed one has left its
// files.
std::optional<ProcessMark> FindOwner(const DataFolder& folder);

// A running `fotogal up`, as described in run.json.
struct Running {
  int port = 0;                            // the port of the gateway; 0: an empty tenancy
  std::string standin_url, functions_url;  // "http://127.0.0.1:PORT"
  std::string deployments_url;             // the address of the tenancy's deployments
  std::string run_dir;                     // the folder for sockets
  std::map<std::string, std::string> function_config;  // the environment of FotoGal's functions
  // functions run as containers of the images <prefix>/<name>; empty: as executables
  std::string image_prefix;
  // Variables that the platform sets for functions of the tenancy: resource principal, and
  // addresses of the local cloud.
  std::map<std::string, std::string> platform;

  // a folder of links to executables, which `fotogal dev` changes; empty: the executables of the
  // build
  std::string live_functions;

  bool IsCloudOnly() const { return port == 0; }
};
oci::Status WriteRunning(const DataFolder& folder, const Running& running);
oci::Result<Running> ReadRunning(const DataFolder& folder);
// As FindOwner, with the content of run.json.
oci::Result<Running> FindRunning(const DataFolder& folder);

// The text of the file; when it is missing, it is created with 32 random bytes in hexadecimal and
// mode 0600.
oci::Result<std::string> ReadOrMakeSecret(const std::string& path);
// True when the content of that file would be accepted as such a secret.
bool IsSecret(const std::string& path);

}  // namespace local
