// Everything that a process changes in a folder, in order, as its system calls say.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tests {

// One change of a file system, or a request to force something to the disk. Files and folders are
// numbered in the order in which they are made; 0 is the folder that is recorded.
struct DiskChange {
  enum class Kind {
    kMake,    // `file` gets the name in `folder`, and is new
    kLink,    // `file` gets another name
    kWrite,   // `bytes` at `offset`
    kResize,  // to `offset` bytes
    kExtend,  // to `offset` bytes, if it is shorter
    kRename,  // the name in `folder` becomes `new_name` in `new_folder`
    kRemove,  // of the name, also that of an empty folder
    kForce,   // everything that was done to `file` before `began`
  };
  Kind kind = Kind::kWrite;
  size_t file = 0;
  size_t folder = 0, new_folder = 0;
  std::string name = {}, new_name = {};
  bool is_folder = false;
  uint64_t offset = 0;
  std::string bytes = {};
  size_t began = 0;  // so many changes had been recorded
};

// Something that the process has said.
struct Said {
  size_t changes = 0;  // so many had been recorded
  std::string text;
};

struct Recording {
  std::vector<DiskChange> changes;
  std::vector<Said> said;
  // What could not be understood, so that the recording is not complete; empty: nothing.
  std::string problem;
  int exit_code = -1;
};

using Say = std::function<void(const std::string& text)>;

// Runs `work` in a process of its own, which must not start others. The folder must be empty. Call
// it while there are no other threads.
Recording RecordChanges(const std::filesystem::path& folder,
                        const std::function<void(const Say&)>& work);

}  // namespace tests
