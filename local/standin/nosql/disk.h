// What was written to a file is forced to the disk once for all who wait for it.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "local/standin/nosql/errors.h"

namespace standin::nosql {

// May be used from several threads at once.
class Disk {
 public:
  // force: 0, or the errno with which it has failed.
  explicit Disk(std::function<int()> force) : force_(std::move(force)) {}
  // Forces that file, which must exist already.
  static Result<std::unique_ptr<Disk>> Of(const std::string& path);

  // Waits until what the number stands for, and all with a smaller one, is on the disk. It must
  // have been written before. Who comes while the disk works waits for its next turn, together with
  // all others who came meanwhile. Once the disk has failed, nobody knows what is on it, so
  // everybody gets that error from then on.
  Status Await(uint64_t number);

 private:
  const std::function<int()> force_;
  std::mutex mutex_;
  std::condition_variable turned_;
  uint64_t wanted_ = 0, forced_ = 0;
  bool works_ = false;
  int failure_ = 0;
};

}  // namespace standin::nosql
