#include "functions/support/entity_tag.h"

#include "common/ascii.h"
#include "fotogal/base/hashes.h"

namespace fotogal {
namespace {

bool SameTag(std::string_view a, std::string_view b) {
  const auto bare = [](std::string_view tag) {
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    return tag;
  };
  return bare(a) == bare(b);
}

}  // namespace

std::string TagOf(std::string_view content) {
  constexpr size_t kLength = 22;  // 132 bits
  return "\"" + Sha256Base64Url(content).substr(0, kLength) + "\"";
}

std::string WeakTag(const std::string& strong) { return "W/" + strong; }

bool NoneMatchFails(std::string_view list, std::string_view tag) {
  while (!list.empty()) {
    const auto item = common::TakeItem(list);
    if (item == "*" || SameTag(item, tag)) return true;
  }
  return false;
}

}  // namespace fotogal
