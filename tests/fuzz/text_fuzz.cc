#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "fotogal/base/entities.h"
#include "fotogal/base/text.h"

// Texts of any bytes: what is taken is taken again as it is, and nothing but NUL, broken UTF-8 and
// length is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, size_t size) {
  using namespace fotogal::text;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  for (const Lines lines : {Lines::kOne, Lines::kMany}) {
    const auto once = Plain(input, 0, 1000, lines);
    const bool has_nul = input.find('\0') != input.npos;
    if (!once.ok() && once.error().code == "bad_characters" && !has_nul) std::abort();
    if (once.ok() && *Plain(*once, 0, 1000, lines) != *once) std::abort();
  }
  for (const auto rule : {Username, Email, FullName, Website, Gender, Birthday, Phone}) {
    const auto once = rule(input);
    if (once.ok() && *rule(*once) != *once) std::abort();
  }
  // What is found in a text lies in order in it, and leads to what it says.
  size_t end = 0;
  for (const Entity& entity : EntitiesIn(input)) {
    if (entity.start < end || entity.end <= entity.start || entity.end > size) std::abort();
    end = entity.end;
    if (entity.kind == EntityKind::kTag && FoldTag(entity.value) != entity.value) std::abort();
    if (entity.kind == EntityKind::kMention && *Username(entity.value) != entity.value)
      std::abort();
  }
  return 0;
}
