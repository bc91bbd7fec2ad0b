// Where photos are found by the tags of their captions, and by none at all: rows of the table
// `tags`. They only point: who reads them looks at the image, its caption and its author
// (feed/tag_pages.h). docs/adr/0031-tags-and-explore.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "fotogal/base/context.h"
#include "fotogal/base/problem.h"
#include "fotogal/base/schema.h"
#include "fotogal/images/images.h"

namespace fotogal {

// The tag of Explore: no caption has it.
inline constexpr std::string_view kEverything;
// A tag's rows are in so many parts, each a shard of its own.
inline constexpr int kTagParts = 8;

struct TagRow {
  static constexpr auto kTable = schema::kTags;

  std::string tag;  // NameInRows
  int part = 0;
  ImageRef image;

  static constexpr auto Columns() {
    return std::tuple(Column("tag", &TagRow::tag), Column("part", &TagRow::part),
                      Column("image_id", &TagRow::image, &ImageRef::image),
                      Column("author_id", &TagRow::image, &ImageRef::author));
  }
};

// A tag (text::FoldTag) as rows have it: a key has 64 bytes, so of a long one a hash.
std::string NameInRows(std::string_view tag);
// The row of an image under a tag.
TagRow TagRowOf(std::string_view tag, const ImageRef& image);

enum class Listed { kByTagsAlone, kInExplore };

struct TagChange {
  Listed listed = Listed::kByTagsAlone;  // kInExplore: writes that row, too
  // Tags that the caption may have had: their rows are removed, unless it has them now.
  std::vector<std::string> before{};
};
// Makes the image's rows those of its caption as it is when this returns; an image that is gone has
// none. May be repeated, and run beside others of the same image.
Outcome<Unit> SettleTags(const Context& context, const ImageRef& ref, const TagChange& change);

// Whether a row of that name is right for the image. Explore's are.
bool HasRowOfTag(const Image& image, std::string_view name_in_rows);

// Removes the rows of an image that is removed, whatever its caption was last.
Outcome<Unit> RemoveTags(const Context& context, const Image& image);

}  // namespace fotogal
