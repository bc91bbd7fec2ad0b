// Runs the requests of several processes one at a time; a seed chooses whose is next.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <random>

namespace tests {

class Interleaver {
 public:
  explicit Interleaver(unsigned seed) : random_(seed) {}

  void Join(int process);
  void Leave(int process);
  // Waits for the process's turn, which lasts as long as the returned guard.
  class Turn {
   public:
    Turn(Interleaver& interleaver, int process);
    ~Turn();

   private:
    Interleaver& interleaver_;
  };

 private:
  void Choose();  // when every process waits or has left

  std::mutex mutex_;
  std::condition_variable changed_;
  std::mt19937 random_;
  std::map<int, int> waiting_;  // requests, by process
  int chosen_ = -1;
  int last_ = -1;
  bool busy_ = false;
};

}  // namespace tests
