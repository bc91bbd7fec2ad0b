#include "local/standin/nosql/disk.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace standin::nosql {

Result<std::unique_ptr<Disk>> Disk::Of(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return oci::ConfigurationError("cannot open " + path + ": " + std::strerror(errno));
  const std::shared_ptr<const int> held(new int(file), [](const int* closed) {
    ::close(*closed);
    delete closed;
  });
  return std::make_unique<Disk>([held] { return ::fdatasync(*held) == 0 ? 0 : errno; });
}

Status Disk::Await(uint64_t number) {
  std::unique_lock lock(mutex_);
  wanted_ = std::max(wanted_, number);
  while (forced_ < number && failure_ == 0) {
    if (works_) {
      turned_.wait(lock);
      continue;
    }
    works_ = true;
    const uint64_t written = wanted_;
    lock.unlock();
    const int failure = force_();
    lock.lock();
    works_ = false;
    if (failure == 0) forced_ = std::max(forced_, written);
    if (failure != 0) {
      failure_ = failure;
      std::fprintf(stderr, "nosql: the disk has not taken what was written (%s): start again\n",
                   std::strerror(failure));
    }
    turned_.notify_all();
  }
  if (failure_ == 0) return oci::Ok();
  return InternalServerError(std::string("The store failed: ") + std::strerror(failure_));
}

}  // namespace standin::nosql
