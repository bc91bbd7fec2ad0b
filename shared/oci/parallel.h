// Runs several requests of one call at the same time, on threads that are kept
// (helper_threads.h).
#pragma once

#include <array>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "oci/call.h"
#include "oci/result.h"

namespace oci {

inline constexpr size_t kMostThreads = 8;  // of one InParallel or ForEach

// What the templates below leave to parallel.cc, so that threads are started in one place and not
// in one for each call.
struct ParallelTask {
  void (*run)(void* self);
  void* self;
};
void RunInParallel(std::span<const ParallelTask> tasks);
struct IndexedTask {
  Status (*run)(void* self, size_t index);
  void* self;
};
Status RunForEach(size_t count, size_t max_in_flight, const IndexedTask& task);

// A function of InParallel and its result.
template <class Function>
struct ParallelSlot {
  Function& function;
  std::optional<std::invoke_result_t<Function&>> result = std::nullopt;

  ParallelTask Task() {
    return {[](void* self) {
              auto& slot = *static_cast<ParallelSlot*>(self);
              slot.result.emplace(slot.function());
            },
            this};
  }
};

// Runs all functions at the same time, the last one on the calling thread and each other one on a
// helper thread, and returns their results as a tuple in the same order. None may return void.
// When one throws, the exception is thrown after all have ended.
//   auto [user, session] = InParallel([&] { return ReadUser(); }, [&] { return ReadSession(); });
template <class... Functions>
auto InParallel(Functions&&... functions) {
  static_assert(sizeof...(Functions) >= 1 && sizeof...(Functions) <= kMostThreads);
  std::tuple slots{ParallelSlot<std::remove_reference_t<Functions>>{functions}...};
  return std::apply(
      [](auto&... slot) {
        RunInParallel(std::array{slot.Task()...});
        return std::make_tuple(*std::move(slot.result)...);
      },
      slots);
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
  auto run = [&](size_t index) -> Status {
    return fn(*(std::begin(items) + static_cast<std::ptrdiff_t>(index)));
  };
  const IndexedTask task{
      [](void* self, size_t index) { return (*static_cast<decltype(run)*>(self))(index); }, &run};
  return RunForEach(std::size(items), max_in_flight, task);
}

}  // namespace oci
