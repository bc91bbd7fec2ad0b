#include "tests/faults/power_cut_disk.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "local/standin/testing.h"

using namespace tests;
namespace fs = std::filesystem;
using Kind = DiskChange::Kind;

namespace {

using Changes = std::vector<DiskChange>;

std::string Content(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return fs::exists(path) ? text.str() : "<none>";
}

// Everything that the file may hold.
std::set<std::string> Possible(const Changes& changes, const std::string& name,
                               std::vector<Kept> ways = {Kept::kNothing, Kept::kAll,
                                                         Kept::kBeginning, Kept::kAnything}) {
  std::set<std::string> seen;
  std::mt19937 random(1);
  for (int i = 0; i < 200; ++i) {
    const standin::testing::Folder folder;
    RestoreAfterCut(changes, ways[static_cast<size_t>(i) % ways.size()], random, folder.path());
    seen.insert(Content(folder.path() / name));
  }
  return seen;
}

using Seen = std::set<std::string>;

// A file "a" with "old", as careful programs make it.
const Changes kWithOld = {{.kind = Kind::kMake, .file = 1, .name = "a"},
                          {.kind = Kind::kWrite, .file = 1, .bytes = "old"},
                          {.kind = Kind::kForce, .file = 1, .began = 2},
                          {.kind = Kind::kForce, .file = 0, .began = 3}};

Changes After(Changes changes, const Changes& more) {
  changes.insert(changes.end(), more.begin(), more.end());
  return changes;
}

}  // namespace

TEST_CASE("power cut: what was forced is there, whatever else is") {
  CHECK(Possible(kWithOld, "a") == Seen{"old"});
  // the bytes were forced, the name was not
  CHECK(Possible({kWithOld.begin(), kWithOld.end() - 1}, "a") == Seen{"<none>", "old"});
  // the name was forced, the bytes were not
  CHECK(Possible({kWithOld[0], kWithOld[1], {.kind = Kind::kForce, .file = 0, .began = 2}}, "a")
            .contains(""));
}

TEST_CASE("power cut: a request to force covers what was done before it began") {
  const auto changes = After(kWithOld, {{.kind = Kind::kWrite, .file = 1, .bytes = "new"},
                                        {.kind = Kind::kForce, .file = 1, .began = 4}});
  CHECK(Possible(changes, "a") == Seen{"old", "new"});
  auto later = changes;
  later.back().began = 5;
  CHECK(Possible(later, "a") == Seen{"new"});
}

TEST_CASE("power cut: a file that is renamed before its bytes are forced may be empty") {
  const Changes hasty = {{.kind = Kind::kMake, .file = 2, .name = "a.part"},
                         {.kind = Kind::kWrite, .file = 2, .bytes = "new"},
                         {.kind = Kind::kRename, .file = 2, .name = "a.part", .new_name = "a"}};
  CHECK(Possible(After(kWithOld, hasty), "a") == Seen{"", "old", "new", std::string(3, '\0')});
  auto careful = hasty;
  careful.insert(careful.begin() + 2, {.kind = Kind::kForce, .file = 2, .began = 6});
  CHECK(Possible(After(kWithOld, careful), "a") == Seen{"old", "new"});
  careful.push_back({.kind = Kind::kForce, .file = 0, .began = 8});
  CHECK(Possible(After(kWithOld, careful), "a") == Seen{"new"});
}

TEST_CASE("power cut: of a long write some blocks may be there") {
  const auto changes =
      After(kWithOld,
            {{.kind = Kind::kWrite, .file = 1, .offset = 256, .bytes = std::string(2000, 'n')}});
  bool hole = false;
  for (const auto& content : Possible(changes, "a", {Kept::kAnything})) {
    CHECK(content.starts_with("old"));
    const size_t first = content.find('n'), last = content.rfind('n');
    hole |= first != std::string::npos &&
            content.substr(first, last - first).find('\0') != std::string::npos;
    for (size_t i = 0; i + 1 < content.size(); ++i)
      if ((content[i] == 'n') != (content[i + 1] == 'n'))
        CHECK(((i + 1) % 512 == 0 || i + 1 == 256));
  }
  CHECK(hole);
}

TEST_CASE("power cut: links, removals, sizes and folders are kept or lost by themselves") {
  const auto linked = After(kWithOld, {{.kind = Kind::kLink, .file = 1, .name = "b"},
                                       {.kind = Kind::kRemove, .name = "a"}});
  CHECK(Possible(linked, "a") == Seen{"<none>", "old"});
  CHECK(Possible(linked, "b") == Seen{"<none>", "old"});
  const auto resized = After(kWithOld, {{.kind = Kind::kResize, .file = 1, .offset = 1},
                                        {.kind = Kind::kExtend, .file = 1, .offset = 2}});
  CHECK(Possible(resized, "a", {Kept::kNothing, Kept::kBeginning, Kept::kAll}) ==
        Seen{"old", "o", std::string("o\0", 2)});
  const Changes deep = {{.kind = Kind::kMake, .file = 1, .name = "d", .is_folder = true},
                        {.kind = Kind::kMake, .file = 2, .folder = 1, .name = "f"},
                        {.kind = Kind::kWrite, .file = 2, .bytes = "x"},
                        {.kind = Kind::kForce, .file = 2, .began = 3},
                        {.kind = Kind::kForce, .file = 1, .began = 4}};
  CHECK(Possible(deep, "d/f") == Seen{"<none>", "x"});
  CHECK(Possible(After(deep, {{.kind = Kind::kForce, .file = 0, .began = 5}}), "d/f") == Seen{"x"});
}

TEST_CASE("power cut: an index in memory is made up") {
  const Changes changes = {{.kind = Kind::kMake, .file = 1, .name = "db-shm"},
                           {.kind = Kind::kResize, .file = 1, .offset = 64}};
  const auto seen = Possible(changes, "db-shm", {Kept::kAll});
  CHECK(seen.size() > 100);
  CHECK(seen.begin()->size() == 64);
}
