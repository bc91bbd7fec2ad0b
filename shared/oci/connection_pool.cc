#include "oci/connection_pool.h"

#include <algorithm>

namespace oci {

// Takes out those that were idle too long or are too many.
ConnectionPool::Connections ConnectionPool::Retire(RequestWatch::TimePoint now) {
  size_t count = open_.size() - std::min(open_.size(), kMostIdle);
  while (count < open_.size() && now - open_[count].since > kLongestIdle) ++count;
  Connections retired;
  for (size_t i = 0; i < count; ++i) retired.push_back(std::move(open_[i].connection));
  open_.erase(open_.begin(), open_.begin() + static_cast<std::ptrdiff_t>(count));
  return retired;
}

void ConnectionPool::KeepClosed(Connections connections) {
  // not under the lock, because closing may send something
  for (const auto& connection : connections) connection->Close();
  const std::lock_guard lock(mutex_);
  while (!connections.empty() && closed_.size() < kMostClosed) {
    closed_.push_back(std::move(connections.back()));
    connections.pop_back();
  }
}

std::unique_ptr<CurlConnection> ConnectionPool::TakeOpen(std::string_view origin) {
  const auto now = clock_();
  std::unique_ptr<CurlConnection> connection;
  Connections retired;
  {
    const std::lock_guard lock(mutex_);
    retired = Retire(now);
    const auto found = std::find_if(open_.rbegin(), open_.rend(), [origin](const Idle& idle) {
      return idle.connection->origin() == origin;
    });
    if (found != open_.rend()) {
      connection = std::move(found->connection);
      open_.erase(std::next(found).base());
    }
  }
  if (!retired.empty()) KeepClosed(std::move(retired));
  return connection;
}

std::unique_ptr<CurlConnection> ConnectionPool::TakeClosed() {
  {
    const std::lock_guard lock(mutex_);
    if (!closed_.empty()) {
      auto connection = std::move(closed_.back());
      closed_.pop_back();
      return connection;
    }
  }
  return std::make_unique<CurlConnection>();
}

void ConnectionPool::Keep(std::unique_ptr<CurlConnection> connection) {
  const auto now = clock_();
  Connections retired;
  if (connection->origin().empty()) {
    retired.push_back(std::move(connection));
  } else {
    const std::lock_guard lock(mutex_);
    open_.push_back({std::move(connection), now});
    retired = Retire(now);
  }
  if (!retired.empty()) KeepClosed(std::move(retired));
}

}  // namespace oci
