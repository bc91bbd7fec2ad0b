#include "local/http/body.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "common/socket_io.h"
#include "common/unique_fd.h"

namespace local {
namespace {

oci::Error NoRoom() {
  return {"no_room", std::string("a body's file: ") + std::strerror(errno), 503, "", true};
}

// Removes the file's name before anything is written to it.
common::UniqueFd NamelessFile() {
  std::error_code unknown;
  const auto folder = std::filesystem::temp_directory_path(unknown);
  common::UniqueFd file(::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
  if (file) return file;
  std::string name = folder / "fotogal-body-XXXXXX";  // for file systems without O_TMPFILE
  common::UniqueFd named(::mkostemp(name.data(), O_CLOEXEC));
  if (named) ::unlink(name.c_str());
  return named;
}

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = common::Restarted([&] { return ::write(fd, bytes.data(), bytes.size()); });
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

}  // namespace

oci::Status Body::Append(std::string_view bytes) {
  if (!file_ && size_ + bytes.size() > kInMemory) {
    file_ = NamelessFile();
    if (!file_ || !WriteAll(file_.get(), memory_)) return NoRoom();
    memory_ = std::string();
  }
  if (!file_) {
    memory_.append(bytes);
  } else if (!WriteAll(file_.get(), bytes)) {
    return NoRoom();
  }
  size_ += bytes.size();
  return oci::Ok();
}

size_t Body::Read(uint64_t offset, char* to, size_t room) const {
  if (offset >= size_) return 0;
  if (!file_) return memory_.copy(to, room, static_cast<size_t>(offset));
  const auto got =
      common::Restarted([&] { return ::pread(file_.get(), to, room, static_cast<off_t>(offset)); });
  return static_cast<size_t>(std::max<ssize_t>(got, 0));
}

oci::Result<std::string> Body::Text() && {
  if (!file_) return std::move(memory_);
  std::string text(static_cast<size_t>(size_), '\0');
  for (size_t at = 0; at < text.size();) {
    const size_t got = Read(at, text.data() + at, text.size() - at);
    if (got == 0) return NoRoom();
    at += got;
  }
  return text;
}

oci::Result<Body> ReadyBody::Read(uint64_t limit) {
  if (text_.size() > limit) return BodyTooLarge();
  return Body(std::move(text_));
}

oci::Status ReadyBody::Skip(uint64_t limit) {
  if (text_.size() > limit) return BodyTooLarge();
  return oci::Ok();
}

oci::Error BodyTooLarge() { return {"too_large", "the body is too large", 413, "", false}; }

}  // namespace local
