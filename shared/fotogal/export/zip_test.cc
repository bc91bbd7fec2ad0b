#include "fotogal/export/zip.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/files.h"

using namespace fotogal;

namespace {

// "name=content;" of every entry, as Python's zipfile reads the archive.
std::string Listing(const std::string& archive, const std::string& script) {
  char pattern[] = "/tmp/fotogal-zip-XXXXXX";
  const std::string folder = mkdtemp(pattern);
  std::ofstream(folder + "/a.zip", std::ios::binary) << archive;
  const std::string command = "python3 -c '" + script + "' " + folder + "/a.zip > " + folder + "/o";
  const int status = std::system(command.c_str());
  const std::string text = common::ReadFile(folder + "/o").value_or("");
  std::filesystem::remove_all(folder);
  REQUIRE(status == 0);
  return text;
}

const oci::TimePoint kWhen{std::chrono::seconds(1'763'000'000)};

}  // namespace

TEST_CASE("pieces make one archive that another implementation reads") {
  ZipPiece first(0);
  first.Add("a.txt", "alpha", kWhen);
  first.Add("folder/\xc3\xa9.txt", std::string(100'000, 'x'), kWhen);
  ZipPiece second(first.bytes().size());
  second.Add("empty", "", kWhen);
  const std::string body = first.bytes() + second.bytes();
  const std::string directory = first.directory() + second.directory();
  const auto archive = body + directory + ZipEnd(body.size(), directory.size(), 3);
  CHECK(Listing(archive,
                "import sys, zipfile\n"
                "z = zipfile.ZipFile(sys.argv[1])\n"
                "assert z.testzip() is None\n"
                "for i in z.infolist(): print(i.filename, i.file_size, i.date_time[:3])") ==
        "a.txt 5 (2025, 11, 13)\nfolder/\xc3\xa9.txt 100000 (2025, 11, 13)\nempty 0 (2025, 11, "
        "13)\n");
}

TEST_CASE("an archive without entries is valid") {
  CHECK(Listing(ZipEnd(0, 0, 0),
                "import sys, zipfile\n"
                "print(len(zipfile.ZipFile(sys.argv[1]).namelist()))") == "0\n");
}

TEST_CASE("an entry beyond 4 GB is found through its ZIP64 field") {
  const std::uint64_t far = 5'000'000'000;
  ZipPiece piece(far);
  piece.Add("far", "x", kWhen);
  const std::string& directory = piece.directory();
  // The 32-bit offset says "see the extra field", and that holds the real one.
  CHECK(directory.substr(42, 4) == std::string(4, '\xff'));
  std::uint64_t offset = 0;
  for (int i = 7; i >= 0; --i)
    offset =
        offset << 8 | static_cast<unsigned char>(directory[46 + 3 + 4 + static_cast<size_t>(i)]);
  CHECK(offset == far);
}
