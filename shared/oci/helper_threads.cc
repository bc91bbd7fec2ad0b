#include "oci/helper_threads.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>

namespace oci {
namespace {

// One call of RunOnHelpers.
struct Batch {
  const std::function<void(std::size_t)>& work;
  std::size_t running = 0;  // on helpers
  std::condition_variable ended = {};
};

class HelperThreads {
 public:
  void Run(std::size_t count, std::size_t here, const std::function<void(std::size_t)>& work) {
    Batch batch{work};
    Queue(batch, count, here);
    work(here);
    std::unique_lock lock(mutex_);
    // what no helper has begun: this thread would only wait for it
    while (const auto number = TakeBack(batch)) {
      lock.unlock();
      work(*number);
      lock.lock();
    }
    batch.ended.wait(lock, [&] { return batch.running == 0; });
  }

 private:
  struct Piece {
    Batch* batch;
    std::size_t number;
  };

  void Queue(Batch& batch, std::size_t count, std::size_t here) {
    std::size_t queued = 0;
    {
      const std::lock_guard lock(mutex_);
      for (std::size_t number = 0; number < count; ++number) {
        if (number == here) continue;
        pieces_.push_back({&batch, number});
        ++queued;
      }
      while (idle_ < pieces_.size() && threads_ < kMostHelperThreads && StartThread()) {
      }
    }
    for (; queued > 0; --queued) wake_.notify_one();
  }

  // The thread counts as idle from now on. False: the system gives none.
  bool StartThread() {
    try {
      std::thread([this] { Serve(); }).detach();
    } catch (const std::system_error&) {
      return false;
    }
    ++threads_;
    ++idle_;
    return true;
  }

  std::optional<std::size_t> TakeBack(const Batch& batch) {
    for (auto piece = pieces_.begin(); piece != pieces_.end(); ++piece) {
      if (piece->batch != &batch) continue;
      const std::size_t number = piece->number;
      pieces_.erase(piece);
      return number;
    }
    return std::nullopt;
  }

  void Serve() {
    std::unique_lock lock(mutex_);
    while (true) {
      wake_.wait(lock, [this] { return !pieces_.empty(); });
      const Piece piece = pieces_.front();
      pieces_.pop_front();
      --idle_;
      ++piece.batch->running;
      lock.unlock();
      piece.batch->work(piece.number);
      lock.lock();
      ++idle_;
      if (--piece.batch->running == 0) piece.batch->ended.notify_one();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Piece> pieces_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;  // waiting, or about to
};

// Never destroyed: its threads wait in it until the process ends.
HelperThreads& Helpers() {
  static auto* const kHelpers = new HelperThreads;
  return *kHelpers;
}

}  // namespace

void RunOnHelpers(std::size_t count, std::size_t here,
                  const std::function<void(std::size_t)>& work) {
  if (count == 1) return work(here);
  Helpers().Run(count, here, work);
}

}  // namespace oci
