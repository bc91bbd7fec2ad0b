// A bound on what libwebp allocates. Its lossless format may name tables whose size nobody knows
// before they are decoded; so its allocations go through here (the linker's --wrap).
#pragma once

#include <cstdint>

namespace photo {

// While it lives, this thread's calls of libwebp get no more than `most` bytes, and fail beyond.
class WebpBudget {
 public:
  explicit WebpBudget(std::uint64_t most);
  ~WebpBudget();
  WebpBudget(const WebpBudget&) = delete;
  WebpBudget& operator=(const WebpBudget&) = delete;

  bool was_exceeded() const { return exceeded_; }
  bool Take(std::uint64_t bytes);
  void GiveBack(std::uint64_t bytes);

 private:
  std::uint64_t left_;
  bool exceeded_ = false;
};

}  // namespace photo
