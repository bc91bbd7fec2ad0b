// Times in buckets that are never wider than a sixty-fourth of what they hold: any number of them
// in a few kilobytes.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace bench {

class Histogram {
 public:
  void Add(std::chrono::microseconds time);
  Histogram& operator+=(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::chrono::microseconds most() const { return most_; }
  // The least time that this share of all does not exceed, 1/64 too long at most; 0: there is none.
  std::chrono::microseconds At(double share) const;

 private:
  // Up to 2 * kEach microseconds exactly; each further power of two in so many buckets.
  static constexpr std::uint64_t kEach = 64;
  static constexpr int kBits = 7;       // of the last exact time
  static constexpr int kMostBits = 36;  // 19 hours; what is longer counts as that
  static constexpr size_t kBuckets = 2 * kEach + (kMostBits - kBits) * kEach;
  static size_t BucketOf(std::uint64_t time);
  static std::uint64_t LastOf(size_t bucket);

  std::array<std::uint64_t, kBuckets> buckets_{};
  std::uint64_t count_ = 0;
  std::chrono::microseconds most_{0};
};

}  // namespace bench
