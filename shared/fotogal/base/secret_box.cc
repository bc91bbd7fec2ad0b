#include "fotogal/base/secret_box.h"

#include <sodium.h>

#include "common/base64.h"
#include "fotogal/base/hashes.h"

namespace fotogal {
namespace {

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Bytes(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string KeyFor(const Services& services, std::string_view purpose) {
  static_assert(crypto_secretbox_KEYBYTES == 32, "as many as KeyedHash returns");
  return KeyedHash(services.config.cursor_key, "secret box: " + std::string(purpose));
}

}  // namespace

std::string SealSecret(const Services& services, std::string_view purpose, std::string_view text) {
  std::string sealed(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + text.size(), '\0');
  services.random({Bytes(sealed), crypto_secretbox_NONCEBYTES});
  const std::string key = KeyFor(services, purpose);
  crypto_secretbox_easy(Bytes(sealed) + crypto_secretbox_NONCEBYTES, Bytes(text), text.size(),
                        Bytes(sealed), Bytes(std::string_view(key)));
  return common::Base64Url(sealed);
}

std::optional<std::string> OpenSecret(const Services& services, std::string_view purpose,
                                      std::string_view sealed) {
  constexpr std::size_t kOverhead = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  const auto bytes = common::Base64UrlDecode(sealed);
  if (!bytes || bytes->size() < kOverhead) return std::nullopt;
  std::string text(bytes->size() - kOverhead, '\0');
  const std::string_view nonce = *bytes;
  const auto box = nonce.substr(crypto_secretbox_NONCEBYTES);
  const std::string key = KeyFor(services, purpose);
  if (crypto_secretbox_open_easy(Bytes(text), Bytes(box), box.size(), Bytes(nonce),
                                 Bytes(std::string_view(key))) != 0)
    return std::nullopt;
  return text;
}

}  // namespace fotogal
