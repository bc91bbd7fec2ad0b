// What a disk may hold after a power cut: everything that was forced to it, and of the rest
// whatever the file system happened to have written.
#pragma once

#include <filesystem>
#include <random>
#include <span>
#include <vector>

#include "tests/faults/power_cut_recorder.h"

namespace tests {

// Of what was not forced. Names are changes of their folder, bytes of their file.
enum class Kept {
  kNothing,
  kAll,
  kBeginning,  // everything before a random moment
  kAnything,   // of each change a random part: of writes blocks of 512 or 4096 bytes
};

// Whether each change is on the disk for certain, if the power is cut after the last of them.
std::vector<bool> Forced(std::span<const DiskChange> changes);

// Makes the content of the folder, which must be empty. Of files whose name ends with "-shm" (an
// index in memory that SQLite makes anew) the bytes are made up.
void RestoreAfterCut(std::span<const DiskChange> changes, Kept kept, std::mt19937& random,
                     const std::filesystem::path& to);

}  // namespace tests
