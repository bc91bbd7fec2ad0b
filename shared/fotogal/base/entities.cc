#include "fotogal/base/entities.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <span>

#include "fotogal/base/links.h"
#include "fotogal/base/text.h"
#include "fotogal/base/text_points.h"

namespace fotogal::text {
namespace {

constexpr size_t kLongestTag = 100;
constexpr TextPoint kFullWidthSign = 0xff03, kFullWidthAt = 0xff20;

bool IsSign(TextPoint c) { return c == '#' || c == kFullWidthSign; }
bool IsAt(TextPoint c) { return c == '@' || c == kFullWidthAt; }

// Marks that only choose how a picture is drawn.
bool IsStyle(TextPoint c) { return c == 0xfe0e || c == 0xfe0f || c == 0x20e3; }

// What words of some scripts hold besides letters, marks and digits: joiners; Hebrew's hyphen and
// marks of abbreviation; dashes, dots and marks of Japanese; Tibetan's and Catalan's dots.
bool JoinsWords(TextPoint c) {
  constexpr std::array<TextPoint, 15> kJoins = {0xb7,   0x5be,  0x5f3,  0x5f4,  0xf0b,
                                                0xf0c,  0x200c, 0x200d, 0x3003, 0x301c,
                                                0x309b, 0x309c, 0x30a0, 0x30fb, 0xff5e};
  return c == '_' || std::ranges::find(kJoins, c) != kJoins.end();
}

bool IsOfTag(TextPoint c) {
  return !IsStyle(c) && (IsLetterPoint(c) || IsMarkPoint(c) || IsDigitPoint(c) || JoinsWords(c));
}

bool IsOfName(TextPoint c) { return IsAsciiWord(c) || c == '.'; }

// Finds one entity after the other.
class Scanner {
 public:
  explicit Scanner(std::span<const TextPoint> text) : text_(text) {}

  std::vector<Entity> Run() {
    while (at_ < text_.size()) {
      if (!TakeLink() && !TakeTag() && !TakeMention()) ++at_;
    }
    return std::move(found_);
  }

 private:
  TextPoint At(size_t at) const { return at < text_.size() ? text_[at] : 0; }
  TextPoint Before() const { return at_ == 0 ? 0 : text_[at_ - 1]; }
  bool HasScheme(size_t at) const {
    return At(at) == ':' && At(at + 1) == '/' && At(at + 2) == '/';
  }

  void Add(EntityKind kind, size_t end, std::string value) {
    found_.push_back({kind, at_, end, std::move(value)});
    at_ = end;
  }

  bool TakeLink() {
    const auto link = LinkAt(text_, at_);
    if (!link) return false;
    Add(EntityKind::kLink, link->end, link->address);
    return true;
  }

  // "#one#two" are two: people who tag photos write them so.
  bool MayBeginTag() const {
    const bool behind_tag =
        !found_.empty() && found_.back().kind == EntityKind::kTag && found_.back().end == at_;
    return at_ == 0 || behind_tag || !(IsOfTag(Before()) || Before() == '&');
  }

  bool TakeTag() {
    if (!IsSign(At(at_)) || !MayBeginTag()) return false;
    size_t end = at_ + 1;
    while (end < text_.size() && IsOfTag(text_[end])) ++end;
    const auto tag = text_.subspan(at_ + 1, end - at_ - 1);
    if (tag.size() > kLongestTag || std::ranges::none_of(tag, &IsLetterPoint) || HasScheme(end))
      return false;
    Add(EntityKind::kTag, end, FoldTag(Utf8Of(tag)));
    return true;
  }

  // What stands before the sign in an e-mail address, or makes something else of it.
  bool MayBeginMention() const {
    const TextPoint c = Before();
    constexpr std::string_view kNot = "!#$%&*/";
    return at_ == 0 || !(IsAsciiWord(c) || IsSpacedWord(c) || IsAt(c) ||
                         (c < 0x80 && kNot.find(static_cast<char>(c)) != std::string_view::npos));
  }

  // A sentence may end behind a name, so its last dots are not part of it.
  size_t EndOfName() const {
    size_t end = at_ + 1;
    while (end < text_.size() && IsOfName(text_[end]) && !(At(end) == '.' && At(end + 1) == '.'))
      ++end;
    while (end > at_ + 1 && text_[end - 1] == '.') --end;
    return end;
  }

  bool TakeMention() {
    if (!IsAt(At(at_)) || !MayBeginMention()) return false;
    const size_t end = EndOfName();
    if (IsAt(At(end)) || IsSpacedWord(At(end)) || HasScheme(end)) return false;
    const auto username = Username(Utf8Of(text_.subspan(at_ + 1, end - at_ - 1)));
    if (!username.ok()) return false;
    Add(EntityKind::kMention, end, *username);
    return true;
  }

  std::span<const TextPoint> text_;
  size_t at_ = 0;
  std::vector<Entity> found_;
};

// The different ones of a kind, at most so many.
std::vector<std::string> DifferentOf(const std::vector<Entity>& entities, EntityKind kind,
                                     size_t most) {
  std::vector<std::string> different;
  for (const Entity& entity : entities) {
    if (entity.kind != kind || different.size() == most) continue;
    if (std::ranges::find(different, entity.value) == different.end())
      different.push_back(entity.value);
  }
  return different;
}

}  // namespace

std::vector<Entity> EntitiesIn(std::string_view text) {
  const auto points = PointsOf(text);
  if (!points) return {};
  auto entities = Scanner(*points).Run();
  const auto tags = DifferentOf(entities, EntityKind::kTag, kMostTags);
  const auto people = DifferentOf(entities, EntityKind::kMention, kMostMentions);
  std::erase_if(entities, [&](const Entity& entity) {
    if (entity.kind == EntityKind::kLink) return false;
    const auto& counted = entity.kind == EntityKind::kTag ? tags : people;
    return std::ranges::find(counted, entity.value) == counted.end();
  });
  return entities;
}

std::vector<std::string> TagsIn(std::string_view text) {
  return DifferentOf(EntitiesIn(text), EntityKind::kTag, kMostTags);
}

std::vector<std::string> MentionedIn(std::string_view text) {
  return DifferentOf(EntitiesIn(text), EntityKind::kMention, kMostMentions);
}

std::string FoldTag(std::string_view tag) {
  const auto points = PointsOf(tag);
  const bool is_tag = points && points->size() <= kLongestTag &&
                      std::ranges::all_of(*points, &IsOfTag) &&
                      std::ranges::any_of(*points, &IsLetterPoint);
  if (!is_tag) return "";
  utf8proc_uint8_t* folded = nullptr;
  constexpr auto kFold =
      static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);
  const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(tag.data()),
                                   static_cast<utf8proc_ssize_t>(tag.size()), &folded, kFold);
  if (length < 0) return "";
  std::string result(reinterpret_cast<char*>(folded), static_cast<size_t>(length));
  std::free(folded);
  return result;
}

}  // namespace fotogal::text
