// A home folder with configuration and keys, for the tests of credentials.
#pragma once

#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>

#include "oci/credentials.h"
#include "oci/testing.h"

namespace oci::testing {

inline const std::string kPassPhrase = "a=b == c";
// The test key, encrypted with kPassPhrase: PKCS#8, or the older PKCS#1 form.
std::string EncryptedPem(bool pkcs8);

// A folder of its own for each test, and an environment that sees it as HOME.
struct Home {
  Home() {
    static int count = 0;
    path = std::filesystem::temp_directory_path() /
           ("oci-credentials-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::remove_all(path);
    std::filesystem::create_directories(path / ".oci");
    variables["HOME"] = path.string();
  }
  ~Home() { std::filesystem::remove_all(path); }
  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(path / name, std::ios::binary) << text;
    return (path / name).string();
  }
  Environment environment() const {
    return [this](const std::string& name) -> std::optional<std::string> {
      const auto found = variables.find(name);
      if (found == variables.end()) return std::nullopt;
      return found->second;
    };
  }
  std::string ConfigText() const {
    return "user=ocid1.user\nfingerprint=" + TestKey().Fingerprint() +
           "\ntenancy=ocid1.tenancy\nregion=us-phoenix-1\nkey_file=~/.oci/key.pem\n";
  }
  std::filesystem::path path;
  std::map<std::string, std::string> variables;
};

inline std::string Message(const Result<std::shared_ptr<CredentialsProvider>>& result) {
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().code == "configuration");
  return result.error().message;
}

inline bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace oci::testing
