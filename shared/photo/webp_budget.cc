#include "photo/webp_budget.h"

#include <malloc.h>

#include <algorithm>
#include <limits>

namespace photo {
namespace {

thread_local WebpBudget* current = nullptr;

// The allocator rounds sizes up to a multiple of this.
constexpr std::uint64_t kRounding = 4096 + 64;

bool MayTake(std::uint64_t count, std::size_t size) {
  if (current == nullptr) return true;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max() / 2;
  return size == 0 || (count < kMost / size && current->Take(count * size + kRounding));
}

// Counts the size that was really allocated, which may be more than requested.
void* Settle(void* memory, std::uint64_t count, std::size_t size) {
  if (current == nullptr) return memory;
  current->GiveBack(size == 0 ? 0 : count * size + kRounding);
  if (memory != nullptr) current->Take(malloc_usable_size(memory));
  return memory;
}

}  // namespace

WebpBudget::WebpBudget(std::uint64_t most) : left_(most) { current = this; }
WebpBudget::~WebpBudget() { current = nullptr; }

bool WebpBudget::Take(std::uint64_t bytes) {
  exceeded_ = exceeded_ || bytes > left_;
  if (bytes > left_) return false;
  left_ -= bytes;
  return true;
}
void WebpBudget::GiveBack(std::uint64_t bytes) { left_ += bytes; }

}  // namespace photo

// NOLINTBEGIN(bugprone-reserved-identifier): the linker's names
extern "C" {
void* __real_WebPSafeMalloc(std::uint64_t count, std::size_t size);
void* __real_WebPSafeCalloc(std::uint64_t count, std::size_t size);
void __real_WebPSafeFree(void* memory);

void* __wrap_WebPSafeMalloc(std::uint64_t count, std::size_t size) {
  if (!photo::MayTake(count, size)) return nullptr;
  return photo::Settle(__real_WebPSafeMalloc(count, size), count, size);
}
void* __wrap_WebPSafeCalloc(std::uint64_t count, std::size_t size) {
  if (!photo::MayTake(count, size)) return nullptr;
  return photo::Settle(__real_WebPSafeCalloc(count, size), count, size);
}
void __wrap_WebPSafeFree(void* memory) {
  if (photo::current != nullptr && memory != nullptr)
    photo::current->GiveBack(malloc_usable_size(memory));
  __real_WebPSafeFree(memory);
}
}
// NOLINTEND(bugprone-reserved-identifier)
