// A limit on libwebp's memory. The size of the tables of its lossless format is only known when
// they are decoded, so libwebp's allocations are counted here (by the linker's --wrap).
#pragma once

#include <cstdint>

namespace photo {

// While this object exists, libwebp's allocations on this thread fail when they exceed `most` bytes
// in all.
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
