#include "local/standin/identity/principals.h"

#include <catch2/catch_test_macros.hpp>
#include <fstream>

#include "local/standin/base/files.h"
#include "local/standin/testing.h"

namespace standin {
namespace {

using testing::Folder;

const oci::TimePoint kNow{std::chrono::seconds(1795269600)};

std::string KeyIdOfFunctions(const Principals& principals) {
  return "ST$" +
         ReadWholeFile(principals.ResourcePrincipalEnvironment().at("OCI_RESOURCE_PRINCIPAL_RPST"))
             .value();
}

TEST_CASE("what is made is for the owner alone, is kept, and opens again as the same") {
  Folder folder;
  const auto first = Principals::Open(folder.path() / "p", kNow);
  REQUIRE(first.ok());
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() / "p")) {
    const auto mode = entry.status().permissions() & std::filesystem::perms::all;
    CHECK(static_cast<unsigned>(mode) == (entry.is_directory() ? 0700U : 0600U));
    if (entry.is_regular_file()) files[entry.path()] = ReadWholeFile(entry.path()).value();
  }
  CHECK(files.size() == 5);
  const auto second = Principals::Open(folder.path() / "p", kNow);
  REQUIRE(second.ok());
  for (const auto& [path, content] : files) {
    INFO(path);
    CHECK(ReadWholeFile(path) == content);
  }
  CHECK(second->ConfigFile() == first->ConfigFile());
}

TEST_CASE("the ring knows both principals, until the token ends, and nobody else's") {
  Folder folder;
  const auto own = Principals::Open(folder.path() / "own", kNow);
  const auto foreign = Principals::Open(folder.path() / "foreign", kNow);
  REQUIRE(own.ok());
  REQUIRE(foreign.ok());
  KeyRing keys;
  own->AddTo(keys);
  CHECK(keys.Find(KeyIdOfFunctions(*own), kNow));
  CHECK_FALSE(keys.Find(KeyIdOfFunctions(*foreign), kNow));
  CHECK_FALSE(keys.Find(KeyIdOfFunctions(*own) + "A", kNow));
  CHECK_FALSE(keys.Find(KeyIdOfFunctions(*own), kNow + std::chrono::hours(24 * 366 * 10)));
  const auto holder = *PublicKeyOf(MakeRsaKey());
  const auto token = "ST$" + own->MintToken(holder, kNow + std::chrono::seconds(10)).value();
  const auto found = keys.Find(token, kNow);
  REQUIRE(found);
  CHECK(found->Fingerprint() == holder.Fingerprint());
  CHECK_FALSE(keys.Find(token, kNow + std::chrono::seconds(11)));
  const std::string user = std::string(kTenancyId) + "/" + kUserId + "/";
  const auto operator_key = *PublicKeyOf(*ReadWholeFile(folder.path() / "own/operator/key.pem"));
  CHECK(keys.Find(user + operator_key.Fingerprint(), kNow));
  CHECK_FALSE(keys.Find(user + holder.Fingerprint(), kNow));
}

TEST_CASE("a key that is broken is named, not replaced") {
  for (const char* file : {"authority.pem", "resource-principal/private.pem", "operator/key.pem"}) {
    Folder folder;
    REQUIRE(Principals::Open(folder.path(), kNow).ok());
    for (const char* content : {"", "nonsense"}) {
      std::ofstream(folder.path() / file, std::ios::trunc) << content;
      const auto opened = Principals::Open(folder.path(), kNow);
      REQUIRE_FALSE(opened.ok());
      CHECK(opened.error().message.find(file) != std::string::npos);
      CHECK(ReadWholeFile(folder.path() / file) == content);
    }
  }
}

TEST_CASE("a key that is missing is made, and the configuration names it") {
  Folder folder;
  REQUIRE(Principals::Open(folder.path(), kNow).ok());
  std::filesystem::remove(folder.path() / "operator/key.pem");
  const auto opened = Principals::Open(folder.path(), kNow);
  REQUIRE(opened.ok());
  const auto key = PublicKeyOf(ReadWholeFile(folder.path() / "operator/key.pem").value());
  REQUIRE(key);
  const auto config = ReadWholeFile(opened->ConfigFile()).value();
  CHECK(config.find("fingerprint=" + key->Fingerprint() + "\n") != std::string::npos);
  CHECK(config.find("key_file=" + (folder.path() / "operator/key.pem").string() + "\n") !=
        std::string::npos);
}

}  // namespace
}  // namespace standin
