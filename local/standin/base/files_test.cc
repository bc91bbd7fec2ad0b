#include "local/standin/base/files.h"

#include <sys/stat.h>

#include <atomic>
#include <catch2/catch_test_macros.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "local/standin/testing.h"

using namespace standin;
namespace fs = std::filesystem;

namespace {

unsigned ModeOf(const fs::path& path) {
  struct stat info {};
  REQUIRE(stat(path.c_str(), &info) == 0);
  return info.st_mode & 0777;
}

size_t Entries(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), {}));
}

}  // namespace

TEST_CASE("a document that is none is put aside, and the process goes on") {
  testing::Folder folder;
  const auto path = folder.path() / "d.json";
  CHECK(ReadDocument(path) == nlohmann::json::object());
  for (const char* text : {"", "{", "[]", "1", "{}x", "\xff"}) {
    INFO(text);
    REQUIRE(WriteWholeFile(path, text).ok());
    CHECK(ReadDocument(path) == nlohmann::json::object());
    CHECK_FALSE(fs::exists(path));
    CHECK(ReadWholeFile(path.string() + ".damaged") == text);
  }
  REQUIRE(WriteWholeFile(path, R"({"a": 1})").ok());
  CHECK(ReadDocument(path) == nlohmann::json{{"a", 1}});
  CHECK(fs::exists(path));
}

TEST_CASE("what is written is read back, byte for byte, with its mode") {
  testing::Folder folder;
  const auto path = folder.path() / "f";
  std::string all_bytes;
  for (int i = 0; i < 70000; ++i) all_bytes += static_cast<char>(i);
  for (const std::string& content : {all_bytes, std::string(), std::string("a\0b\r\n", 5)}) {
    REQUIRE(WriteWholeFile(path, content, 0600).ok());
    CHECK(ReadWholeFile(path) == content);
    CHECK(ModeOf(path) == 0600);
    CHECK(Entries(folder.path()) == 1);
  }
}

TEST_CASE("a path that is no file reads as nothing") {
  testing::Folder folder;
  for (const fs::path& path : {folder.path() / "none", folder.path(), fs::path(""),
                               fs::path("/dev/null"), folder.path() / "none" / "f"}) {
    CHECK_FALSE(ReadWholeFile(path));
  }
}

TEST_CASE("what cannot be written is named with the reason, and leaves nothing") {
  testing::Folder folder;
  fs::create_directories(folder.path() / "taken" / "x");
  std::ofstream(folder.path() / "file") << "old";
  for (const fs::path& path :
       {folder.path() / "none" / "f", folder.path() / "file" / "f", folder.path() / "taken"}) {
    const auto written = WriteWholeFile(path, "new");
    REQUIRE_FALSE(written.ok());
    CHECK(written.error().message.find(path.string()) != std::string::npos);
  }
  CHECK(Entries(folder.path()) == 2);
  CHECK(ReadWholeFile(folder.path() / "file") == "old");
}

TEST_CASE("readers beside writers see one whole version, and the last one stays") {
  testing::Folder folder;
  const auto path = folder.path() / "f";
  constexpr size_t kSize = 100000;
  REQUIRE(WriteWholeFile(path, std::string(kSize, 'a')).ok());
  std::atomic<bool> done = false;
  std::vector<std::thread> writers;
  for (const char letter : {'b', 'c', 'd'}) {
    writers.emplace_back([&, letter] {
      for (int i = 0; i < 50; ++i) (void)WriteWholeFile(path, std::string(kSize, letter));
    });
  }
  std::thread reader([&] {
    while (!done) {
      const auto content = ReadWholeFile(path);
      if (!content || content->size() != kSize ||
          content->find_first_not_of(content->front()) != std::string::npos) {
        FAIL_CHECK("torn");
        return;
      }
    }
  });
  for (auto& writer : writers) writer.join();
  done = true;
  reader.join();
  CHECK(Entries(folder.path()) == 1);
}

TEST_CASE("RemoveLeftovers removes .part files and nothing else") {
  testing::Folder folder;
  for (const char* name : {"a.1.2.part", ".part", "b.part", "part", "c.part.json", "d.json"})
    std::ofstream(folder.path() / name) << "x";
  RemoveLeftovers(folder.path());
  CHECK_FALSE(fs::exists(folder.path() / "a.1.2.part"));
  CHECK_FALSE(fs::exists(folder.path() / "b.part"));
  for (const char* name : {"part", "c.part.json", "d.json"})
    CHECK(fs::exists(folder.path() / name));
  RemoveLeftovers(folder.path() / "none");
}

TEST_CASE("folders are made with those above them, and get their mode again") {
  testing::Folder folder;
  const auto deep = folder.path() / "a" / "b";
  REQUIRE(MakeFolder(deep, 0700).ok());
  CHECK(ModeOf(deep) == 0700);
  fs::permissions(deep, fs::perms::all);
  REQUIRE(MakeFolder(deep, 0700).ok());
  CHECK(ModeOf(deep) == 0700);
  std::ofstream(folder.path() / "file") << "x";
  const auto made = MakeFolder(folder.path() / "file" / "x");
  REQUIRE_FALSE(made.ok());
  CHECK(made.error().message.find("file") != std::string::npos);
}

TEST_CASE("appended texts of several threads stand one after the other, each whole") {
  testing::Folder folder;
  const auto path = folder.path() / "lines";
  std::vector<std::thread> writers;
  for (const char letter : {'a', 'b', 'c', 'd'}) {
    writers.emplace_back([&path, line = std::string(500, letter) + "\n"] {
      for (int i = 0; i < 100; ++i) {
        if (!AppendToFile(path, line, Force::kNot)) return;
      }
    });
  }
  for (auto& writer : writers) writer.join();
  CHECK(ModeOf(path) == 0600);
  std::ifstream file(path);
  size_t lines = 0, whole = 0;
  for (std::string line; std::getline(file, line); ++lines)
    whole += line == std::string(500, line[0]) ? 1 : 0;
  CHECK(lines == 400);
  CHECK(whole == 400);
  CHECK_FALSE(AppendToFile(folder.path() / "none" / "x", "x", Force::kToDisk));
}

TEST_CASE("what is appended after half a line is whole") {
  testing::Folder folder;
  const auto path = folder.path() / "lines";
  for (const char* before : {"", "whole\n", "whole\nhal"}) {
    std::ofstream(path, std::ios::trunc) << before;
    REQUIRE(AppendToFile(path, "one\n", Force::kToDisk));
    REQUIRE(AppendToFile(path, "two\n", Force::kNot));
    const std::string text = ReadWholeFile(path).value_or("");
    CHECK(text.starts_with(before));
    CHECK((text == std::string(before) + "one\ntwo\n" || text.ends_with("\none\ntwo\n")));
  }
}

TEST_CASE("files are removed and renamed, and what cannot be is named") {
  testing::Folder folder;
  const auto path = folder.path() / "f", other = folder.path() / "g";
  std::ofstream(path) << "x";
  REQUIRE(RenameFile(path, other).ok());
  CHECK(ReadWholeFile(other) == "x");
  CHECK(RenameFile(path, other).error().message.find(path.string()) != std::string::npos);
  REQUIRE(RemoveFile(other).ok());
  REQUIRE(RemoveFile(other).ok());
  CHECK_FALSE(fs::exists(other));
  CHECK(RemoveFile(folder.path()).error().message.find(folder.path().string()) !=
        std::string::npos);
  CHECK_FALSE(ForceFolder(path).ok());
}
