#include "local/command/source_watch.h"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/unique_fd.h"

namespace local {
namespace {

namespace fs = std::filesystem;

bool IsLeftOut(const std::string& folder_name) {
  return folder_name.starts_with('.') || folder_name == "build" || folder_name == "node_modules";
}

bool IsSource(const fs::path& file) {
  static const std::vector<std::string> kEndings = {".cc", ".h",  ".cpp",   ".hpp",
                                                    ".c",  ".in", ".cmake", ".json"};
  const auto name = file.filename().string();
  return !name.starts_with('.') &&
         (name == "CMakeLists.txt" ||
          std::find(kEndings.begin(), kEndings.end(), file.extension().string()) != kEndings.end());
}

bool CanBeRead(int fd, int other, int timeout_ms, bool& other_too) {
  pollfd awaited[2] = {{fd, POLLIN, 0}, {other, POLLIN, 0}};
  poll(awaited, 2, timeout_ms);
  other_too = awaited[1].revents != 0;
  return awaited[0].revents != 0;
}

}  // namespace

oci::Result<SourceWatch> SourceWatch::Open(const std::string& folder) {
  common::UniqueFd events(inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return oci::ConfigurationError(folder + ": there is no such folder");
  SourceWatch watch(std::move(events), fs::canonical(folder, error));
  OCI_RETURN_IF_ERROR(watch.Add(watch.folder_));
  return watch;
}

oci::Status SourceWatch::Add(const std::string& folder) {
  constexpr unsigned kEvents =
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_CREATE | IN_ONLYDIR;
  const int number = inotify_add_watch(events_.get(), folder.c_str(), kEvents);
  if (number < 0) return oci::ConfigurationError(folder + ": " + std::strerror(errno));
  watched_[number] = folder;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.is_directory(error) || entry.is_symlink(error)) continue;
    if (!IsLeftOut(entry.path().filename())) OCI_RETURN_IF_ERROR(Add(entry.path()));
  }
  return oci::Ok();
}

void SourceWatch::Read(std::vector<std::string>& changed) {
  alignas(inotify_event) char buffer[16384];
  ssize_t count = 0;
  while ((count = read(events_.get(), buffer, sizeof buffer)) > 0) {
    for (ssize_t at = 0; at < count;) {
      const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
      at += static_cast<ssize_t>(sizeof(inotify_event)) + event->len;
      const auto folder = watched_.find(event->wd);
      if (folder == watched_.end() || event->len == 0) continue;
      const fs::path path = folder->second + "/" + event->name;
      const bool is_folder = (event->mask & IN_ISDIR) != 0;
      // Files that a new folder contains already cause no events.
      const bool is_new = (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0;
      if (is_folder && is_new && !IsLeftOut(event->name)) (void)Add(path);
      if (is_folder ? !IsLeftOut(event->name) : IsSource(path) && event->mask != IN_CREATE)
        changed.push_back(path.lexically_relative(folder_));
    }
  }
}

std::vector<std::string> SourceWatch::Await(int stop, std::chrono::milliseconds quiet) {
  std::vector<std::string> changed;
  bool stopped = false;
  for (;;) {
    const int patience = changed.empty() ? -1 : static_cast<int>(quiet.count());
    const bool more = CanBeRead(events_.get(), stop, patience, stopped);
    if (stopped) return {};
    if (!more && !changed.empty()) break;
    Read(changed);
  }
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

}  // namespace local
