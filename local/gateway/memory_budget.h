// Bytes that requests under way may hold in memory at once; who wants more waits for others to end.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

namespace local {

class MemoryBudget {
 public:
  explicit MemoryBudget(uint64_t bytes) : left_(bytes), all_(bytes) {}

  // Gives its bytes back when it goes.
  class Share {
   public:
    Share(Share&& other) noexcept : budget_(other.budget_), bytes_(other.bytes_) {
      other.budget_ = nullptr;
    }
    Share& operator=(Share&&) = delete;
    ~Share();

   private:
    friend class MemoryBudget;
    Share(MemoryBudget& budget, uint64_t bytes) : budget_(&budget), bytes_(bytes) {}
    MemoryBudget* budget_;
    uint64_t bytes_;
  };

  // nullopt: not in that time, or more than there are in all.
  std::optional<Share> Take(uint64_t bytes, std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  uint64_t left_;
  const uint64_t all_;
};

}  // namespace local
