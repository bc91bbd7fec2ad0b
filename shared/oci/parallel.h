// Runs several requests of one call at the same time, on threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <future>
#include <mutex>
#include <thread>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "oci/call.h"
#include "oci/result.h"

namespace oci {

inline constexpr size_t kMostThreads =
    8;  // a function's container may have 50 processes and threads in all

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

// Runs all functions at the same time, the last one on the calling thread and each other one on a
// thread of its own, and returns their results as a tuple in the same order. None may return void.
// When one throws, the exception is thrown after all have ended.
//   auto [user, session] = InParallel([&] { return ReadUser(); }, [&] { return ReadSession(); });
template <class... Functions>
auto InParallel(Functions&&... functions) {
  static_assert(sizeof...(Functions) >= 1 && sizeof...(Functions) <= kMostThreads);
  auto tasks = std::make_tuple(
      std::packaged_task<std::invoke_result_t<Functions&>()>(std::ref(functions))...);
  RoundTripsOfHelpers trips;
  auto futures =
      std::apply([](auto&... task) { return std::make_tuple(task.get_future()...); }, tasks);
  {
    std::vector<std::jthread> threads;
    threads.reserve(sizeof...(Functions));
    const auto run = [&threads, &trips]<class Task>(Task& task, bool here) {
      const auto work = [&task, &trips] {
        trips.Begin();
        task();
        trips.End();
      };
      if (!here) {
        try {
          threads.emplace_back(work);
          return;
        } catch (const std::system_error&) {
          // The system gives no thread: run the functions one after the other.
        }
      }
      work();
    };
    [&]<size_t... Index>(std::index_sequence<Index...>) {
      (run(std::get<Index>(tasks), Index + 1 == sizeof...(Functions)), ...);
    }
    (std::index_sequence_for<Functions...>{});
  }
  trips.Join();
  return std::apply([](auto&... future) { return std::make_tuple(future.get()...); }, futures);
}

// A function for AllInParallel: keeps what `function` answers in `place`, where it succeeds.
template <class T, class Function>
auto Into(T& place, Function function) {
  return [&place, function = std::move(function)]() mutable {
    auto result = function();
    using Answer = Result<Unit, std::remove_cvref_t<decltype(result.error())>>;
    if (!result.ok()) return Answer(std::move(result).error());
    place = std::move(result).value();
    return Answer(Unit{});
  };
}

// InParallel for functions that all answer the same Result<Unit, ...>: the first failure, in their
// order, or success.
//   OCI_RETURN_IF_ERROR(AllInParallel(Into(page.user, [&] { return ReadUser(); }),
//                                     Into(page.images, [&] { return ReadImages(); })));
template <class... Functions>
auto AllInParallel(Functions&&... functions) {
  auto answers = InParallel(std::forward<Functions>(functions)...);
  auto outcome = std::get<0>(answers);
  const auto keep_first = [&outcome](auto& answer) {
    if (outcome.ok() && !answer.ok()) outcome = std::move(answer);
  };
  std::apply([&](auto&... answer) { (keep_first(answer), ...); }, answers);
  return outcome;
}

// Calls fn(item) -> Status for every item, `max_in_flight` at a time (at most 8), and stops
// starting new ones when one has failed. Returns after all that were running have ended, with the
// first failure. Up to `max_in_flight` items count as one round trip. When one throws, the
// exception is thrown after all have ended.
template <class Items, class Function>
Status ForEach(Items&& items, size_t max_in_flight, Function&& fn) {
  const size_t count = std::size(items);
  const size_t wanted = std::min({std::max<size_t>(max_in_flight, 1), kMostThreads, count});
  std::atomic<size_t> next{wanted};  // each thread begins with an item of its own
  std::atomic<bool> failed{false};
  std::mutex mutex;
  Status outcome = Ok();
  std::exception_ptr thrown;
  RoundTripsOfHelpers trips;
  const auto work = [&](size_t first) {
    for (size_t i = first; i < count && !failed; i = next++) {
      try {
        Status status = fn(*(std::begin(items) + static_cast<std::ptrdiff_t>(i)));
        if (status.ok()) continue;
        const std::lock_guard lock(mutex);
        if (!failed.exchange(true)) outcome = std::move(status);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failed.exchange(true)) thrown = std::current_exception();
      }
    }
  };
  const auto help = [&](size_t first) {
    trips.Begin();
    work(first);
    trips.End();
  };
  {
    std::vector<std::jthread> threads;
    size_t started = 1;
    for (; started < wanted; ++started) {
      try {
        threads.emplace_back(help, started);
      } catch (const std::system_error&) {
        break;  // the system gives no more threads: continue with those that run
      }
    }
    trips.Begin();
    work(0);
    for (; started < wanted; ++started) work(started);
    trips.End();
  }
  trips.Join();
  if (thrown) std::rethrow_exception(thrown);
  return outcome;
}

}  // namespace oci
