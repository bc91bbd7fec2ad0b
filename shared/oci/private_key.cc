#include "oci/private_key.h"

#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cstring>

#include "oci/crypto.h"

namespace oci {
namespace {

struct PassPhrase {
  std::string_view text;
  bool asked = false;
};

// OpenSSL's callback for the pass phrase; with it, OpenSSL never prompts on the terminal.
int AnswerPassPhrase(char* buffer, int size, int, void* user) {
  auto* pass_phrase = static_cast<PassPhrase*>(user);
  pass_phrase->asked = true;
  const auto length = std::min(static_cast<size_t>(size), pass_phrase->text.size());
  if (length == 0) return -1;
  std::memcpy(buffer, pass_phrase->text.data(), length);
  return static_cast<int>(length);
}

using MdContext = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

MdContext NewContext() { return {EVP_MD_CTX_new(), &EVP_MD_CTX_free}; }

struct Key {
  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key{nullptr, &EVP_PKEY_free};
  // Ready to sign with; each signature uses a copy, because to look the algorithms up again takes
  // as long as everything else around the signature.
  MdContext prepared = NewContext();
};

const Key& KeyOf(const std::shared_ptr<void>& key) { return *static_cast<const Key*>(key.get()); }

}  // namespace

Result<PrivateKey> PrivateKey::FromPem(std::string_view pem, std::string_view pass_phrase) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), &BIO_free);
  PassPhrase answer{pass_phrase};
  EVP_PKEY* parsed = PEM_read_bio_PrivateKey(bio.get(), nullptr, AnswerPassPhrase, &answer);
  if (parsed == nullptr) {
    if (!answer.asked) return ConfigurationError("not a private key in PEM form");
    return ConfigurationError(pass_phrase.empty() ? "the private key needs a pass phrase"
                                                  : "the private key's pass phrase is wrong");
  }
  auto made = std::make_shared<Key>();
  made->key.reset(parsed);
  if (EVP_PKEY_base_id(parsed) != EVP_PKEY_RSA) {
    return ConfigurationError("the private key is not an RSA key");
  }
  if (EVP_DigestSignInit(made->prepared.get(), nullptr, EVP_sha256(), nullptr, parsed) != 1) {
    return ConfigurationError("the private key cannot sign");
  }
  PrivateKey key;
  key.key_ = std::move(made);
  return key;
}

Result<std::string> PrivateKey::Sign(std::string_view text) const {
  if (!key_) return ConfigurationError("no private key to sign with");
  const Key& key = KeyOf(key_);
  const MdContext context = NewContext();
  std::string signature(static_cast<size_t>(EVP_PKEY_size(key.key.get())), '\0');
  size_t size = signature.size();
  if (EVP_MD_CTX_copy_ex(context.get(), key.prepared.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(text.data()), text.size()) != 1) {
    return ConfigurationError("the private key cannot sign");
  }
  signature.resize(size);
  return Base64(signature);
}

std::string PrivateKey::Fingerprint() const {
  if (!key_) return {};
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(KeyOf(key_).key.get(), &der);
  if (size <= 0) return {};
  const std::string hex = Hex(Md5({reinterpret_cast<char*>(der), static_cast<size_t>(size)}));
  OPENSSL_free(der);
  std::string fingerprint;
  for (size_t i = 0; i < hex.size(); i += 2) {
    if (i > 0) fingerprint += ':';
    fingerprint += hex.substr(i, 2);
  }
  return fingerprint;
}

}  // namespace oci
