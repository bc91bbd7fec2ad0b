// An authenticator in software: makes passkeys of each algorithm and answers as browsers pass it
// on. Its members say what it does wrong.
#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <string_view>

#include "common/base64.h"

namespace tests {

// The beginning of a value of CBOR, in its shortest form.
inline std::string CborHead(int major, std::size_t argument) {
  const auto first = [&](int low) { return std::string(1, static_cast<char>(major << 5 | low)); };
  if (argument < 24) return first(static_cast<int>(argument));
  if (argument < 256) return first(24) + static_cast<char>(argument);
  return first(25) + static_cast<char>(argument >> 8) + static_cast<char>(argument & 255);
}
inline std::string CborInt(int number) {
  return number < 0 ? CborHead(1, static_cast<std::size_t>(-1 - number))
                    : CborHead(0, static_cast<std::size_t>(number));
}
inline std::string CborBytes(std::string_view bytes) {
  return CborHead(2, bytes.size()) + std::string(bytes);
}
inline std::string CborText(std::string_view text) {
  return CborHead(3, text.size()) + std::string(text);
}
inline std::string CborMap(std::size_t size) { return CborHead(5, size); }

inline std::string Sha256Of(std::string_view bytes) {
  unsigned char hash[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), hash);
  return {reinterpret_cast<const char*>(hash), sizeof hash};
}

class Authenticator {
 public:
  // An algorithm of COSE: -7, -8 or -257.
  explicit Authenticator(int algorithm = -7) : algorithm_(algorithm), key_(Generate(algorithm)) {
    static int made = 0;
    id = Sha256Of("passkey " + std::to_string(++made)).substr(0, 20);
  }

  std::string id, user_handle;  // bytes
  std::string rp_id = "photos.example", origin = "https://photos.example";
  unsigned flags = 0x05;     // the person is there, and was recognised
  std::uint32_t count = 0;   // of signatures
  bool counts = false;       // whether it goes up
  std::string extensions{};  // the map that is added to the data, with flag 0x80

  std::string PublicKey() const {
    if (algorithm_ == -257) {
      BIGNUM* n = nullptr;
      if (EVP_PKEY_get_bn_param(key_.get(), OSSL_PKEY_PARAM_RSA_N, &n) != 1) Fail("modulus");
      std::string modulus(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
      BN_bn2bin(n, reinterpret_cast<unsigned char*>(modulus.data()));
      BN_free(n);
      return RsaKey(modulus, {"\x01\x00\x01", 3});
    }
    if (algorithm_ == -8) {
      std::string x(32, '\0');
      std::size_t size = x.size();
      if (EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(x.data()),
                                      &size) != 1)
        Fail("public key");
      return OkpKey(6, x);
    }
    unsigned char* encoded = nullptr;
    const auto size = EVP_PKEY_get1_encoded_public_key(key_.get(), &encoded);
    const std::string point(reinterpret_cast<const char*>(encoded), size);
    OPENSSL_free(encoded);
    return Ec2Key(1, point.substr(1, 32), point.substr(33));
  }
  static std::string Ec2Key(int curve, std::string_view x, std::string_view y) {
    return CborMap(5) + CborInt(1) + CborInt(2) + CborInt(3) + CborInt(-7) + CborInt(-1) +
           CborInt(curve) + CborInt(-2) + CborBytes(x) + CborInt(-3) + CborBytes(y);
  }
  static std::string OkpKey(int curve, std::string_view x) {
    return CborMap(4) + CborInt(1) + CborInt(1) + CborInt(3) + CborInt(-8) + CborInt(-1) +
           CborInt(curve) + CborInt(-2) + CborBytes(x);
  }
  static std::string RsaKey(std::string_view modulus, std::string_view exponent) {
    return CborMap(4) + CborInt(1) + CborInt(3) + CborInt(3) + CborInt(-257) + CborInt(-1) +
           CborBytes(modulus) + CborInt(-2) + CborBytes(exponent);
  }

  // type: "create" or "get".
  std::string ClientData(const std::string& type, const std::string& challenge) const {
    return nlohmann::json{{"type", "webauthn." + type},
                          {"challenge", challenge},
                          {"origin", origin},
                          {"crossOrigin", false}}
        .dump();
  }
  std::string Data(unsigned more_flags = 0) const {
    std::string data = Sha256Of(rp_id);
    data += static_cast<char>(flags | more_flags | (extensions.empty() ? 0U : 0x80U));
    for (int shift = 24; shift >= 0; shift -= 8) data += static_cast<char>(count >> shift & 255);
    return data;
  }
  std::string Credential(const std::string& key) const {
    return std::string(16, '\0') + static_cast<char>(id.size() >> 8) +
           static_cast<char>(id.size() & 255) + id + key;
  }
  static std::string Attestation(const std::string& data, const std::string& format = "none",
                                 const std::string& statement = CborMap(0)) {
    return CborMap(3) + CborText("fmt") + CborText(format) + CborText("attStmt") + statement +
           CborText("authData") + CborBytes(data);
  }
  std::string Attestation() const {
    return Attestation(Data(0x40) + Credential(PublicKey()) + extensions);
  }
  std::string Sign(const std::string& data, const std::string& client_data) const {
    const std::string message = data + Sha256Of(client_data);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(),
                                                                     EVP_MD_CTX_free);
    const auto* bytes = reinterpret_cast<const unsigned char*>(message.data());
    std::string signature(1024, '\0');
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, algorithm_ == -8 ? nullptr : EVP_sha256(),
                           nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       bytes, message.size()) != 1)
      Fail("signing");
    signature.resize(size);
    return signature;
  }

  // What the client sends: after create(), and after get().
  nlohmann::json Register(const nlohmann::json& options) {
    user_handle = common::Base64UrlDecode(options.at("user").at("id").get<std::string>()).value();
    const auto client_data = ClientData("create", options.at("challenge"));
    return {{"id", common::Base64Url(id)},
            {"client_data", common::Base64Url(client_data)},
            {"attestation_object", common::Base64Url(Attestation())}};
  }
  nlohmann::json Assert(const nlohmann::json& options) {
    if (counts) ++count;
    const auto client_data = ClientData("get", options.at("challenge"));
    const auto data = Data() + extensions;
    return {{"id", common::Base64Url(id)},
            {"client_data", common::Base64Url(client_data)},
            {"authenticator_data", common::Base64Url(data)},
            {"signature", common::Base64Url(Sign(data, client_data))},
            {"user_handle", common::Base64Url(user_handle)}};
  }

 private:
  using Key = std::shared_ptr<EVP_PKEY>;

  [[noreturn]] static void Fail(const std::string& what) {
    throw std::runtime_error("authenticator: " + what);
  }
  static Key Generate(int algorithm) {
    EVP_PKEY* key = algorithm == -8     ? EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")
                    : algorithm == -257 ? EVP_RSA_gen(2048)
                                        : EVP_EC_gen("P-256");
    if (key == nullptr) Fail("no key");
    return {key, EVP_PKEY_free};
  }

  int algorithm_;
  Key key_;
};

}  // namespace tests
