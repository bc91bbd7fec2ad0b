#include "fotogal/base/cursor.h"

#include <sodium.h>

#include "common/base64.h"
#include "fotogal/base/hashes.h"
#include "oci/json_text.h"

namespace fotogal {
namespace {

constexpr size_t kSealBytes = 16;
constexpr int kCursorVersion = 1;

std::string Seal(const std::string& key, std::string_view text) {
  return KeyedHash(key, text).substr(0, kSealBytes);
}

}  // namespace

std::string SealCursor(const std::string& key, std::string_view list,
                       const nlohmann::json& position) {
  const std::string text = oci::JsonText(nlohmann::json{kCursorVersion, list, position});
  return common::Base64Url(Seal(key, text) + text);
}

Outcome<nlohmann::json> OpenCursor(const std::string& key, std::string_view list,
                                   std::string_view cursor) {
  const Problem bad = BadRequest("bad_cursor", "The cursor is not one that this list gave.");
  if (cursor.size() > 4096) return bad;
  const auto sealed = common::Base64UrlDecode(cursor);
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
