// Limits the bytes that running requests hold in memory together; a request that needs more waits
// until others end.
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

  // Returns its bytes when it is destroyed.
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

  // nullopt: not available in that time, or more than the whole budget.
  std::optional<Share> Take(uint64_t bytes, std::chrono::milliseconds patience);

 private:
  std::mutex mutex_;
  std::condition_variable given_back_;
  uint64_t left_;
  const uint64_t all_;
};

}  // namespace local
