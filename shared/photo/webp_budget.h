// A limit on the memory of libwebp. The size of the tables in its lossless format is not known
// before they are decoded, so its allocations are counted here (the linker's --wrap).
#pragma once

#include <cstdint>

namespace photo {

// While it exists, calls of libwebp on this thread fail when they need more than `most` bytes.
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
