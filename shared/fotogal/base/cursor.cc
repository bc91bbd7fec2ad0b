#include "fotogal/base/cursor.h"

#include <sodium.h>

#include <array>

#include "fotogal/base/ids.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

constexpr size_t kSealBytes = 16;
constexpr int kCursorVersion = 1;

std::string Seal(const std::string& key, std::string_view text) {
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> seal{};
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                              key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()),
                                text.size());
  crypto_auth_hmacsha256_final(&state, seal.data());
  return {reinterpret_cast<const char*>(seal.data()), kSealBytes};
}

}  // namespace

std::string SealCursor(const std::string& key, std::string_view list,
                       const nlohmann::json& position) {
  const std::string text = oci::JsonText(nlohmann::json{kCursorVersion, list, position});
  const std::string sealed = Seal(key, text) + text;
  return Base64Url({reinterpret_cast<const std::uint8_t*>(sealed.data()), sealed.size()});
}

Outcome<nlohmann::json> OpenCursor(const std::string& key, std::string_view list,
                                   std::string_view cursor) {
  const Problem bad = BadRequest("bad_cursor", "The cursor is not one that this list gave.");
  if (cursor.size() > 4096) return bad;
  const auto sealed = FromBase64Url(cursor);
  if (!sealed || sealed->size() <= kSealBytes) return bad;
  const std::string text = sealed->substr(kSealBytes);
  if (sodium_memcmp(Seal(key, text).data(), sealed->data(), kSealBytes) != 0) return bad;
  auto content = oci::JsonOf(text);
  if (!content.is_array() || content.size() != 3 || content[0] != kCursorVersion ||
      content[1] != list)
    return bad;
  return nlohmann::json(content[2]);
}

}  // namespace fotogal
