// What system calls of a process that is traced have done to a folder.
#pragma once

#include <sys/types.h>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/faults/power_cut_recorder.h"

namespace tests {

// The numbers of all calls that can change a file or its name, force it, or hand it on.
const std::vector<long>& RecordedCalls();

struct CallSeen {
  pid_t thread = 0;
  long number = 0;
  std::array<uint64_t, 6> arguments = {};
  size_t began = 0;  // so many changes had been recorded
};

// Of one process, in which all threads share the same files. Each thread stands still while its
// call is looked at.
class CallReader {
 public:
  // What is written to the descriptor `said` is no change but something said.
  CallReader(std::filesystem::path folder, int said);
  void Begins(CallSeen& call);
  void Ends(const CallSeen& call, int64_t result);
  void Problem(const std::string& what);
  Recording Take() { return std::move(recording_); }

 private:
  using Kind = DiskChange::Kind;
  // The path that a call names by a descriptor of a folder and a text in the process.
  std::string PathOf(const CallSeen& call, int64_t folder, uint64_t text);
  // Of a path; nullopt: it is not in the folder.
  std::optional<size_t> FileAt(const std::string& path) const;
  // Of a descriptor; nullopt: of nothing in the folder. A descriptor of something in the folder
  // that was not seen is a problem.
  std::optional<size_t> FileOf(const CallSeen& call, uint64_t descriptor);
  std::optional<size_t> Folder(const std::string& path) const;

  void Opened(const CallSeen& call, int64_t descriptor, uint64_t flags);
  void Wrote(const CallSeen& call, int64_t count);
  void Mapped(const CallSeen& call);
  void Made(const std::string& path, bool is_folder);
  void Renamed(const std::string& from, const std::string& to);
  void Linked(const std::string& from, const std::string& to);
  void Removed(const std::string& path);
  bool EndsName(const CallSeen& call);
  bool EndsFile(const CallSeen& call, int64_t result);
  void Add(DiskChange change) { recording_.changes.push_back(std::move(change)); }

  const std::string folder_;
  const int said_;
  Recording recording_;
  std::map<std::string, size_t> names_;     // by path
  std::map<uint64_t, size_t> descriptors_;  // of files and folders in the folder
  size_t made_ = 0;
};

}  // namespace tests
