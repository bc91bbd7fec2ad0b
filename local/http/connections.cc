#include "local/http/connections.h"

#include <sys/socket.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace local {

bool Connections::Enter(int fd, const std::string& client) {
  const std::lock_guard lock(mutex_);
  const auto own = clients_.find(client);
  if (own != clients_.end() && own->second >= most_of_client_ && !CloseOneOf(client)) return false;
  if (open_ >= most_ && !CloseOneOfBusiestClient()) return false;
  entries_[fd] = {client, State::kHead, ++moves_, false};
  ++clients_[client];
  ++open_;
  return true;
}

bool Connections::CloseOneOf(const std::string& client) {
  auto victim = entries_.end();
  for (auto entry = entries_.begin(); entry != entries_.end(); ++entry) {
    const Entry& here = entry->second;
    if (here.gone || here.state == State::kBusy || here.client != client) continue;
    const bool sooner =
        victim == entries_.end() ||
        std::pair(here.state, here.since) < std::pair(victim->second.state, victim->second.since);
    if (sooner) victim = entry;
  }
  if (victim == entries_.end()) return false;
  victim->second.gone = true;
  ::shutdown(victim->first, SHUT_RDWR);
  const auto count = clients_.find(victim->second.client);
  if (--count->second == 0) clients_.erase(count);
  --open_;
  return true;
}

// Closes a connection of the client that has most; when several have as many, any of theirs.
bool Connections::CloseOneOfBusiestClient() {
  std::vector<std::pair<size_t, std::string>> by_count;
  for (const auto& [client, count] : clients_) by_count.emplace_back(count, client);
  std::sort(by_count.rbegin(), by_count.rend());
  return std::any_of(by_count.begin(), by_count.end(),
                     [this](const auto& client) { return CloseOneOf(client.second); });
}

bool Connections::MakeRoom() {
  const std::lock_guard lock(mutex_);
  return CloseOneOfBusiestClient();
}

bool Connections::Become(int fd, State state) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_.at(fd);
  if (entry.gone) return false;
  entry.state = state;
  entry.since = ++moves_;
  return true;
}

void Connections::Leave(int fd) {
  const std::lock_guard lock(mutex_);
  const auto entry = entries_.find(fd);
  if (!entry->second.gone) {
    const auto count = clients_.find(entry->second.client);
    if (--count->second == 0) clients_.erase(count);
    --open_;
  }
  entries_.erase(entry);
  left_.notify_all();
}

void Connections::ShutDownReading() {
  const std::lock_guard lock(mutex_);
  for (const auto& [fd, entry] : entries_) ::shutdown(fd, SHUT_RD);
}

void Connections::AwaitEmpty() {
  std::unique_lock lock(mutex_);
  left_.wait(lock, [&] { return entries_.empty(); });
}

Connections::Counts Connections::Count() const {
  const std::lock_guard lock(mutex_);
  Counts counts;
  for (const auto& [fd, entry] : entries_) {
    if (entry.gone) continue;
    ++counts.open;
    switch (entry.state) {
      case State::kLeaving:
        ++counts.leaving;
        break;
      case State::kIdle:
        ++counts.idle;
        break;
      case State::kHead:
        ++counts.in_head;
        break;
      case State::kBody:
        ++counts.in_body;
        break;
      case State::kBusy:
        ++counts.busy;
        break;
    }
  }
  return counts;
}

}  // namespace local
