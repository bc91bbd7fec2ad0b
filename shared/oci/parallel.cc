#include "oci/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace oci {
namespace {

// Carries the value of round_trips from a thread to its helper threads and back.
class RoundTripsOfHelpers {
 public:
  // Called in a helper thread: continues counting from the parent's value.
  void Begin() const { round_trips = start_; }
  void End() {
    int longest = longest_;
    while (longest < round_trips && !longest_.compare_exchange_weak(longest, round_trips)) {
    }
  }
  // Called in the parent thread when all helpers have ended: takes the largest value of them.
  void Join() const { round_trips = longest_; }

 private:
  const int start_ = round_trips;
  std::atomic<int> longest_{start_};
};

// Runs work(0) to work(count - 1), each on a thread of its own, the one numbered `here` on this
// thread. Those for which the system gives no thread run here, too, one after the other.
void OnThreads(size_t count, size_t here, const std::function<void(size_t)>& work) {
  RoundTripsOfHelpers trips;
  const auto help = [&](size_t number) {
    trips.Begin();
    work(number);
    trips.End();
  };
  {
    std::vector<std::jthread> threads;
    std::vector<size_t> left;
    for (size_t number = 0; number < count; ++number) {
      if (number == here) continue;
      try {
        threads.emplace_back(help, number);
      } catch (const std::system_error&) {
        left.push_back(number);
      }
    }
    help(here);
    for (const size_t number : left) help(number);
  }
  trips.Join();
}

}  // namespace

void RunInParallel(std::span<const ParallelTask> tasks) {
  std::vector<std::exception_ptr> thrown(tasks.size());
  OnThreads(tasks.size(), tasks.size() - 1, [&](size_t number) {
    try {
      tasks[number].run(tasks[number].self);
    } catch (...) {
      thrown[number] = std::current_exception();
    }
  });
  for (const auto& exception : thrown) {
    if (exception) std::rethrow_exception(exception);
  }
}

Status RunForEach(size_t count, size_t max_in_flight, const IndexedTask& task) {
  const size_t wanted = std::min({std::max<size_t>(max_in_flight, 1), kMostThreads, count});
  if (wanted == 0) return Ok();
  std::atomic<size_t> next{wanted};  // each thread has an item of its own first
  std::atomic<bool> failed{false};
  std::mutex mutex;
  Status outcome = Ok();
  std::exception_ptr thrown;
  OnThreads(wanted, 0, [&](size_t first) {
    for (size_t i = first; i < count && !failed; i = next++) {
      try {
        Status status = task.run(task.self, i);
        if (status.ok()) continue;
        const std::lock_guard lock(mutex);
        if (!failed.exchange(true)) outcome = std::move(status);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failed.exchange(true)) thrown = std::current_exception();
      }
    }
  });
  if (thrown) std::rethrow_exception(thrown);
  return outcome;
}

}  // namespace oci
