#include "fotogal/base/clean_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <vector>

namespace fotogal::text {
namespace {

using CodePoint = utf8proc_int32_t;

constexpr CodePoint kZeroWidthSpace = 0x200b, kGraphemeJoiner = 0x34f;
constexpr CodePoint kGone = -1;
constexpr CodePoint kPopDirection = 0x202c;  // PDF
constexpr CodePoint kPopIsolate = 0x2069;    // PDI
constexpr CodePoint kBlackFlag = 0x1f3f4, kFirstTag = 0xe0020, kEndTag = 0xe007f;
constexpr size_t kLongestFlag = 32;  // tags
constexpr CodePoint kIdeographicSpace = 0x3000;

struct Range {
  CodePoint first, last;
};

bool IsIn(CodePoint c, const auto& ranges) {
  return std::ranges::any_of(ranges, [c](Range r) { return c >= r.first && c <= r.last; });
}

// Letters (R, AL) and digits (AN) that are written from right to left, without the marks among
// them.
constexpr std::array<Range, 7> kRightToLeft = {{{0x590, 0x61b},
                                                {0x61d, 0x8ff},
                                                {0xfb1d, 0xfdcf},
                                                {0xfdf0, 0xfdff},
                                                {0xfe70, 0xfefc},
                                                {0x10800, 0x10fff},
                                                {0x1e800, 0x1efff}}};
// Scripts that write no spaces between words.
constexpr std::array<Range, 6> kSouthEastAsian = {{{0xe00, 0xeff},
                                                   {0x1000, 0x109f},
                                                   {0x1780, 0x17ff},
                                                   {0x1950, 0x19ff},
                                                   {0x1a20, 0x1aaf},
                                                   {0xa9e0, 0xaadf}}};

bool IsVariationSelector(CodePoint c) {
  return (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0100 && c <= 0xe01ef) ||
         (c >= 0x180b && c <= 0x180d) || c == 0x180f;
}
bool IsJoiner(CodePoint c) {
  return c == 0x200c || c == 0x200d || c == kGraphemeJoiner || c == 0x180e;
}
bool IsDirectionMark(CodePoint c) { return c == 0x200e || c == 0x200f || c == 0x61c; }
bool IsIsolate(CodePoint c) { return c >= 0x2066 && c <= 0x2068; }
bool IsEmbedding(CodePoint c) { return c == 0x202a || c == 0x202b; }
bool IsDirection(CodePoint c) {
  return IsDirectionMark(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}
bool IsLineBreak(CodePoint c) {
  return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
}
// Noncharacters, annotations, and code points that Unicode reserves for invisible characters.
bool IsNoText(CodePoint c) {
  return (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe || c == 0x2065 ||
         (c >= 0xfff0 && c <= 0xfffc) || (c >= 0xe0000 && c <= 0xe0fff);
}

// Invisible characters that no other rule here handles.
bool IsIdle(CodePoint c) {
  if (c == 0) return false;
  if (IsNoText(c)) return true;
  const auto* property = utf8proc_get_property(c);
  if (property->category == UTF8PROC_CATEGORY_CC) return c != '\n' && c != '\t';
  return property->ignorable && property->category == UTF8PROC_CATEGORY_CF;
}

CodePoint PlainOf(CodePoint c) {
  const bool is_space = c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f;
  if (is_space) return ' ';
  if (c == 0x2011) return '-';
  if (c == 0x202d || c == 0x202e) return c - 3;  // LRO, RLO: LRE, RLE
  return c;
}

bool IsMark(CodePoint c) {
  const auto category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
         category == UTF8PROC_CATEGORY_ME;
}

// True for letters that a joiner joins or separates, and for emoji that a joiner combines.
bool TakesJoiner(CodePoint base) {
  constexpr CodePoint kBehindEuropeanAlphabets = 0x590;
  switch (utf8proc_category(base)) {
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
      return base >= kBehindEuropeanAlphabets && !(base >= 0x1d00 && base <= 0x1fff) &&
             !(base >= 0x2100 && base <= 0x2c7f);
    case UTF8PROC_CATEGORY_SO:
      return true;
    default:
      return base >= 0x1f3fb && base <= 0x1f3ff;  // tones of skin
  }
}

struct Keep {
  Lines lines = Lines::kOne;
  Unclosed unclosed = Unclosed::kClose;
  bool direction = true, joiners = true;
};

class Cleaner {
 public:
  Cleaner(std::vector<CodePoint> text, Keep keep) : text_(std::move(text)), keep_(keep) {
    const bool turns =
        std::ranges::any_of(text_, [](CodePoint c) { return IsIn(c, kRightToLeft); });
    keep_.direction = keep_.direction && turns;
  }

  std::vector<CodePoint> Run() {
    for (size_t at = 0; at < text_.size();) at += Take(at);
    CloseDownTo(0);
    std::erase(kept_, kGone);
    return std::move(kept_);
  }

 private:
  struct Opened {
    bool isolate;
    size_t at;  // in what is kept
  };

  // Answers how many code points it took.
  size_t Take(size_t at) {
    const CodePoint c = PlainOf(text_[at]);
    if (IsLineBreak(c)) {
      const bool pair = c == '\r' && at + 1 < text_.size() && text_[at + 1] == '\n';
      BreakLine();
      return pair ? 2 : 1;
    }
    if (c == kBlackFlag) return TakeFlag(at);
    if (IsDirection(c)) {
      if (keep_.direction) TakeDirection(c);
    } else if (IsJoiner(c) || c == kZeroWidthSpace || IsVariationSelector(c)) {
      if (keep_.joiners && HasMeaning(c)) Push(c);
    } else if (c == '\t' && keep_.lines == Lines::kOne) {
      Push(' ');
    } else if (!IsIdle(c)) {
      Push(c);
    }
    return 1;
  }

  void Push(CodePoint c) {
    kept_.push_back(c);
    if (c == kGraphemeJoiner || !IsMark(c)) base_ = c;
  }

  void BreakLine() {
    if (keep_.lines == Lines::kMany) CloseDownTo(0);
    Push(keep_.lines == Lines::kMany ? '\n' : ' ');
  }

  // A flag with the tags that say which, or the flag alone.
  size_t TakeFlag(size_t at) {
    Push(text_[at]);
    size_t end = at + 1;
    const auto is_tag = [&] {
      return end < text_.size() && text_[end] >= kFirstTag && text_[end] < kEndTag;
    };
    while (is_tag()) ++end;
    const size_t tags = end - at - 1;
    const bool whole = end < text_.size() && text_[end] == kEndTag;
    if (!whole || tags == 0 || tags > kLongestFlag || !keep_.joiners) return 1;
    for (size_t tag = at + 1; tag <= end; ++tag) Push(text_[tag]);
    return tags + 2;
  }

  bool HasMeaning(CodePoint c) const {
    if (kept_.empty()) return false;
    const CodePoint before = kept_.back();
    if (IsVariationSelector(c)) {
      const bool shown = before > ' ' && before != kIdeographicSpace && !IsDirection(before) &&
                         before < kFirstTag && !utf8proc_get_property(before)->ignorable;
      return shown && !IsVariationSelector(before);
    }
    return c == kZeroWidthSpace ? IsIn(base_, kSouthEastAsian) : TakesJoiner(base_);
  }

  void TakeDirection(CodePoint c) {
    if (IsIsolate(c) || IsEmbedding(c)) {
      opened_.push_back({IsIsolate(c), kept_.size()});
    } else if (c == kPopDirection) {
      if (opened_.empty() || opened_.back().isolate) return;
      opened_.pop_back();
    } else if (c == kPopIsolate) {
      const auto isolate = std::find_if(opened_.rbegin(), opened_.rend(),
                                        [](const Opened& one) { return one.isolate; });
      if (isolate == opened_.rend()) return;
      CloseDownTo(static_cast<size_t>(opened_.rend() - isolate));
      opened_.pop_back();
    }
    Push(c);
  }

  // Closes what was opened after the first `depth`.
  void CloseDownTo(size_t depth) {
    for (; opened_.size() > depth; opened_.pop_back()) {
      const Opened& last = opened_.back();
      if (keep_.unclosed == Unclosed::kDrop) {
        kept_[last.at] = kGone;
      } else {
        Push(last.isolate ? kPopIsolate : kPopDirection);
      }
    }
  }

  std::vector<CodePoint> text_;
  Keep keep_;
  std::vector<CodePoint> kept_;
  CodePoint base_ = 0;  // the last character that is no mark
  std::vector<Opened> opened_;
};

std::optional<std::vector<CodePoint>> Decode(std::string_view input) {
  std::vector<CodePoint> text;
  text.reserve(input.size());
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(input.data());
  for (size_t at = 0; at < input.size();) {
    CodePoint c = 0;
    const auto length =
        utf8proc_iterate(bytes + at, static_cast<utf8proc_ssize_t>(input.size() - at), &c);
    if (length <= 0) return std::nullopt;
    text.push_back(c);
    at += static_cast<size_t>(length);
  }
  return text;
}

std::string Encode(const std::vector<CodePoint>& text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const CodePoint c : text) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(c, bytes.data());
    encoded.append(reinterpret_cast<const char*>(bytes.data()), static_cast<size_t>(length));
  }
  return encoded;
}

std::optional<std::string> Cleaned(std::string_view input, Keep keep) {
  auto text = Decode(input);
  if (!text) return std::nullopt;
  return Encode(Cleaner(std::move(*text), keep).Run());
}

}  // namespace

std::optional<std::string> Normalize(std::string_view input) {
  utf8proc_uint8_t* mapped = nullptr;
  const auto length =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(input.data()),
                   static_cast<utf8proc_ssize_t>(input.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(mapped), static_cast<size_t>(length));
}

std::optional<std::string> Clean(std::string_view input, Lines lines, Unclosed unclosed) {
  // Normalized first, so that a character which stands for another is treated as that one; and
  // again at the end, because characters that were separated by a removed one may combine now.
  const auto normalized = Normalize(input);
  if (!normalized) return std::nullopt;
  return Normalize(*Cleaned(*normalized, {lines, unclosed, true, true}));
}

std::string CleanCode(std::string_view input) {
  auto text = Decode(input);
  if (!text) return std::string(input);
  const auto is_odd = [](CodePoint c) {
    return c >= 0x80 &&
           (PlainOf(c) == ' ' || IsLineBreak(c) || c == kIdeographicSpace || IsIdle(c));
  };
  const auto begin = std::ranges::find_if_not(*text, is_odd);
  const auto end = std::find_if_not(text->rbegin(), std::reverse_iterator(begin), is_odd).base();
  return Encode(Cleaner({begin, end}, {Lines::kOne, Unclosed::kDrop, false, false}).Run());
}

std::string CleanAddress(std::string_view input) {
  const auto normalized = Normalize(input);
  if (!normalized) return std::string(input);
  const auto cleaned = Cleaned(*normalized, {Lines::kOne, Unclosed::kDrop, false, true});
  return std::string(Trim(*Normalize(*cleaned)));
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kWide = "\u3000";
  for (;;) {
    if (text.starts_with(' ')) {
      text.remove_prefix(1);
    } else if (text.ends_with(' ')) {
      text.remove_suffix(1);
    } else if (text.starts_with(kWide)) {
      text.remove_prefix(kWide.size());
    } else if (text.ends_with(kWide)) {
      text.remove_suffix(kWide.size());
    } else {
      return text;
    }
  }
}

}  // namespace fotogal::text
