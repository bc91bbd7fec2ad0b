#include "oci/crypto.h"

#include <catch2/catch_test_macros.hpp>

namespace oci {
namespace {

TEST_CASE("hashes") {
  CHECK(Hex(Sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(Hex(Md5("abc")) == "900150983cd24fb0d6963f7d28e17f72");
}

}  // namespace
}  // namespace oci
