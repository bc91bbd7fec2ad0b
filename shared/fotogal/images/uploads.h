// Photos that clients put into Object Storage first: a pre-authenticated request for a temporary
// object, which publishing reads and deletes. An upload that nobody publishes is deleted by `sweep`
// after a day.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"

namespace fotogal {

struct Upload {
  static constexpr auto kTable = schema::kUploads;

  UserId user = 0;
  ImageId id = 0;
  std::string object{}, par_id{}, type{};
  std::int64_t size = 0;        // bytes, as announced
  std::int64_t created_ts = 0;  // ms

  static constexpr auto Columns() {
    return std::tuple(Column("user_id", &Upload::user), Column("id", &Upload::id),
                      Column("object", &Upload::object), Column("par_id", &Upload::par_id),
                      Column("type", &Upload::type), Column("size", &Upload::size),
                      Column("created_ts", &Upload::created_ts));
  }
};
inline oci::nosql::Key KeyOfUpload(UserId user, ImageId id) {
  return {{"user_id", user}, {"id", id}};
}

struct OpenedUpload {
  Upload upload;
  std::string access_uri;  // "/p/...": takes a PUT until then
  oci::TimePoint expires_at{};
};

inline constexpr std::string_view kUploadsFolder = "uploads/";

// 429 too_many_uploads: the person has kMaxOpenUploads open. A call that dies leaves nothing that
// anybody could use.
Outcome<OpenedUpload> OpenUpload(const Context& context, UserId user, const std::string& type,
                                 std::int64_t size);
Outcome<std::optional<Upload>> FindUpload(const Context& context, UserId user,
                                          ImageId id);  // ABSOLUTE
// The same for several, in the order of the ids.
Outcome<std::vector<std::optional<Upload>>> FindUploads(const Context& context, UserId user,
                                                        const std::vector<ImageId>& ids);

// Whether something was put, of the announced size: else 413 or 422, as below.
Outcome<bool> IsPut(const Context& context, const Upload& upload);
// What was put, its size checked first. nullopt: nothing was. 413 body_too_large, 422
// upload_incomplete: not the announced size.
Outcome<std::optional<std::string>> ReadUpload(const Context& context, const Upload& upload);
// Takes the pre-authenticated request, the object and the row away. A failure is not the caller's:
// `sweep` finds what is left.
void CloseUpload(const Context& context, const Upload& upload);

}  // namespace fotogal
