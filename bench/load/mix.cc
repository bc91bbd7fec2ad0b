#include "bench/load/mix.h"

#include <algorithm>

namespace bench {
namespace {

constexpr int Sum() {
  int sum = 0;
  for (const auto& share : kMix) sum += share.in_thousand;
  return sum;
}
static_assert(Sum() == 1000);

constexpr bool InOrder() {
  for (size_t i = 0; i < kMix.size(); ++i)
    if (static_cast<size_t>(kMix[i].work) != i) return false;
  return true;
}
static_assert(InOrder());

}  // namespace

Work Pick(std::uint64_t random) {
  auto left = static_cast<int>(random % 1000);
  for (const auto& share : kMix) {
    if (left < share.in_thousand) return share.work;
    left -= share.in_thousand;
  }
  return kMix.back().work;
}

std::optional<Work> WorkNamed(std::string_view name) {
  const auto found = std::ranges::find(kMix, name, &Share::name);
  if (found == kMix.end()) return std::nullopt;
  return found->work;
}

}  // namespace bench
