#include "fotogal/account/cose_key.h"

#include <openssl/obj_mac.h>

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "tests/support/authenticator.h"

namespace {

using namespace fotogal::webauthn;
using tests::Authenticator;
using tests::CborBytes;
using tests::CborInt;
using tests::CborMap;

// Of P-256, in SEC 2.
const std::string kX =
    common::Base64UrlDecode("axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY").value();
const std::string kY =
    common::Base64UrlDecode("T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU").value();

std::string Odd(std::size_t bytes, char first = '\x80') {
  std::string number(bytes, '\x55');
  number.front() = first;
  return number;
}
const std::string kUsualExponent{"\x01\x00\x01", 3};

TEST_CASE("keys: each algorithm's, with what follows left alone") {
  for (const int algorithm : kAlgorithms) {
    const auto key = Authenticator(algorithm).PublicKey();
    CHECK(KeyAt(key) == key);
    CHECK(KeyAt(key + "more") == key);
    for (std::size_t length = 0; length < key.size(); ++length)
      CHECK_FALSE(KeyAt(key.substr(0, length)));
  }
  CHECK(KeyAt(Authenticator::Ec2Key(1, kX, kY)));
}

TEST_CASE("keys: a signature is of one key and one message") {
  for (const int algorithm : kAlgorithms) {
    const Authenticator ours(algorithm), other(algorithm);
    const auto signature = ours.Sign("data", "client data");
    const auto message = "data" + tests::Sha256Of("client data");
    CHECK(IsSignedBy(ours.PublicKey(), message, signature));
    CHECK_FALSE(IsSignedBy(other.PublicKey(), message, signature));
    CHECK_FALSE(IsSignedBy(ours.PublicKey(), message + "!", signature));
    CHECK_FALSE(IsSignedBy(ours.PublicKey() + "!", message, signature));
    for (std::size_t i = 0; i <= signature.size(); ++i) {
      if (i == signature.size()) {
        CHECK_FALSE(IsSignedBy(ours.PublicKey(), message, signature + "\x01"));
        continue;
      }
      auto changed = signature;
      changed[i] = static_cast<char>(changed[i] ^ 1);
      CHECK_FALSE(IsSignedBy(ours.PublicKey(), message, changed));
      CHECK_FALSE(IsSignedBy(ours.PublicKey(), message, signature.substr(0, i)));
      CHECK_FALSE(IsSignedBy(ours.PublicKey(), message, changed.substr(0, i + 1)));
    }
  }
}

TEST_CASE("keys: a signature of one algorithm is none of another") {
  const Authenticator first(kEs256), second(kEdDsa), third(kRs256);
  for (const auto* by : {&first, &second, &third}) {
    for (const auto* of : {&first, &second, &third})
      CHECK(IsSignedBy(of->PublicKey(), tests::Sha256Of(""), by->Sign("", "")) == (by == of));
  }
}

TEST_CASE("keys: points that are none") {
  for (const int curve : {0, 2, 3, 6, 8}) CHECK_FALSE(KeyAt(Authenticator::Ec2Key(curve, kX, kY)));
  auto off = kY;
  off.back() = static_cast<char>(off.back() ^ 1);
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, kX, off)));
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, kY, kX)));
  const std::string zero(32, '\0'), most(32, '\xff');
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, zero, zero)));
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, most, most)));
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, kX.substr(1), kY)));
  CHECK_FALSE(KeyAt(Authenticator::Ec2Key(1, kX, kY + "!")));
  for (const int curve : {1, 4, 5, 7}) CHECK_FALSE(KeyAt(Authenticator::OkpKey(curve, kX)));
  CHECK_FALSE(KeyAt(Authenticator::OkpKey(6, kX.substr(1))));
  CHECK_FALSE(KeyAt(Authenticator::OkpKey(6, kX + "!")));
}

TEST_CASE("keys: moduli and exponents of RSA") {
  CHECK(KeyAt(Authenticator::RsaKey(Odd(256), kUsualExponent)));
  CHECK(KeyAt(Authenticator::RsaKey(Odd(512), kUsualExponent)));
  CHECK_FALSE(KeyAt(Authenticator::RsaKey(Odd(255), kUsualExponent)));
  CHECK_FALSE(KeyAt(Authenticator::RsaKey(Odd(256, '\x7f'), kUsualExponent)));  // 2047 bits
  CHECK_FALSE(KeyAt(Authenticator::RsaKey(Odd(513), kUsualExponent)));
  CHECK_FALSE(KeyAt(Authenticator::RsaKey('\0' + Odd(256), kUsualExponent)));
  CHECK_FALSE(KeyAt(Authenticator::RsaKey("", kUsualExponent)));
  auto even = Odd(256);
  even.back() = '\x54';
  CHECK_FALSE(KeyAt(Authenticator::RsaKey(even, kUsualExponent)));
  for (const char* exponent : {"", "\x01", "\x02", "\x03", "\x01\x01"})
    CHECK_FALSE(KeyAt(Authenticator::RsaKey(Odd(256), exponent)));
  CHECK_FALSE(KeyAt(Authenticator::RsaKey(Odd(256), '\0' + kUsualExponent)));
}

TEST_CASE("keys: other encodings, and other parameters, of the same key") {
  const auto kind = CborInt(1) + CborInt(2), algorithm = CborInt(3) + CborInt(-7),
             curve = CborInt(-1) + CborInt(1), x = CborInt(-2) + CborBytes(kX),
             y = CborInt(-3) + CborBytes(kY);
  CHECK(KeyAt(CborMap(5) + kind + algorithm + curve + x + y));
  const std::string none[] = {
      CborMap(5) + algorithm + kind + curve + x + y,  // not in order
      CborMap(5) + kind + algorithm + curve + y + x,
      CborMap(5) + curve + x + y + kind + algorithm,
      CborMap(6) + kind + algorithm + curve + x + y + y,  // twice
      CborMap(5) + kind + kind + algorithm + curve + x,
      CborMap(4) + kind + algorithm + curve + x,                                 // one too few
      CborMap(6) + kind + algorithm + curve + x + y + CborInt(-4) + CborInt(0),  // one too many
      CborMap(5) + kind + CborInt(2) + CborInt(0) + algorithm + curve + x,
      CborMap(5) + CborInt(1) + CborInt(3) + algorithm + curve + x + y,  // another kind
      CborMap(5) + kind + CborInt(3) + CborInt(-35) + curve + x + y,     // another algorithm
      CborMap(5) + kind + CborInt(3) + CborInt(-8) + curve + x + y,
      CborMap(5) + kind + CborInt(3) + CborInt(-257) + curve + x + y,
      CborMap(5) + kind + algorithm + curve + CborInt(-2) + CborInt(5) + y,  // a number for bytes
      CborMap(5) + CborInt(1) + CborBytes("2") + algorithm + curve + x + y,
      "\xbf" + kind + algorithm + curve + x + y + "\xff",  // of no length
      CborMap(5) + kind + algorithm + curve + CborInt(-2) + "\x5f" + CborBytes(kX) + "\xff" + y,
      "\xb8\x05" + kind + algorithm + curve + x + y,  // long forms of short numbers
      CborMap(5) + "\x18\x01" + CborInt(2) + algorithm + curve + x + y,
      CborMap(5) + CborInt(1) + std::string("\x19\x00\x02", 3) + algorithm + curve + x + y,
      CborMap(5) + kind + algorithm + curve + CborInt(-2) + std::string("\x59\x00\x20", 3) + kX + y,
      CborMap(5) + kind + algorithm + curve + CborInt(-2) + "\x5a" + std::string("\0\0\0\x20", 4) +
          kX + y,
      "\xc0" + CborMap(5) + kind + algorithm + curve + x + y,  // tagged
      std::string("\x85", 1) + kind + algorithm + curve + x + y,
      CborMap(0),
      "",
  };
  for (const auto& key : none) CHECK_FALSE(KeyAt(key));
}

}  // namespace
