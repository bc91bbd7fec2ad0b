#include "oci/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "oci/helper_threads.h"

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

void Together(size_t count, size_t here, const std::function<void(size_t)>& work) {
  RoundTripsOfHelpers trips;
  RunOnHelpers(count, here, [&](size_t number) {
    trips.Begin();
    work(number);
    trips.End();
  });
  trips.Join();
}

}  // namespace

void RunInParallel(std::span<const ParallelTask> tasks) {
  std::vector<std::exception_ptr> thrown(tasks.size());
  Together(tasks.size(), tasks.size() - 1, [&](size_t number) {
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
  Together(wanted, 0, [&](size_t first) {
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
