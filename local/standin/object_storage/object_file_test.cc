#include "local/standin/object_storage/object_file.h"

#include <catch2/catch_test_macros.hpp>
#include <sstream>

#include "oci/crypto.h"

using namespace standin;

namespace {

ObjectInfo Described(const std::string& bytes) {
  ObjectInfo info{"etag",
                  oci::Base64(oci::Md5(bytes)),
                  {{"content-type", "image/png"}},
                  bytes.size(),
                  oci::TimePoint()};
  info.headers.emplace_back("opc-meta-odd", "\xff\n");
  return info;
}

}  // namespace

TEST_CASE("a description is one line, and is read as it was written") {
  const std::string name = "a/\xfe\x01 b";
  std::istringstream file(ObjectHeadLine(name, Described("bytes")) + "bytes");
  const auto head = ReadObjectHead(file);
  REQUIRE(head);
  CHECK(head->name == name);
  CHECK(head->info.etag == "etag");
  CHECK(head->info.headers == Described("bytes").headers);
  CHECK(ReadObjectBytes(file, head->info, 1000) == "bytes");
}

TEST_CASE("a description tells the place among the versions, and a delete marker") {
  ObjectInfo info = Described("");
  CHECK(ObjectHeadLine("a", info).find("order") == std::string::npos);
  info.order = 7;
  info.is_marker = true;
  std::istringstream file(ObjectHeadLine("a", info));
  const auto head = ReadObjectHead(file);
  REQUIRE(head);
  CHECK(head->info.order == 7);
  CHECK(head->info.is_marker);
}

TEST_CASE("what is no description is none") {
  for (const char* text : {"", "\n", "{", "[]\n", "{}\n", "{\"name\":1}\n",
                           "{\"name\":\"YQ==\",\"created\":\"2026-01-01T00:00:00Z\"}\n",
                           "{\"name\":\"YQ==\",\"created\":\"2026-01-01T00:00:00Z\",\"size\":-1}\n",
                           "{\"name\":\"YQ==\",\"created\":\"2026-01-01T00:00:00Z\",\"size\":1,"
                           "\"headers\":[[\"?\",\"YQ==\"]]}\n"}) {
    INFO(text);
    std::istringstream file(text);
    CHECK_FALSE(ReadObjectHead(file));
  }
}

TEST_CASE("bytes that are fewer, more or others than described are none") {
  const ObjectInfo info = Described("bytes");
  for (const char* text : {"", "byte", "bytes!", "bytez"}) {
    INFO(text);
    std::istringstream file(text);
    CHECK_FALSE(ReadObjectBytes(file, info, 1000));
  }
  std::istringstream file("bytes");
  ObjectInfo made_up = info;
  made_up.size = std::uint64_t{1} << 60;
  CHECK_FALSE(ReadObjectBytes(file, made_up, 1000));  // and nothing of that size was allocated
}
