#include "tests/properties/interleaver.h"

#include <algorithm>

namespace tests {

constexpr unsigned kMeanRun = 8;

void Interleaver::Join(int process) {
  const std::lock_guard lock(mutex_);
  waiting_[process] = 0;
}

void Interleaver::Leave(int process) {
  const std::lock_guard lock(mutex_);
  waiting_.erase(process);
  Choose();
}

void Interleaver::Choose() {
  if (busy_ || chosen_ != -1 || waiting_.empty()) return;
  if (std::ranges::any_of(waiting_, [](const auto& entry) { return entry.second == 0; })) return;
  // One process makes several requests in a row; otherwise all would stay in step and never meet at
  // the critical points.
  if (!waiting_.contains(last_) || random_() % kMeanRun == 0) {
    auto process = waiting_.begin();
    std::advance(process, random_() % waiting_.size());
    last_ = process->first;
  }
  chosen_ = last_;
  changed_.notify_all();
}

Interleaver::Turn::Turn(Interleaver& interleaver, int process) : interleaver_(interleaver) {
  std::unique_lock lock(interleaver_.mutex_);
  ++interleaver_.waiting_[process];
  interleaver_.Choose();
  interleaver_.changed_.wait(
      lock, [&] { return interleaver_.chosen_ == process && !interleaver_.busy_; });
  --interleaver_.waiting_[process];
  interleaver_.chosen_ = -1;
  interleaver_.busy_ = true;
}

Interleaver::Turn::~Turn() {
  const std::lock_guard lock(interleaver_.mutex_);
  interleaver_.busy_ = false;
  interleaver_.Choose();
}

}  // namespace tests
