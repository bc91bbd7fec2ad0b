#include "fotogal/account/webauthn.h"

#include <catch2/catch_test_macros.hpp>
#include <functional>
#include <nlohmann/json.hpp>

#include "fotogal/account/cose_key.h"
#include "tests/support/authenticator.h"
#include "tests/support/webauthn_vectors.h"

namespace {

using namespace fotogal::webauthn;
using tests::Authenticator;
using tests::CborBytes;
using tests::CborHead;
using tests::CborInt;
using tests::CborMap;
using tests::CborText;

const Expected kOurs{"photos.example", "https://photos.example",
                     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"};

// The code of the refusal; "": none.
template <class T>
std::string CodeOf(const Checked<T>& checked) {
  return checked.ok() ? "" : checked.error().code;
}

std::string Registered(const Authenticator& authenticator, const Expected& expected = kOurs) {
  return CodeOf(ReadRegistration(expected, authenticator.ClientData("create", kOurs.challenge),
                                 authenticator.Attestation()));
}
// Of an attestation object that somebody else has made.
std::string RegisteredBy(const std::string& attestation) {
  return CodeOf(
      ReadRegistration(kOurs, Authenticator().ClientData("create", kOurs.challenge), attestation));
}
std::string RegisteredWith(const std::string& data) {
  return RegisteredBy(Authenticator::Attestation(data));
}
std::string RegisteredAs(const std::string& client_data) {
  return CodeOf(ReadRegistration(kOurs, client_data, Authenticator().Attestation()));
}

Assertion AssertionOf(const Authenticator& authenticator,
                      const std::string& challenge = kOurs.challenge) {
  Assertion assertion{authenticator.ClientData("get", challenge),
                      authenticator.Data() + authenticator.extensions, ""};
  assertion.signature = authenticator.Sign(assertion.authenticator_data, assertion.client_data);
  return assertion;
}
std::string Accepted(const Assertion& assertion, const std::string& key) {
  const auto read = CodeOf(ReadAssertion(kOurs, assertion));
  return read.empty() ? CodeOf(CheckSignature(assertion, key)) : read;
}

TEST_CASE("webauthn: passkeys of each algorithm, and log-ins with them") {
  for (const int algorithm : kAlgorithms) {
    Authenticator authenticator(algorithm);
    authenticator.count = 0x01020304;
    const auto made = ReadRegistration(kOurs, authenticator.ClientData("create", kOurs.challenge),
                                       authenticator.Attestation());
    REQUIRE(made.ok());
    CHECK(made->id == authenticator.id);
    CHECK(made->public_key == authenticator.PublicKey());
    CHECK(made->sign_count == 0x01020304);
    authenticator.count = 0xffffffff;
    const auto assertion = AssertionOf(authenticator);
    CHECK(ReadAssertion(kOurs, assertion)->sign_count == 0xffffffff);
    CHECK(Accepted(assertion, made->public_key).empty());
    CHECK(Accepted(assertion, Authenticator(algorithm).PublicKey()) == "bad_signature");
  }
}

// Section 16 of the recommendation.
TEST_CASE("webauthn: the recommendation's examples") {
  for (const auto& example : tests::kWebauthnVectors) {
    INFO(example.name);
    const auto bytes = [](std::string_view hex) { return tests::BytesOfHex(hex); };
    Expected expected{"example.org", "https://example.org",
                      common::Base64Url(bytes(example.create_challenge))};
    if (!example.attestation_object.empty()) {
      const auto made = ReadRegistration(expected, bytes(example.create_client_data),
                                         bytes(example.attestation_object));
      CHECK(CodeOf(made) == example.create_refusal);
      if (made.ok()) CHECK(made->id == bytes(example.credential_id));
    }
    CHECK(KeyAt(bytes(example.public_key)) == bytes(example.public_key));
    const Assertion assertion{bytes(example.get_client_data), bytes(example.authenticator_data),
                              bytes(example.signature)};
    expected.challenge = common::Base64Url(bytes(example.get_challenge));
    CHECK(CodeOf(ReadAssertion(expected, assertion)) == example.get_refusal);
    CHECK(CodeOf(CheckSignature(assertion, bytes(example.public_key))).empty());
  }
}

TEST_CASE("webauthn: each flag") {
  for (unsigned bit = 0; bit < 8; ++bit) {
    INFO("bit " << bit);
    Authenticator changed;
    changed.flags ^= 1U << bit;
    const std::string made[] = {
        "not_present",           "", "not_verified", "", "bad_authenticator_data", "", "",
        "bad_authenticator_data"};
    // 6 is set in every registration.
    CHECK(Registered(changed) == made[bit]);
    const std::string used[] = {"not_present",
                                "",
                                "not_verified",
                                "",
                                "bad_authenticator_data",
                                "",
                                "bad_authenticator_data",
                                "bad_authenticator_data"};
    CHECK(Accepted(AssertionOf(changed), changed.PublicKey()) == used[bit]);
  }
  Authenticator synced;
  synced.flags |= 0x18;
  CHECK(Registered(synced).empty());
  CHECK(Accepted(AssertionOf(synced), synced.PublicKey()).empty());
  const Authenticator one;
  CHECK(RegisteredWith(one.Data()) == "no_credential");
  CHECK(RegisteredWith(one.Data() + one.Credential(one.PublicKey())) == "no_credential");
}

TEST_CASE("webauthn: another site, origin, challenge or ceremony") {
  const Authenticator one;
  auto other = kOurs;
  other.rp_id = "other.example";
  CHECK(Registered(one, other) == "wrong_rp");
  CHECK(CodeOf(ReadAssertion(other, AssertionOf(one))) == "wrong_rp");
  for (const char* origin :
       {"http://photos.example", "https://photos.example:444", "https://photos.example/",
        "https://a.photos.example", "https://photos.example.evil.example", ""}) {
    other = kOurs;
    other.origin = origin;
    CHECK(Registered(one, other) == "wrong_origin");
    CHECK(CodeOf(ReadAssertion(other, AssertionOf(one))) == "wrong_origin");
  }
  for (const auto& challenge :
       {std::string(), kOurs.challenge.substr(1), kOurs.challenge + "=", kOurs.challenge + "A"}) {
    other = kOurs;
    other.challenge = challenge;
    CHECK(Registered(one, other) == "wrong_challenge");
    CHECK(CodeOf(ReadAssertion(other, AssertionOf(one))) == "wrong_challenge");
  }
  CHECK(RegisteredAs(one.ClientData("get", kOurs.challenge)) == "wrong_type");
  Assertion assertion = AssertionOf(one);
  assertion.client_data = one.ClientData("create", kOurs.challenge);
  CHECK(CodeOf(ReadAssertion(kOurs, assertion)) == "wrong_type");
}

TEST_CASE("webauthn: client data that is none") {
  const auto good = Authenticator().ClientData("create", kOurs.challenge);
  CHECK(RegisteredAs(good).empty());
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(RegisteredAs(good.substr(0, length)) == "bad_client_data");
  for (const auto& bad : {good + "x", "[" + good + "]", std::string("null"), std::string("1"),
                          "\xef\xbb\xbf[]" + good, std::string(2000, '['), good + '\0'})
    CHECK(RegisteredAs(bad) == "bad_client_data");
  const auto with = [&](const char* name, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(good);
    json[name] = value;
    return RegisteredAs(json.dump());
  };
  const auto without = [&](const char* name) {
    auto json = nlohmann::json::parse(good);
    json.erase(name);
    return RegisteredAs(json.dump());
  };
  CHECK(without("type") == "wrong_type");
  CHECK(without("challenge") == "wrong_challenge");
  CHECK(without("origin") == "wrong_origin");
  CHECK(without("crossOrigin").empty());
  CHECK(with("crossOrigin", true) == "cross_origin");
  CHECK(with("crossOrigin", "false") == "cross_origin");
  CHECK(with("topOrigin", kOurs.origin) == "cross_origin");
  CHECK(with("type", 1) == "wrong_type");
  CHECK(with("challenge", nullptr) == "wrong_challenge");
  CHECK(with("origin", {kOurs.origin}) == "wrong_origin");
  CHECK(with("of a later version", "value").empty());
  CHECK(with("of a later version", std::string(kMostClientData, 'x')) == "long_client_data");
}

TEST_CASE("webauthn: authenticator data cut short, or with more") {
  const Authenticator one;
  const auto data = one.Data(0x40) + one.Credential(one.PublicKey());
  CHECK(RegisteredWith(data).empty());
  for (std::size_t length = 0; length < data.size(); ++length)
    CHECK_FALSE(RegisteredWith(data.substr(0, length)).empty());
  CHECK(RegisteredWith(data + '\0') == "bad_authenticator_data");
  CHECK(RegisteredWith(data + CborMap(0)) == "bad_authenticator_data");
  CHECK(RegisteredWith(data + std::string(kMostAuthenticatorData, 'x')) ==
        "long_authenticator_data");
  const auto good = AssertionOf(one);
  const auto accepted = [&](const std::string& changed) {
    return CodeOf(ReadAssertion(kOurs, {good.client_data, changed, good.signature}));
  };
  for (std::size_t length = 0; length < good.authenticator_data.size(); ++length)
    CHECK(accepted(good.authenticator_data.substr(0, length)) == "bad_authenticator_data");
  CHECK(accepted(good.authenticator_data + '\0') == "bad_authenticator_data");
  CHECK(accepted(good.authenticator_data + std::string(kMostAuthenticatorData, 'x')) ==
        "long_authenticator_data");
  CHECK(CodeOf(ReadAssertion(kOurs, {good.client_data, good.authenticator_data,
                                     std::string(kMostSignature + 1, 'x')})) == "bad_signature");
}

TEST_CASE("webauthn: each byte of an assertion is signed") {
  const Authenticator one;
  const auto good = AssertionOf(one);
  const auto key = one.PublicKey();
  for (auto part : {&Assertion::client_data, &Assertion::authenticator_data}) {
    for (std::size_t i = 0; i < (good.*part).size(); ++i) {
      auto changed = good;
      (changed.*part)[i] = static_cast<char>((changed.*part)[i] ^ 0x20);
      CHECK(CodeOf(CheckSignature(changed, key)) == "bad_signature");
    }
  }
}

TEST_CASE("webauthn: the lengths of credential ids") {
  for (const std::size_t length : {0, 1, 15, 16, 64, 1023, 1024, 2000}) {
    Authenticator one;
    one.id = std::string(length, 'i');
    CHECK(Registered(one) ==
          (length < kLeastCredentialId || length > kMostCredentialId ? "bad_credential_id" : ""));
  }
  Authenticator one;
  auto data = one.Data(0x40) + one.Credential(one.PublicKey());
  data[37 + 16] = '\x03';  // one that reaches behind the end
  CHECK(RegisteredWith(data) == "bad_credential_id");
  data = one.Data(0x40) + one.Credential(Authenticator::OkpKey(4, std::string(32, 'x')));
  CHECK(RegisteredWith(data) == "bad_key");
}

TEST_CASE("webauthn: extensions are one map") {
  Authenticator one;
  one.extensions = CborMap(1) + CborText("credProtect") + CborInt(2);
  CHECK(Registered(one).empty());
  CHECK(Accepted(AssertionOf(one), one.PublicKey()).empty());
  for (const auto& extensions :
       {CborMap(1), CborInt(1), CborMap(0) + CborMap(0), CborMap(1) + CborInt(1) + CborInt(1),
        CborMap(1) + CborText("a"), std::string("\xbf\xff"),
        CborMap(2) + CborText("a") + CborInt(1) + CborText("a") + CborInt(1)}) {
    one.extensions = extensions;
    CHECK(Registered(one) == "bad_authenticator_data");
    CHECK(Accepted(AssertionOf(one), one.PublicKey()) == "bad_authenticator_data");
  }
}

TEST_CASE("webauthn: statements about who made it are read over") {
  const Authenticator one;
  const auto data = one.Data(0x40) + one.Credential(one.PublicKey());
  const auto statement = CborMap(3) + CborText("alg") + CborInt(-7) + CborText("sig") +
                         CborBytes("no signature") + CborText("x5c") + CborHead(4, 1) +
                         CborBytes(std::string(600, 'c'));
  CHECK(RegisteredBy(Authenticator::Attestation(data, "packed", statement)).empty());
  CHECK(RegisteredBy(CborMap(3) + CborText("authData") + CborBytes(data) + CborText("fmt") +
                     CborText("none") + CborText("attStmt") + CborMap(0))
            .empty());
}

TEST_CASE("webauthn: attestation objects that are none") {
  const Authenticator one;
  const auto data = one.Data(0x40) + one.Credential(one.PublicKey());
  const auto format = CborText("fmt") + CborText("none"),
             statement = CborText("attStmt") + CborMap(0),
             part = CborText("authData") + CborBytes(data);
  const auto good = CborMap(3) + format + statement + part;
  CHECK(RegisteredBy(good).empty());
  for (std::size_t length = 0; length < good.size(); ++length)
    CHECK(RegisteredBy(good.substr(0, length)) == "bad_attestation");
  std::string deep(4000, '\x81'), deep_map;
  for (int i = 0; i < 2000; ++i) deep_map += CborMap(1) + CborText("a");
  const std::string none[] = {
      good + '\0',
      CborMap(2) + format + part,
      CborMap(2) + statement + part,
      CborMap(2) + format + statement,
      CborMap(4) + format + statement + part + part,  // twice
      CborMap(4) + format + format + statement + part,
      "\xbf" + format + statement + part + "\xff",  // of no length
      CborMap(3) + CborText("fmt") + "\x7f" + CborText("none") + "\xff" + statement + part,
      CborMap(3) + format + statement + CborText("authData") + "\x5f" + CborBytes(data) + "\xff",
      CborMap(3) + format + CborText("attStmt") + "\x9f\xff" + part,
      "\xb8\x03" + format + statement + part,  // a long form of a short number
      "\xd9\xd9\xf7" + good,                   // tagged
      CborMap(3) + CborText("fmt") + CborInt(1) + statement + part,
      CborMap(3) + format + CborText("attStmt") + CborHead(4, 0) + part,
      CborMap(3) + format + statement + CborText("authData") + CborText("text"),
      CborMap(3) + CborInt(1) + CborInt(1) + statement + part,  // a number as a key
      CborMap(3) + format + CborText("attStmt") + deep + CborInt(0) + part,
      CborMap(3) + format + CborText("attStmt") + deep_map + CborInt(0) + part,
      CborMap(3) + format + CborText("attStmt") + "\x9b\xff\xff\xff\xff\xff\xff\xff\xff" + part,
      CborMap(3) + format + CborText("attStmt") + "\xbb\x7f\xff\xff\xff\xff\xff\xff\xff" + part,
      CborMap(3) + format + statement + CborText("authData") +
          "\x5b\x7f\xff\xff\xff\xff\xff\xff\xff",
      CborHead(4, 3) + format + statement + part,
      CborBytes(data),
      deep,
      "",
  };
  for (const auto& attestation : none) CHECK(RegisteredBy(attestation) == "bad_attestation");
  CHECK(RegisteredBy(Authenticator::Attestation(
            data, "packed",
            CborMap(1) + CborText("x5c") + CborBytes(std::string(kMostAttestationObject, 'c')))) ==
        "long_attestation");
}

TEST_CASE("webauthn: whatever one byte of an attestation object becomes, nothing breaks") {
  const Authenticator one;
  const auto good = one.Attestation();
  int taken = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = good;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      taken += RegisteredBy(changed).empty() ? 1 : 0;
    }
  }
  // the format's name, the kind of authenticator, the id, the counter and a few flags are not tied
  // to anything
  CHECK(taken > 100);
  CHECK(taken < static_cast<int>(good.size()) * 8 / 2);
}

}  // namespace
