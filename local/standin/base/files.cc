#include "local/standin/base/files.h"

#include <fcntl.h>
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

bool AppendToFile(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return false;
  const ssize_t written = ::write(file, text.data(), text.size());
  ::close(file);
  return written == static_cast<ssize_t>(text.size());
}

oci::Status WriteWholeFile(const std::filesystem::path& path, std::string_view content,
                           unsigned mode) {
  static std::atomic<unsigned long> count{0};
  const std::filesystem::path part =
      path.string() + "." + std::to_string(::getpid()) + "." + std::to_string(++count) + ".part";
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (file < 0) return FileError(part, "create", errno);
  const bool written = WriteAll(file, content);
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
  return oci::Ok();
}

void RemoveLeftovers(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".part") std::filesystem::remove(entry.path(), error);
  }
}

oci::Status MakeFolder(const std::filesystem::path& folder, unsigned mode) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return FileError(folder, "make the folder", error.value());
  if (::chmod(folder.c_str(), mode) != 0) return FileError(folder, "open", errno);
  return oci::Ok();
}

}  // namespace standin
