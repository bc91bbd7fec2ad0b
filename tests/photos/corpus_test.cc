// Pictures that are odd, broken or hostile: those that the readers of pictures are themselves
// tested with (scripts/setup takes them out of Debian's source packages), and generated ones.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <sstream>

#include "fotogal/images/picture.h"
#include "photo/photo.h"
#include "tests/photos/hostile.h"
#include "tests/photos/photo_process.h"

using namespace tests;
namespace fs = std::filesystem;

namespace {

// What is made of a file without a limit of memory, in this process.
std::string MadeHere(const std::string& bytes) {
  const auto picture = fotogal::ReadPicture(bytes);
  return picture.ok() ? "made " + picture->type : "refused " + picture.error().code;
}

// What holds for whatever file: it did not kill its reader, not within the memory that was computed
// either, and what is made of it is a picture that is made of itself.
void CheckFile(const std::string& file, const std::string& folder, const Probed& probed) {
  CHECK(!probed.result.starts_with("died"));
  CHECK(probed.taken <= probed.computed);
  CHECK(probed.computed <= photo::kMaxMemory);
  const std::string bytes = ReadFile(file);
  const auto header = photo::Inspect(bytes);
  constexpr long kMuch = 4'000'000;  // made once only
  if (header.ok() && static_cast<long>(header->width) * header->height > kMuch) return;
  CHECK(probed.result == MadeHere(bytes));
  if (!probed.result.starts_with("made")) return;
  const std::string original = ReadFile(folder + "/original." + probed.result.substr(5));
  const auto again = photo::Make(original);
  CHECK(again.ok());
  if (again.ok()) CHECK((again->original == original));
}

// The files' pixels as ImageMagick decodes them, each as a hash; "": it would not.
std::vector<std::string> PixelsOf(const std::vector<std::string>& files) {
  std::vector<std::string> hashes;
  std::string command = "identify -format '%#\\n'";
  for (const auto& file : files) command += " " + Quoted("jpeg:" + file);
  std::istringstream lines(Run(command).output);
  for (std::string line; std::getline(lines, line);) hashes.push_back(line);
  return hashes;
}

std::string Compared(const std::string& file, const std::string& sanitized) {
  return Run("sh -c " + Quoted("compare -metric AE jpeg:" + Quoted(file) +
                               " jpeg:" + Quoted(sanitized) + " null: 2>&1"))
      .output;
}

std::string Listed(const std::map<std::string, int>& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += name + ": " + std::to_string(count) + "\n";
  return text;
}

}  // namespace

TEST_CASE("the samples of the readers of pictures are refused or made, each in its memory") {
  const fs::path samples = FOTOGAL_SOURCE_DIR "/.deps/photos";
  REQUIRE(fs::is_directory(samples));
  Scratch scratch;
  std::vector<ProbeJob> jobs;
  std::set<std::string> types;
  for (const auto& entry : fs::recursive_directory_iterator(samples)) {
    if (!entry.is_regular_file()) continue;
    types.insert(entry.path().extension());
    jobs.push_back({entry.path(), scratch.path() + "/" + std::to_string(jobs.size())});
  }
  CHECK(jobs.size() >= 500);
  CHECK(types.size() >= 10);
  const auto probed = Probe(jobs, scratch.path());
  REQUIRE(probed.size() == jobs.size());
  std::map<std::string, int> results;
  std::vector<std::string> sent, stored;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    INFO(jobs[i].file);
    CheckFile(jobs[i].file, jobs[i].folder, probed[i]);
    ++results[probed[i].result];
    if (probed[i].result != "made jpeg") continue;
    sent.push_back(jobs[i].file);
    stored.push_back(jobs[i].folder + "/original.jpeg");
  }
  std::cout << jobs.size() << " files\n" << Listed(results);
  for (const char* result : {"made jpeg", "made png", "made gif", "made webp", "refused bad_image",
                             "refused unsupported_image"})
    CHECK(results[result] > 0);
  CHECK(sent.size() >= 50);
  const auto pixels = PixelsOf(sent);
  CHECK(pixels.size() == sent.size());
  CHECK(pixels == PixelsOf(stored));
  for (std::size_t i = 0; i < sent.size(); i += sent.size() / 10 + 1) {
    INFO(sent[i]);
    CHECK(Compared(sent[i], stored[i]) == "0");
  }
  CHECK(Forbidden(scratch.path()) == "");
}

TEST_CASE("generated files meet their fate, each in its memory, and keep no secret") {
  const char* given = std::getenv("PHOTOS_SEED");
  const auto seed = static_cast<std::uint32_t>(given != nullptr ? std::atol(given) : 20261121);
  INFO("PHOTOS_SEED=" << seed);
  const auto files = HostileFiles(seed);
  CHECK(files.size() >= 400);
  Scratch sent, made;
  std::map<std::string, int> results;
  std::vector<ProbeJob> jobs;
  for (const auto& file : files) {
    jobs.push_back({sent.path() + "/" + file.name, made.path() + "/" + file.name});
    CHECK(!fs::exists(jobs.back().file));  // a name of its own
    WriteFile(jobs.back().file, file.bytes);
  }
  const auto probed = Probe(jobs, sent.path());
  REQUIRE(probed.size() == jobs.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& file = files[i];
    INFO(file.name);
    CheckFile(jobs[i].file, jobs[i].folder, probed[i]);
    ++results[probed[i].result];
    const bool is_made = probed[i].result.starts_with("made");
    if (file.fate == Fate::kMade) CHECK(is_made);
    if (file.fate == Fate::kRefused) CHECK(!is_made);
    if (!is_made || file.secret.empty()) continue;
    for (const auto& entry : fs::directory_iterator(jobs[i].folder))
      CHECK(ReadFile(entry.path()).find(file.secret) == std::string::npos);
  }
  std::cout << files.size() << " files\n" << Listed(results);
  CHECK(Forbidden(made.path()) == "");
}
