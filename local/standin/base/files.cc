#include "local/standin/base/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/files.h"
#include "oci/json_text.h"

namespace standin {
namespace {

oci::Error FileError(const std::filesystem::path& path, const char* what, int reason) {
  return oci::ConfigurationError("cannot " + std::string(what) + " " + path.string() + ": " +
                                 std::strerror(reason));
}

bool WriteAll(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<std::string> ReadWholeFile(const std::filesystem::path& path) {
  std::error_code unreadable;
  if (!std::filesystem::is_regular_file(path, unreadable)) return std::nullopt;
  return common::ReadFile(path);
}

nlohmann::json ReadDocument(const std::filesystem::path& path) {
  const auto text = ReadWholeFile(path);
  if (!text) return nlohmann::json::object();
  auto document = oci::JsonOf(*text);
  if (document.is_object()) return document;
  const auto aside = path.string() + std::string(kAsideSuffix);
  std::error_code kept;
  std::filesystem::rename(path, aside, kept);
  std::fprintf(stderr, "%s is damaged: it is now %s, and nothing of it is known\n", path.c_str(),
               aside.c_str());
  return nlohmann::json::object();
}

bool AppendToFile(const std::filesystem::path& path, std::string_view lines, Force force) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  ::flock(file, LOCK_EX);  // until it is closed
  const off_t before = ::lseek(file, 0, SEEK_END);
  std::string text(lines);
  // A full disk or a power cut has left the beginning of a line.
  if (char last = '\n'; before > 0 && ::pread(file, &last, 1, before - 1) == 1 && last != '\n')
    text.insert(0, 1, '\n');
  bool done = before >= 0 && WriteAll(file, text);
  if (done && force == Force::kToDisk)
    done = ::fdatasync(file) == 0 && (before > 0 || ForceFolder(path.parent_path()).ok());
  if (!done && before >= 0 && ::ftruncate(file, before) != 0)
    std::fprintf(stderr, "%s has a line that is not whole\n", path.c_str());
  ::close(file);
  return done;
}

oci::Status ForceFolder(const std::filesystem::path& folder) {
  const int file =
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return FileError(folder, "open", errno);
  // Some file systems know no such request for folders.
  const bool forced = ::fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP;
  const int reason = errno;
  ::close(file);
  return forced ? oci::Ok() : oci::Status(FileError(folder, "write", reason));
}

oci::Status RemoveFile(const std::filesystem::path& path) {
  if (::unlink(path.c_str()) != 0)
    return errno == ENOENT ? oci::Ok() : oci::Status(FileError(path, "remove", errno));
  return ForceFolder(path.parent_path());
}

oci::Status RenameFile(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return FileError(from, "rename", errno);
  return ForceFolder(to.parent_path());
}

oci::Status WriteWholeFile(const std::filesystem::path& path, std::string_view content,
                           unsigned mode) {
  static std::atomic<unsigned long> count{0};
  const std::filesystem::path part =
      path.string() + "." + std::to_string(::getpid()) + "." + std::to_string(++count) + ".part";
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return FileError(part, "create", errno);
  // Before it is renamed: the name must not come to the disk before the bytes do.
  const bool written = WriteAll(file, content) && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!written) {
    ::unlink(part.c_str());
    return FileError(part, "write", reason);
  }
  if (::rename(part.c_str(), path.c_str()) != 0) {
    const int rename_reason = errno;
    ::unlink(part.c_str());
    return FileError(path, "write", rename_reason);
  }
  return ForceFolder(path.parent_path());
}

void RemoveLeftovers(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".part") std::filesystem::remove(entry.path(), error);
  }
}

oci::Status MakeFolder(const std::filesystem::path& folder, unsigned mode) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    const auto above = folder.parent_path();
    if (!above.empty() && !std::filesystem::is_directory(above, error))
      OCI_RETURN_IF_ERROR(MakeFolder(above, mode));
    std::filesystem::create_directory(folder, error);
    if (error) return FileError(folder, "make the folder", error.value());
    OCI_RETURN_IF_ERROR(ForceFolder(above));
  }
  if (::chmod(folder.c_str(), mode) != 0) return FileError(folder, "open", errno);
  return ForceFolder(folder);
}

}  // namespace standin
