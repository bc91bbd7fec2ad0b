// Ids: 53-bit, time-ordered numbers, safe in JavaScript; strings in lower-case base 36 towards
// clients. A person's, an image's and a comment's are types of their own, and so is the op that
// tells one write from another: none of them is taken for another. A bare number becomes any of
// them, so that constants and bounds in time can be written for each.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace fotogal {

using Id = std::int64_t;

template <class Kind>
class IdOf {
 public:
  constexpr IdOf() = default;  // 0: none
  constexpr IdOf(Id value) : value_(value) {}
  constexpr Id value() const { return value_; }

  friend constexpr auto operator<=>(const IdOf&, const IdOf&) = default;
  friend constexpr bool operator==(const IdOf&, const IdOf&) = default;
  // A JSON number is compared by its value.
  template <class Json>
  requires requires(const Json& json) { json.is_number(); }
  friend bool operator==(const Json& json, const IdOf& id) {
    return json.is_number() && json.template get<Id>() == id.value_;
  }
  friend std::ostream& operator<<(std::ostream& stream, const IdOf& id) {
    return stream << id.value_;
  }
  // As the LONG column holds it.
  template <class Json>
  friend void to_json(Json& json, const IdOf& id) {
    json = id.value_;
  }
  template <class Json>
  friend void from_json(const Json& json, IdOf& id) {
    json.get_to(id.value_);
  }

 private:
  Id value_ = 0;
};

using UserId = IdOf<struct UserIdKind>;
using ImageId = IdOf<struct ImageIdKind>;  // of an upload too: its photo keeps the id
using CommentId = IdOf<struct CommentIdKind>;
using NotificationId = IdOf<struct NotificationIdKind>;
// A number that identifies one write: seconds since 2020 and 32 random bits. It has more random
// bits than an id, because two people may change one row in the same instant. Clients never see it.
using Op = IdOf<struct OpKind>;
// Larger than every id: the start of lists that begin with the newest.
inline constexpr Id kNewestId = (Id{1} << 53) - 1;

// Fills the bytes with random numbers that are good enough for secrets.
using Random = std::function<void(std::span<std::uint8_t>)>;

// (milliseconds since 2020-01-01T00:00:00Z) * 4096 + 12 random bits. Two calls may get the same id:
// insert with IF_ABSENT, and draw another one if it exists.
Id NewId(oci::TimePoint now, const Random& random);
// The smallest id of that moment: ids made earlier are less.
Id FirstIdAt(oci::TimePoint moment);
// When the id was made, to the millisecond.
oci::TimePoint TimeOf(Id id);
template <class Kind>
oci::TimePoint TimeOf(IdOf<Kind> id) {
  return TimeOf(id.value());
}

Op NewOp(oci::TimePoint now, const Random& random);
Op FirstOpAt(oci::TimePoint moment);
oci::TimePoint TimeOfOp(Op op);  // to the second
oci::TimePoint TimeOf(Op op) = delete;

std::string ToBase36(Id id);
template <class Kind>
std::string ToBase36(IdOf<Kind> id) {
  return ToBase36(id.value());
}
std::optional<Id> FromBase36(
    std::string_view text);  // strict: lower case, no sign, no leading zero, below 2^53

// Ids of images are unique per author only; clients see "<author>-<image>". Sorted by author; the
// order of a feed is Newer (feed/feed_window.h).
struct ImageRef {
  UserId author;
  ImageId image;
  auto operator<=>(const ImageRef&) const = default;
};
std::string ToString(const ImageRef& ref);
inline std::ostream& operator<<(std::ostream& stream, const ImageRef& ref) {
  return stream << ref.author << "-" << ref.image;
}
std::optional<ImageRef> ParseImageRef(std::string_view text);

// `bytes` random bytes in base64url.
std::string RandomText(const Random& random, size_t bytes);
// For session tokens: 32 bytes, 43 characters.
std::string NewToken(const Random& random);

std::int64_t ToMillis(oci::TimePoint moment);  // milliseconds since 1970, as in LONG columns
oci::TimePoint FromMillis(std::int64_t millis);

}  // namespace fotogal
