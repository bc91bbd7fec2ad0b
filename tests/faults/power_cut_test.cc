// The power is cut at any moment: what the local cloud has acknowledged is there when it is started
// again (docs/adr/0040-power-cuts.md). A sample; with FOTOGAL_NIGHTLY=1 after each change that is
// no write, and after each eighth write.
#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <functional>
#include <thread>

#include "oci/crypto.h"
#include "tests/faults/power_cut_disk.h"
#include "tests/faults/power_cut_stand.h"

using namespace tests;
namespace fs = std::filesystem;

namespace {

using Strings = std::vector<std::string>;

bool IsNightly() { return std::getenv("FOTOGAL_NIGHTLY") != nullptr; }

// An empty folder, in memory where that is possible: the restored cloud need not wait for a disk.
class Scratch {
 public:
  Scratch() {
    char in_memory[] = "/dev/shm/fotogal-cut-XXXXXX", on_disk[] = "/tmp/fotogal-cut-XXXXXX";
    const char* made = mkdtemp(in_memory);
    path_ = made != nullptr ? made : mkdtemp(on_disk);
  }
  ~Scratch() { fs::remove_all(path_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

std::string Hash(const std::string& text) { return oci::Hex(oci::Sha256(text)).substr(0, 16); }

// Brings the things to one version after the other, and says so.
void Work(Stand& stand, const Say& say, const Strings& things, int versions) {
  for (int version = 1; version <= versions; ++version) {
    for (const auto& thing : things) {
      if (thing.starts_with("upload:") && version > 1) continue;
      const std::string named = thing + " " + std::to_string(version);
      say("sent " + named);
      if (stand.Bring(thing, version)) say("done " + named);
    }
  }
}

// Says what of others' things it has seen.
void Look(Stand& stand, const Say& say, const Strings& things, int rounds) {
  for (int i = 0; i < rounds; ++i) {
    for (const auto& thing : things) say("seen " + thing + " " + Hash(stand.See(thing)));
  }
}

// What the recorded process does. A wrong answer without a fault ends it.
void LiveThrough(const fs::path& data, const Say& say, int versions) {
  auto opened = Stand::Open(data);
  if (!opened.ok()) _exit(2);
  Stand& stand = **opened;
  for (const auto& [name, value] : stand.Fixed()) say("fixed " + name + " " + Hash(value));
  if (!stand.MakePlaces()) _exit(3);
  say("ready");
  std::vector<std::jthread> threads;
  for (const Strings& things :
       {Strings{"row:1", "row:2", "row:3"},
        Strings{"row:4", "row:5", "row:6", "row:7", "row:8", "row:9"},
        Strings{"object:1", "object:2", "kept:1"},
        Strings{"mail:1", "par:1", "group:1", "sender:1", "token:1", "bucket:1", "upload:1"}})
    threads.emplace_back([&stand, &say, things, versions] { Work(stand, say, things, versions); });
  threads.emplace_back([&stand, &say, versions] {
    Look(stand, say, {"row:1", "row:4"}, versions);
  });
}

// Of one thing, what had been said about it when the power was cut.
struct Known {
  int acknowledged = 0, sent = 0;
};

// What was promised until the power was cut.
struct Promises {
  std::map<std::string, Known> things;
  std::map<std::string, std::string> fixed;
};

Promises PromisesUntil(const Recording& recording, size_t cut) {
  Promises promises;
  for (const auto& said : recording.said) {
    if (said.changes > cut) break;
    std::istringstream words(said.text);
    std::string what, name, value;
    words >> what >> name >> value;
    if (what == "fixed") promises.fixed[name] = value;
    if (what != "sent" && what != "done" && what != "seen") continue;
    Known& known = promises.things[name];
    if (what == "sent") known.sent = std::stoi(value);
    if (what == "done") known.acknowledged = std::stoi(value);
    if (what != "seen") continue;
    // The oldest version that it can have been.
    for (int version = known.acknowledged; version <= known.sent; ++version) {
      if (Hash(ValueOf(name, version)) != value) continue;
      known.acknowledged = version;
      break;
    }
  }
  return promises;
}

void CompareThing(Stand& stand, const std::string& thing, const Known& known, Strings& wrong) {
  const std::string seen = stand.See(thing);
  for (int version = known.acknowledged; version <= known.sent; ++version)
    if (seen == ValueOf(thing, version)) return;
  wrong.push_back(thing + " is not of a version from " + std::to_string(known.acknowledged) +
                  " to " + std::to_string(known.sent) + ": " + seen.substr(0, 60));
}

// What the data folder has of it, each difference as a sentence.
Strings Differences(const fs::path& data, const Promises& promises) {
  auto opened = Stand::Open(data);
  if (!opened.ok()) return {"it does not start: " + opened.error().message};
  Stand& stand = **opened;
  Strings wrong;
  const auto fixed = stand.Fixed();
  for (const auto& [name, value] : promises.fixed)
    if (Hash(fixed.at(name)) != value) wrong.push_back(name + " is another one");
  for (const auto& [thing, known] : promises.things) CompareThing(stand, thing, known, wrong);
  for (const auto& thing : stand.Things())
    if (!promises.things.contains(thing)) wrong.push_back(thing + " was never sent");
  return wrong;
}

// What restored clouds complain of is compared, not read.
class Quiet {
 public:
  Quiet() : before_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~Quiet() {
    dup2(before_, STDERR_FILENO);
    close(before_);
  }
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;

 private:
  const int before_;
};

Strings CutAt(const Recording& recording, size_t cut, Kept kept, std::mt19937& random) {
  const Quiet quiet;
  const Scratch disk;
  RestoreAfterCut(std::span(recording.changes).first(cut), kept, random, disk.path());
  return Differences(disk.path() / "data", PromisesUntil(recording, cut));
}

constexpr size_t kOfWrites = 8;
constexpr Kept kWays[] = {Kept::kNothing, Kept::kAll, Kept::kBeginning, Kept::kAnything};

Recording Recorded(int versions) {
  const Scratch disk;
  return RecordChanges(disk.path(),
                       [&](const Say& say) { LiveThrough(disk.path() / "data", say, versions); });
}

// Whether SQLite has moved rows from its log to the database while others were written.
bool HasCheckpoint(const Recording& recording) {
  size_t database = 0, ready = recording.changes.size();
  for (const auto& said : recording.said)
    if (said.text == "ready") ready = said.changes;
  for (size_t i = 0; i < recording.changes.size(); ++i) {
    const auto& change = recording.changes[i];
    if (change.kind == DiskChange::Kind::kMake && change.name == "nosql.db") database = change.file;
    if (i > ready && change.kind == DiskChange::Kind::kWrite && change.file == database)
      return true;
  }
  return false;
}

// A process that may be traced: not everywhere one may.
bool MayRecord() {
  const Scratch disk;
  const auto recording = RecordChanges(disk.path(), [](const Say& say) { say("x"); });
  return recording.said.size() == 1;
}

}  // namespace

TEST_CASE("after a power cut at any moment everything acknowledged is there, whole") {
  if (!MayRecord()) SKIP("processes may not be traced here");
  const char* given = std::getenv("FOTOGAL_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::stoul(given)) : std::random_device()();
  INFO("FOTOGAL_SEED=" << seed);
  std::mt19937 random(seed);
  const auto recording = Recorded(IsNightly() ? 20 : 12);
  REQUIRE(recording.problem == "");
  REQUIRE(recording.exit_code == 0);
  const size_t cuts = recording.changes.size();
  REQUIRE(cuts > 300);
  REQUIRE(HasCheckpoint(recording));
  const auto promises = PromisesUntil(recording, cuts);
  for (const auto& [thing, known] : promises.things) {
    INFO(thing);
    REQUIRE(known.acknowledged == known.sent);
  }
  REQUIRE(promises.things.size() == 19);
  const auto look = [&](size_t cut, Kept kept) {
    INFO("cut after change " << cut << " of " << cuts << ", way " << static_cast<int>(kept));
    CHECK(CutAt(recording, cut, kept, random) == Strings());
  };
  if (IsNightly()) {
    for (size_t cut = 1; cut <= cuts; ++cut) {
      // Most changes are pages of SQLite's log, one after the other.
      const bool is_write = recording.changes[cut - 1].kind == DiskChange::Kind::kWrite;
      if (is_write && cut % kOfWrites != 0) continue;
      look(cut, Kept::kNothing);
      look(cut, Kept::kAnything);
    }
  }
  for (const Kept kept : kWays) {
    look(cuts, kept);
    for (int i = 0; i < 12; ++i) look(std::uniform_int_distribution<size_t>(0, cuts)(random), kept);
  }
}

namespace {

// The recording as if the process had not forced these.
Recording Without(Recording recording, const std::function<bool(const DiskChange& made)>& which) {
  std::set<size_t> files;
  for (const auto& change : recording.changes)
    if (change.kind == DiskChange::Kind::kMake && which(change)) files.insert(change.file);
  // The same number of changes, so that what was said stands where it stood.
  for (auto& change : recording.changes)
    if (change.kind == DiskChange::Kind::kForce && files.contains(change.file)) change.began = 0;
  return recording;
}

size_t Losses(const Recording& recording) {
  std::mt19937 random(1);
  size_t lost = 0;
  const size_t cuts = recording.changes.size();
  for (int i = 0; i < 12; ++i)
    lost +=
        !CutAt(recording, cuts - static_cast<size_t>(i) * cuts / 20, kWays[i % 4], random).empty();
  return lost;
}

}  // namespace

TEST_CASE("a power cut that loses what was not forced is noticed, whatever was not forced") {
  if (!MayRecord()) SKIP("processes may not be traced here");
  const auto recording = Recorded(5);
  REQUIRE(recording.problem == "");
  REQUIRE(Losses(recording) == 0);
  const auto ends = [](const char* how) {
    return [how](const DiskChange& made) { return made.name.find(how) != std::string::npos; };
  };
  CHECK(Losses(Without(recording, ends("-wal"))) > 0);
  CHECK(Losses(Without(recording, ends(".object"))) > 0);
  CHECK(Losses(Without(recording, ends("mails.jsonl"))) > 0);
  CHECK(Losses(Without(recording, ends(".json."))) > 0);
  CHECK(Losses(Without(recording, ends("-key"))) > 0);
  CHECK(Losses(Without(recording, [](const DiskChange& made) { return made.is_folder; })) > 0);
}

TEST_CASE("what a process writes is recorded, whichever call it uses") {
  if (!MayRecord()) SKIP("processes may not be traced here");
  const Scratch disk, copy;
  const auto recording = RecordChanges(disk.path(), [&](const Say& say) {
    fs::current_path(disk.path());
    fs::create_directories("d/e");
    std::ofstream("d/f") << std::string(10000, 'x') << "end";
    std::jthread([] { std::ofstream("d/f", std::ios::app) << "more"; }).join();
    fs::rename("d/f", "g");
    fs::create_hard_link("g", "d/h");
    fs::resize_file("g", 5);
    say("half");
    std::ofstream("lost") << "lost";
    fs::remove_all("d/e");
    fs::remove("lost");
  });
  CHECK(recording.exit_code == 0);
  // resize_file is truncate(2), which the stand-in does not use and nobody reads
  CHECK(recording.problem.starts_with("the call "));
  REQUIRE(recording.said.size() == 1);
  CHECK(recording.said[0].changes < recording.changes.size());
  std::mt19937 random;
  RestoreAfterCut(recording.changes, Kept::kAll, random, copy.path());
  Strings names;
  for (const auto& entry : fs::recursive_directory_iterator(copy.path()))
    names.push_back(entry.path().lexically_relative(copy.path()).string());
  std::ranges::sort(names);
  CHECK(names == Strings{"d", "d/h", "g"});
  CHECK(fs::file_size(copy.path() / "g") == 10007);
}
