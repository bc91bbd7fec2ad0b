#include "local/standin/object_storage/multipart_uploads.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "local/standin/testing.h"

namespace standin {
namespace {

using Etags = std::map<int, std::string>;

constexpr const char* kCreated = "2026-11-21T10:00:00Z";

struct Bench {
  testing::Folder folder;
  MultipartUploads uploads{folder.path() / "uploads"};
  const MultipartUpload upload{"id", "photos", "a/b", {{"content-type", "image/png"}}, kCreated};

  Bench() { REQUIRE(uploads.Create(upload).ok()); }
  std::string Put(int number, std::string_view bytes) {
    return uploads.PutPart(upload, number, bytes).value();
  }
};

TEST_CASE("an upload is found by bucket, object and id together, with its headers, reopened too") {
  Bench bench;
  const MultipartUploads reopened(bench.folder.path() / "uploads");
  const MultipartUploads* const both[] = {&bench.uploads, &reopened};
  for (const auto* uploads : both) {
    const auto found = uploads->Find("photos", "a/b", "id");
    REQUIRE(found);
    CHECK(found->id == "id");
    CHECK(found->headers == bench.upload.headers);
    REQUIRE(uploads->List("photos").size() == 1);
    CHECK(uploads->List("photos")[0].created == kCreated);
    CHECK(uploads->List("other").empty());
    CHECK_FALSE(uploads->Find("other", "a/b", "id"));
    CHECK_FALSE(uploads->Find("photos", "a", "id"));
    for (const char* id : {"", "ID", "..", "../uploads", "id/", "id\n"})
      CHECK_FALSE(uploads->Find("photos", "a/b", id));
  }
}

TEST_CASE("ids, names and headers of any bytes come back, and none leaves the folder") {
  Bench bench;
  for (const std::string& evil : {std::string("../../evil"), std::string("/etc/evil"),
                                  std::string("\0\xFF\n", 3), std::string(3000, 'x')}) {
    const MultipartUpload upload{
        evil, "photos", evil, {{"x", "\xC3\xBC\xFF"}, {"x", evil}}, kCreated};
    REQUIRE(bench.uploads.Create(upload).ok());
    const auto found = bench.uploads.Find("photos", evil, evil);
    REQUIRE(found);
    CHECK(found->headers == upload.headers);
  }
  size_t folders = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(bench.folder.path() / "uploads"))
    ++folders;
  CHECK(folders == 5);
}

TEST_CASE("parts are joined by number, whatever the order they came in") {
  Bench bench;
  const std::string bytes("\0\xFF", 2);
  const auto ten = bench.Put(10, "ten"), two = bench.Put(2, bytes), empty = bench.Put(3, "");
  const MultipartUploads reopened(bench.folder.path() / "uploads");
  CHECK(reopened.Join(bench.upload, {{2, two}, {3, empty}, {10, ten}}) == bytes + "ten");
  CHECK(bench.uploads.Join(bench.upload, {{10, ten}}) == "ten");
}

TEST_CASE("a part that is missing, replaced or another is not joined") {
  Bench bench;
  const auto first = bench.Put(1, "first"), old = bench.Put(2, "old");
  const auto replaced = bench.Put(2, "new");
  CHECK(bench.uploads.Join(bench.upload, {{1, first}, {2, replaced}}) == "firstnew");
  const Etags refused[] = {{{1, first}, {2, old}},
                           {{1, replaced}, {2, first}},
                           {{1, first}, {3, first}},
                           {{1, ""}},
                           {{0, first}},
                           {{-1, first}}};
  for (const auto& etags : refused) CHECK_FALSE(bench.uploads.Join(bench.upload, etags));
}

TEST_CASE("what is removed is gone for good, and only that") {
  Bench bench;
  const MultipartUpload other{"other", "photos", "a/b", {}, kCreated};
  REQUIRE(bench.uploads.Create(other).ok());
  const auto etag = bench.Put(1, "x");
  for (int i = 0; i < 2; ++i) {
    bench.uploads.Remove(bench.upload);
    CHECK_FALSE(bench.uploads.Find("photos", "a/b", "id"));
    CHECK_FALSE(bench.uploads.Join(bench.upload, {{1, etag}}));
  }
  CHECK(bench.uploads.Find("photos", "a/b", "other"));
}

TEST_CASE("a description that is no JSON object is no upload") {
  Bench bench;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(bench.folder.path() / "uploads")) {
    if (entry.path().filename() == "upload.json") std::ofstream(entry.path()) << "[1";
  }
  CHECK_FALSE(bench.uploads.Find("photos", "a/b", "id"));
}

}  // namespace
}  // namespace standin
