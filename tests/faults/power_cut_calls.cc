#include "tests/faults/power_cut_calls.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <algorithm>
#include <fstream>

namespace tests {
namespace {

namespace fs = std::filesystem;

// Calls that would change files in ways that are not understood here.
bool IsStrange(long call) {
  switch (call) {
    case SYS_openat2:
    case SYS_pwritev2:
    case SYS_copy_file_range:
    case SYS_splice:
    case SYS_truncate:
    case SYS_symlinkat:
    case SYS_sync:
    case SYS_syncfs:
    case SYS_io_uring_setup:
    case SYS_io_submit:
    case SYS_dup:
    case SYS_dup3:
#ifdef SYS_open
    case SYS_dup2:
    case SYS_symlink:
#endif
      return true;
    default:
      return false;
  }
}

std::string BytesAt(pid_t process, uint64_t address, size_t count) {
  std::string bytes(count, '\0');
  const iovec here{bytes.data(), count};
  const iovec there{reinterpret_cast<void*>(address), count};  // NOLINT: of another process
  const ssize_t read = process_vm_readv(process, &here, 1, &there, 1, 0);
  bytes.resize(read < 0 ? 0 : static_cast<size_t>(read));
  return bytes;
}

std::string TextAt(pid_t process, uint64_t address) {
  constexpr size_t kPage = 4096;
  std::string text;
  while (text.size() < kPage) {
    // Not past the end of a page: the next one need not be there.
    const size_t count = kPage - (address + text.size()) % kPage;
    const std::string more = BytesAt(process, address + text.size(), count);
    const auto end = more.find('\0');
    text += more.substr(0, end);
    if (end != std::string::npos || more.empty()) break;
  }
  return text;
}

std::string LinkOf(pid_t process, const std::string& what) {
  std::error_code none;
  return fs::read_symlink("/proc/" + std::to_string(process) + "/" + what, none).string();
}

// Of a file that was just written.
uint64_t PositionOf(pid_t process, uint64_t descriptor) {
  std::ifstream info("/proc/" + std::to_string(process) + "/fdinfo/" + std::to_string(descriptor));
  std::string word;
  uint64_t position = 0;
  info >> word >> position;
  return position;
}

std::string Gathered(pid_t process, uint64_t vectors, uint64_t count) {
  std::string all;
  for (uint64_t i = 0; i < count; ++i) {
    const std::string one = BytesAt(process, vectors + i * sizeof(iovec), sizeof(iovec));
    iovec vector = {};
    if (one.size() == sizeof(vector))
      std::copy(one.begin(), one.end(), reinterpret_cast<char*>(&vector));
    all += BytesAt(process, reinterpret_cast<uint64_t>(vector.iov_base), vector.iov_len);
  }
  return all;
}

}  // namespace

const std::vector<long>& RecordedCalls() {
  static const std::vector<long> calls = {
#ifdef SYS_open
      SYS_open,      SYS_creat,    SYS_rename,    SYS_unlink,        SYS_rmdir,
      SYS_mkdir,     SYS_link,     SYS_symlink,   SYS_dup2,
#endif
      SYS_openat,    SYS_openat2,  SYS_renameat,  SYS_renameat2,     SYS_unlinkat,
      SYS_mkdirat,   SYS_linkat,   SYS_symlinkat, SYS_write,         SYS_pwrite64,
      SYS_writev,    SYS_pwritev,  SYS_pwritev2,  SYS_sendfile,      SYS_copy_file_range,
      SYS_splice,    SYS_truncate, SYS_ftruncate, SYS_fallocate,     SYS_fsync,
      SYS_fdatasync, SYS_sync,     SYS_syncfs,    SYS_mmap,          SYS_close,
      SYS_dup,       SYS_dup3,     SYS_io_submit, SYS_io_uring_setup};
  return calls;
}

CallReader::CallReader(fs::path folder, int said)
    : folder_(fs::weakly_canonical(folder).string()), said_(said) {
  names_[folder_] = 0;
}

void CallReader::Problem(const std::string& what) {
  if (recording_.problem.empty()) recording_.problem = what;
}

std::string CallReader::PathOf(const CallSeen& call, int64_t folder, uint64_t text) {
  const fs::path path = TextAt(call.thread, text);
  if (path.is_absolute()) return path.lexically_normal().string();
  const std::string base =
      static_cast<int>(folder) == AT_FDCWD
          ? LinkOf(call.thread, "cwd")
          : LinkOf(call.thread, "fd/" + std::to_string(static_cast<int>(folder)));
  return (fs::path(base) / path).lexically_normal().string();
}

std::optional<size_t> CallReader::FileAt(const std::string& path) const {
  const auto found = names_.find(path);
  if (found == names_.end()) return std::nullopt;
  return found->second;
}

std::optional<size_t> CallReader::Folder(const std::string& path) const {
  return FileAt(fs::path(path).parent_path().string());
}

std::optional<size_t> CallReader::FileOf(const CallSeen& call, uint64_t descriptor) {
  const auto found = descriptors_.find(descriptor);
  if (found != descriptors_.end()) return found->second;
  if (LinkOf(call.thread, "fd/" + std::to_string(descriptor)).starts_with(folder_))
    Problem("a descriptor of which nobody knows how it was opened");
  return std::nullopt;
}

void CallReader::Begins(CallSeen& call) {
  call.began = recording_.changes.size();
  if (IsStrange(call.number)) {
    // Standard output may be handed on.
    const bool is_copy = call.number == SYS_dup || call.number == SYS_dup3;
    if (!is_copy || descriptors_.contains(call.arguments[0]))
      Problem("the call " + std::to_string(call.number));
  }
  // As soon as it has happened another thread may get the number.
  if (call.number == SYS_close) descriptors_.erase(call.arguments[0]);
}

void CallReader::Ends(const CallSeen& call, int64_t result) {
  if (result < 0) return;
  const auto& arguments = call.arguments;
  switch (call.number) {
#ifdef SYS_open
    case SYS_open:
      return Opened(call, result, arguments[1]);
    case SYS_creat:
      return Opened(call, result, O_CREAT | O_TRUNC);
#endif
    case SYS_openat:
      return Opened(call, result, arguments[2]);
    default:
      if (!EndsName(call)) EndsFile(call, result);
  }
}

bool CallReader::EndsName(const CallSeen& call) {
  const auto& a = call.arguments;
  const auto at = [&](size_t folder, size_t text) {
    return PathOf(call, static_cast<int64_t>(a[folder]), a[text]);
  };
  const auto here = [&](size_t text) { return PathOf(call, AT_FDCWD, a[text]); };
  switch (call.number) {
#ifdef SYS_open
    case SYS_mkdir:
      Made(here(0), true);
      return true;
    case SYS_rename:
      Renamed(here(0), here(1));
      return true;
    case SYS_link:
      Linked(here(0), here(1));
      return true;
    case SYS_unlink:
    case SYS_rmdir:
      Removed(here(0));
      return true;
#endif
    case SYS_mkdirat:
      Made(at(0, 1), true);
      return true;
    case SYS_renameat2:
      if (a[4] != 0) Problem("renameat2 with flags");
      [[fallthrough]];
    case SYS_renameat:
      Renamed(at(0, 1), at(2, 3));
      return true;
    case SYS_linkat:
      Linked(at(0, 1), at(2, 3));
      return true;
    case SYS_unlinkat:
      Removed(at(0, 1));
      return true;
    default:
      return false;
  }
}

bool CallReader::EndsFile(const CallSeen& call, int64_t result) {
  if (call.number == SYS_mmap) return Mapped(call), true;
  if (call.number == SYS_write && call.arguments[0] == static_cast<uint64_t>(said_)) {
    const auto text = BytesAt(call.thread, call.arguments[1], static_cast<size_t>(result));
    recording_.said.push_back({recording_.changes.size(), text});
    return true;
  }
  if (call.number == SYS_close) return true;
  const auto file = FileOf(call, call.arguments[0]);
  if (!file) return false;
  switch (call.number) {
    case SYS_ftruncate:
      Add({.kind = Kind::kResize, .file = *file, .offset = call.arguments[1]});
      return true;
    case SYS_fallocate:
      if (call.arguments[1] != 0) Problem("fallocate with a mode");
      Add({.kind = Kind::kExtend, .file = *file, .offset = call.arguments[2] + call.arguments[3]});
      return true;
    case SYS_fsync:
    case SYS_fdatasync:
      Add({.kind = Kind::kForce, .file = *file, .began = call.began});
      return true;
    default:
      Wrote(call, result);
      return true;
  }
}

void CallReader::Opened(const CallSeen& call, int64_t descriptor, uint64_t flags) {
  const auto number = static_cast<uint64_t>(descriptor);
  descriptors_.erase(number);
  const std::string path = LinkOf(call.thread, "fd/" + std::to_string(descriptor));
  if (!path.starts_with(folder_)) return;
  if ((flags & O_TMPFILE) == O_TMPFILE) return Problem("a file without a name");
  if (!FileAt(path)) {
    Made(path, false);
  } else if ((flags & O_TRUNC) != 0) {
    Add({.kind = Kind::kResize, .file = *FileAt(path), .offset = 0});
  }
  if (const auto file = FileAt(path)) descriptors_[number] = *file;
}

void CallReader::Wrote(const CallSeen& call, int64_t count) {
  const auto& arguments = call.arguments;
  const auto file = FileOf(call, arguments[0]);
  if (!file) return;
  DiskChange change{.kind = Kind::kWrite, .file = *file};
  const auto size = static_cast<size_t>(count);
  const bool gathers = call.number == SYS_writev || call.number == SYS_pwritev;
  const bool has_offset = call.number == SYS_pwrite64 || call.number == SYS_pwritev;
  if (call.number == SYS_sendfile) return Problem("sendfile");
  change.bytes = gathers ? Gathered(call.thread, arguments[1], arguments[2])
                         : BytesAt(call.thread, arguments[1], size);
  change.bytes.resize(std::min(change.bytes.size(), size));
  if (change.bytes.size() != size) Problem("what was written cannot be read");
  change.offset = has_offset ? arguments[3] : PositionOf(call.thread, arguments[0]) - size;
  Add(std::move(change));
}

// SQLite's index of its log is mapped, and nothing but a hint: what it holds after a power cut is
// made up (power_cut_disk.h).
void CallReader::Mapped(const CallSeen& call) {
  const auto& arguments = call.arguments;
  const bool writes = (arguments[2] & PROT_WRITE) != 0 && (arguments[3] & MAP_SHARED) != 0;
  const auto descriptor = static_cast<int>(arguments[4]);
  if (!writes || descriptor < 0 || (arguments[3] & MAP_ANONYMOUS) != 0) return;
  if (!FileOf(call, arguments[4])) return;
  const std::string path = LinkOf(call.thread, "fd/" + std::to_string(descriptor));
  if (!path.ends_with("-shm")) Problem(path + " is mapped and may be written");
}

void CallReader::Made(const std::string& path, bool is_folder) {
  const auto folder = Folder(path);
  if (!folder) return;
  names_[path] = ++made_;
  Add({.kind = Kind::kMake,
       .file = made_,
       .folder = *folder,
       .name = fs::path(path).filename().string(),
       .is_folder = is_folder});
}

void CallReader::Linked(const std::string& from, const std::string& to) {
  const auto file = FileAt(from), folder = Folder(to);
  if (!file || !folder) return;
  names_[to] = *file;
  Add({.kind = Kind::kLink,
       .file = *file,
       .folder = *folder,
       .name = fs::path(to).filename().string()});
}

void CallReader::Renamed(const std::string& from, const std::string& to) {
  const auto file = FileAt(from), folder = Folder(from), new_folder = Folder(to);
  if (!file && !new_folder) return;
  if (!file || !folder || !new_folder) return Problem("a file has left the folder, or come to it");
  names_.erase(from);
  names_[to] = *file;
  Add({.kind = Kind::kRename,
       .file = *file,
       .folder = *folder,
       .new_folder = *new_folder,
       .name = fs::path(from).filename().string(),
       .new_name = fs::path(to).filename().string()});
}

void CallReader::Removed(const std::string& path) {
  const auto folder = Folder(path);
  if (!folder || names_.erase(path) == 0) return;
  Add({.kind = Kind::kRemove, .folder = *folder, .name = fs::path(path).filename().string()});
}

}  // namespace tests
