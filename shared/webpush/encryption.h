// The encryption of a message for one browser: RFC 8291 over the content coding aes128gcm of
// RFC 8188, in a single record. Neither the push service nor anybody on the way can read it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "webpush/keys.h"

namespace webpush {

inline constexpr std::size_t kAuthBytes = 16, kSaltBytes = 16;
// Push services take bodies of 4,096 bytes, of which 103 are the header, the mark of the end and
// the tag.
inline constexpr std::size_t kMostText = 3993;

// RFC 8188 alone: the text in one record of size 4,096. key_id: at most 255 bytes. nullopt: the
// text is too long, or a key or salt has not 16 bytes.
std::optional<std::string> EncodeRecord(std::string_view text, std::string_view input_key,
                                        std::string_view salt, std::string_view key_id,
                                        std::size_t padded_to = 0);

// What a browser hands out with its subscription, decoded: PushSubscription.getKey().
struct ReceiverKeys {
  std::string p256dh;  // its public key
  std::string auth;    // 16 bytes
};

// What must be new for each message.
struct OneTime {
  PrivateKey key;
  std::string salt;
};
std::optional<OneTime> MakeOneTime();  // nullopt: there were no random numbers

// The body of the request to the push service, whose Content-Encoding is aes128gcm. padded_to: what
// is shorter gets zeros, so that its length tells nothing. nullopt: the text is too long, or the
// keys are none.
std::optional<std::string> Encrypt(std::string_view text, const ReceiverKeys& receiver,
                                   const OneTime& one_time, std::size_t padded_to = 0);

}  // namespace webpush
