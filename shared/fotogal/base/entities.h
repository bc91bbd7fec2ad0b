// Links, @mentions and #hashtags in captions and comments, in any script. What counts as one is
// tested against the cases of twitter-text (tests/texts).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fotogal::text {

enum class EntityKind { kLink, kMention, kTag };

struct Entity {
  EntityKind kind = EntityKind::kLink;
  size_t start = 0, end = 0;  // code points
  // The address, with a scheme; the username as Username returns it; the tag as FoldTag does.
  std::string value{};
};

// Of one text so many different ones count; what is written more often counts each time.
inline constexpr size_t kMostTags = 30, kMostMentions = 20;

// In their order in the text, which is in NFC as Clean leaves it. None overlap. A text that is not
// valid UTF-8 has none.
std::vector<Entity> EntitiesIn(std::string_view text);

// The different tags of a text, and the different usernames, in the order in which each is first
// written.
std::vector<std::string> TagsIn(std::string_view text);
std::vector<std::string> MentionedIn(std::string_view text);

// The form in which tags are the same: case-folded, in NFC, without the sign. "": it is no tag.
std::string FoldTag(std::string_view tag);

}  // namespace fotogal::text
