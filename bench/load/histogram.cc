#include "bench/load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bench {

size_t Histogram::BucketOf(std::uint64_t time) {
  time = std::min(time, (std::uint64_t{1} << kMostBits) - 1);
  const int shift = std::max(0, static_cast<int>(std::bit_width(time)) - kBits);
  return static_cast<size_t>(shift) * kEach + static_cast<size_t>(time >> shift);
}

std::uint64_t Histogram::LastOf(size_t bucket) {
  if (bucket < 2 * kEach) return bucket;
  const auto shift = bucket / kEach - 1;
  return ((bucket % kEach + kEach + 1) << shift) - 1;
}

void Histogram::Add(std::chrono::microseconds time) {
  time = std::max(time, std::chrono::microseconds(0));
  ++buckets_[BucketOf(static_cast<std::uint64_t>(time.count()))];
  ++count_;
  most_ = std::max(most_, time);
}

Histogram& Histogram::operator+=(const Histogram& other) {
  for (size_t i = 0; i < kBuckets; ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  most_ = std::max(most_, other.most_);
  return *this;
}

std::chrono::microseconds Histogram::At(double share) const {
  if (count_ == 0) return std::chrono::microseconds(0);
  const auto wanted = std::max(1.0, std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (size_t i = 0; i < kBuckets; ++i) {
    seen += buckets_[i];
    if (static_cast<double>(seen) >= wanted)
      return std::min(most_, std::chrono::microseconds(LastOf(i)));
  }
  return most_;
}

}  // namespace bench
