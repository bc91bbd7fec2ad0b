#include "fotogal/images/tags.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "fotogal/base/entities.h"
#include "fotogal/base/hashes.h"
#include "fotogal/base/shard_writes.h"

namespace fotogal {
namespace {

using Tags = std::set<std::string>;

constexpr int kSettlings = 5;

// By a hash, so that images of one moment are in different parts.
int PartOf(const ImageRef& image) {
  const std::string hash = Sha256Base64Url(ToString(image));
  return static_cast<unsigned char>(hash.front()) % kTagParts;
}

Tags TagsOf(const std::optional<Image>& image) {
  if (!image || image->removed || image->is_avatar) return {};
  const auto tags = text::TagsIn(image->caption);
  return {tags.begin(), tags.end()};
}

// Explore shows what is recent: its rows end by themselves.
std::optional<oci::nosql::PutOptions> PutIn(std::string_view tag, const Context& context,
                                            const ImageRef& image) {
  oci::nosql::PutOptions options;
  if (tag != kEverything) return options;
  const auto age =
      std::chrono::duration_cast<std::chrono::days>(context.Now() - TimeOf(image.image));
  if (age >= schema::kFeedWindow) return std::nullopt;
  options.ttl_days = static_cast<int>((schema::kFeedWindow - age).count());
  return options;
}

Outcome<Unit> WriteTags(const Context& context, const ImageRef& image, const Tags& put,
                        const Tags& remove) {
  std::vector<oci::nosql::RowWrite> writes;
  for (const auto& tag : put) {
    if (const auto options = PutIn(tag, context, image))
      writes.push_back({.row = JsonOf(TagRowOf(tag, image)), .put = *options});
  }
  for (const auto& tag : remove) {
    if (!put.contains(tag))
      writes.push_back({.row = JsonOf(TagRowOf(tag, image)), .removes = true});
  }
  OCI_RETURN_IF_ERROR(WriteRows(context, schema::TableOf(schema::kTags), writes));
  return Unit{};
}

}  // namespace

std::string NameInRows(std::string_view tag) {
  constexpr size_t kLongestName = 32;
  constexpr size_t kHashLength = 31;
  if (tag.size() <= kLongestName) return std::string(tag);
  return "~" + Sha256Base64Url(tag).substr(0, kHashLength);  // no tag has a "~"
}

TagRow TagRowOf(std::string_view tag, const ImageRef& image) {
  return {NameInRows(tag), PartOf(image), image};
}

// The caption is read again after the rows were written: it may have changed in between, or the
// image may be gone, and its removal done.
Outcome<Unit> SettleTags(const Context& context, const ImageRef& ref, const TagChange& change) {
  Tags before(change.before.begin(), change.before.end());
  std::optional<Tags> written;
  for (int n = 0; n < kSettlings; ++n) {
    OCI_ASSIGN_OR_RETURN(const auto image, FindImageRow(context, ref));
    Tags now = TagsOf(image);
    const bool gone = !image || image->removed;
    if (change.listed == Listed::kInExplore && !gone) now.emplace(kEverything);
    if (written == now || (now.empty() && before.empty())) return Unit{};
    OCI_RETURN_IF_ERROR(WriteTags(context, ref, now, before));
    before.insert(now.begin(), now.end());
    written = std::move(now);
  }
  return TryAgain("The caption is being changed from several places.");
}

bool HasRowOfTag(const Image& image, std::string_view name_in_rows) {
  if (image.is_avatar) return false;
  const auto tags = text::TagsIn(image.caption);
  return name_in_rows == kEverything || std::ranges::any_of(tags, [&](const std::string& tag) {
           return NameInRows(tag) == name_in_rows;
         });
}

Outcome<Unit> RemoveTags(const Context& context, const Image& image) {
  if (image.is_avatar) return Unit{};
  const auto tags = text::TagsIn(image.caption);
  Tags all(tags.begin(), tags.end());
  all.emplace(kEverything);
  return WriteTags(context, image.ref, {}, all);
}

}  // namespace fotogal
