// Ids: 53-bit, time-ordered numbers, safe in JavaScript; strings in lower-case base 36 towards
// clients.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace fotogal {

using Id = std::int64_t;
using UserId = Id;
using ImageId = Id;
// Above every id: where lists that run from the newest down begin.
inline constexpr Id kNewestId = (Id{1} << 53) - 1;

// Fills the bytes with randomness fit for secrets.
using Random = std::function<void(std::span<std::uint8_t>)>;

// (milliseconds since 2020-01-01T00:00:00Z) * 4096 + 12 random bits. Not unique by itself: insert
// IF_ABSENT, redraw.
Id NewId(oci::TimePoint now, const Random& random);
// The smallest id of that moment: ids made earlier are less.
Id FirstIdAt(oci::TimePoint moment);
// When the id was made, to the millisecond.
oci::TimePoint TimeOf(Id id);

// What tells one write from another: seconds since 2020 and 32 random bits. Wider than an id,
// because two people may act on one row in the same instant; never seen by clients.
Id NewOp(oci::TimePoint now, const Random& random);
Id FirstOpAt(oci::TimePoint moment);
oci::TimePoint TimeOfOp(Id op);  // to the second

std::string ToBase36(Id id);
std::optional<Id> FromBase36(
    std::string_view text);  // strict: lower case, no sign, no leading zero, below 2^53

// Image ids are unique per author only; clients see "<author>-<image>".
struct ImageRef {
  Id author = 0;
  Id image = 0;
  auto operator<=>(const ImageRef&) const = default;
};
std::string ToString(const ImageRef& ref);
std::optional<ImageRef> ParseImageRef(std::string_view text);

// So many random bytes in base64url.
std::string RandomText(const Random& random, size_t bytes);
// Of 32 bytes, 43 characters: session tokens.
std::string NewToken(const Random& random);

std::int64_t ToMillis(oci::TimePoint moment);  // since 1970, as the LONG columns hold it
oci::TimePoint FromMillis(std::int64_t millis);

}  // namespace fotogal
