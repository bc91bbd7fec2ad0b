#include "tests/faults/power_cut_disk.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <string>

namespace tests {
namespace {

namespace fs = std::filesystem;
using Kind = DiskChange::Kind;

struct File {
  std::string bytes;
  bool is_folder = false;
  std::map<std::string, size_t> names;  // of a folder
};

class Disk {
 public:
  Disk(Kept kept, std::mt19937& random)
      : kept_(kept), random_(random), block_(Chance(50) ? 512 : 4096), percent_(Percent()) {
    files_[0].is_folder = true;
  }

  void Apply(std::span<const DiskChange> changes) {
    const auto forced = Forced(changes);
    const size_t beginning = std::uniform_int_distribution<size_t>(0, changes.size())(random_);
    for (size_t i = 0; i < changes.size(); ++i) {
      const bool whole =
          forced[i] || kept_ == Kept::kAll || (kept_ == Kept::kBeginning && i < beginning);
      if (changes[i].kind == Kind::kWrite) {
        Write(changes[i], whole);
      } else if (whole || (kept_ == Kept::kAnything && Chance(percent_))) {
        Change(changes[i]);
      } else if (changes[i].kind == Kind::kMake) {
        files_[changes[i].file].is_folder = changes[i].is_folder;
      }
    }
  }

  void Put(size_t file, const fs::path& at) {
    const File& content = files_[file];
    if (content.is_folder) {
      fs::create_directories(at);
      for (const auto& [name, number] : content.names) Put(number, at / name);
      return;
    }
    std::string bytes = content.bytes;
    if (at.string().ends_with("-shm")) {
      for (char& byte : bytes) byte = static_cast<char>(random_());
    }
    std::ofstream(at, std::ios::binary) << bytes;
  }

 private:
  bool Chance(unsigned percent) { return random_() % 100 < percent; }
  unsigned Percent() {
    constexpr unsigned kOften[] = {10, 50, 90};
    return kOften[random_() % std::size(kOften)];
  }

  void Write(const DiskChange& change, bool whole) {
    std::string& bytes = files_[change.file].bytes;
    const auto& written = change.bytes;
    if (whole) {
      bytes.resize(std::max(bytes.size(), change.offset + written.size()));
      std::ranges::copy(written, bytes.begin() + static_cast<std::ptrdiff_t>(change.offset));
      return;
    }
    if (kept_ != Kept::kAnything) return;
    // The size may be there before the bytes are.
    if (Chance(20)) bytes.resize(std::max(bytes.size(), change.offset + written.size()));
    for (size_t at = 0; at < written.size();) {
      const size_t place = change.offset + at;
      const size_t count = std::min(block_ - place % block_, written.size() - at);
      if (Chance(percent_)) {
        bytes.resize(std::max(bytes.size(), place + count));
        bytes.replace(place, count, written, at, count);
      }
      at += count;
    }
  }

  void Change(const DiskChange& change) {
    File& file = files_[change.file];
    auto& names = files_[change.folder].names;
    switch (change.kind) {
      case Kind::kMake:
        file.is_folder = change.is_folder;
        [[fallthrough]];
      case Kind::kLink:
        names[change.name] = change.file;
        break;
      case Kind::kResize:
        file.bytes.resize(change.offset);
        break;
      case Kind::kExtend:
        file.bytes.resize(std::max<size_t>(file.bytes.size(), change.offset));
        break;
      case Kind::kRename:
        names.erase(change.name);
        files_[change.new_folder].names[change.new_name] = change.file;
        break;
      case Kind::kRemove:
        names.erase(change.name);
        break;
      case Kind::kWrite:
      case Kind::kForce:
        break;
    }
  }

  const Kept kept_;
  std::mt19937& random_;
  const size_t block_;
  const unsigned percent_;  // of the changes that are kept
  std::map<size_t, File> files_;
};

}  // namespace

std::vector<bool> Forced(std::span<const DiskChange> changes) {
  std::map<size_t, size_t> until;  // of each file: what was done before that change is forced
  for (const auto& change : changes) {
    if (change.kind == Kind::kForce)
      until[change.file] = std::max(until[change.file], change.began);
  }
  std::vector<bool> forced;
  for (size_t i = 0; i < changes.size(); ++i) {
    const auto& change = changes[i];
    const bool is_content = change.kind == Kind::kWrite || change.kind == Kind::kResize ||
                            change.kind == Kind::kExtend || change.kind == Kind::kForce;
    bool all = i < until[is_content ? change.file : change.folder];
    if (change.kind == Kind::kRename) all = all && i < until[change.new_folder];
    forced.push_back(all);
  }
  return forced;
}

void RestoreAfterCut(std::span<const DiskChange> changes, Kept kept, std::mt19937& random,
                     const fs::path& to) {
  Disk disk(kept, random);
  disk.Apply(changes);
  disk.Put(0, to);
}

}  // namespace tests
