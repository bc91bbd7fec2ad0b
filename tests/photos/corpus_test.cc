// Pictures that are odd, broken or hostile: those that the readers of pictures are themselves
// tested with (scripts/setup takes them out of Debian's source packages), and generated ones.
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>

#include "fotogal/picture.h"
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

// Holds what must hold for whatever file: it does not kill its reader, not within the memory that
// was computed either, and what is made of it is a picture that is made of itself.
Probed CheckFile(const std::string& file, const std::string& folder) {
  const Probed probed = Probe(file, folder);
  CHECK(probed.ended.exit_code == 0);
  CHECK(probed.result == MadeHere(ReadFile(file)));
  CHECK(probed.taken <= probed.computed);
  CHECK(probed.computed <= photo::kMaxMemory);
  if (!probed.result.starts_with("made")) return probed;
  const std::string original = ReadFile(folder + "/original." + probed.result.substr(5));
  const auto again = photo::Make(original);
  CHECK(again.ok());
  if (again.ok()) CHECK((again->original == original));
  return probed;
}

// The pixels of a sanitized JPEG are those of the file, as ImageMagick sees them.
bool SamePixels(const std::string& file, const std::string& sanitized) {
  const auto compared = Run("sh -c " + Quoted("compare -metric AE jpeg:" + Quoted(file) +
                                              " jpeg:" + Quoted(sanitized) + " null: 2>&1"));
  return compared.exit_code == 0 && compared.output == "0";
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
  std::map<std::string, int> results;
  std::set<std::string> types;
  int number = 0, compared = 0;
  for (const auto& entry : fs::recursive_directory_iterator(samples)) {
    if (!entry.is_regular_file()) continue;
    INFO(entry.path().string());
    const std::string folder = scratch.path() + "/" + std::to_string(++number);
    const Probed probed = CheckFile(entry.path(), folder);
    ++results[probed.result];
    types.insert(entry.path().extension());
    if (!probed.result.starts_with("made")) {
      fs::remove(folder);
    } else if (probed.result == "made jpeg") {
      CHECK(SamePixels(entry.path(), folder + "/original.jpeg"));
      ++compared;
    }
  }
  std::cout << number << " files\n" << Listed(results) << compared << " compared\n";
  CHECK(number >= 500);
  CHECK(types.size() >= 10);
  CHECK(compared >= 50);
  for (const char* result :
       {"made jpeg", "made png", "made gif", "refused bad_image", "refused unsupported_image"})
    CHECK(results[result] > 0);
  CHECK(Forbidden(scratch.path()) == "");
}

TEST_CASE("generated files meet their fate, each in its memory, and keep no secret") {
  const char* given = std::getenv("PHOTOS_SEED");
  const auto seed = static_cast<std::uint32_t>(given != nullptr ? std::atol(given) : 20261121);
  INFO("PHOTOS_SEED=" << seed);
  const auto files = HostileFiles(seed);
  CHECK(files.size() >= 400);
  Scratch scratch;
  std::map<std::string, int> results;
  std::set<std::string> names;
  for (const auto& file : files) {
    INFO(file.name);
    CHECK(names.insert(file.name).second);
    const std::string folder = scratch.path() + "/" + file.name;
    const std::string path = scratch.path() + "/" + file.name + ".sent";
    WriteFile(path, file.bytes);
    const Probed probed = CheckFile(path, folder);
    fs::remove(path);
    ++results[probed.result];
    const bool made = probed.result.starts_with("made");
    if (file.fate == Fate::kMade) CHECK(made);
    if (file.fate == Fate::kRefused) CHECK(!made);
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (!file.secret.empty())
        CHECK(ReadFile(entry.path()).find(file.secret) == std::string::npos);
    }
    if (!made) fs::remove(folder);
  }
  std::cout << files.size() << " files\n" << Listed(results);
  CHECK(Forbidden(scratch.path()) == "");
}
