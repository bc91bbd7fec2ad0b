// A map that keeps a limited number of entries, the most recently used ones.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>
#include <utility>

namespace local {

template <class Value>
class Recent {
 public:
  explicit Recent(size_t most) : most_(most) {}

  // Null: there is none. Valid until the next Put. Counts as a use.
  Value* Find(const std::string& key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &entries_.front().second;
  }
  Value& Put(const std::string& key, Value value) {
    if (Value* there = Find(key)) return *there = std::move(value);
    if (entries_.size() >= most_) {
      places_.erase(entries_.back().first);
      entries_.pop_back();
    }
    entries_.emplace_front(key, std::move(value));
    places_[key] = entries_.begin();
    return entries_.front().second;
  }
  size_t size() const { return entries_.size(); }

 private:
  using Entries = std::list<std::pair<std::string, Value>>;
  const size_t most_;
  Entries entries_;  // the most recently used first
  std::unordered_map<std::string, typename Entries::iterator> places_;
};

}  // namespace local
