#include "local/agent/waiting_line.h"

#include <algorithm>

namespace local {

void WaitingLine::Join(Place& place, const std::string& caller) {
  auto& own = places_[caller];
  if (own.empty()) turns_.push_back(caller);
  own.push_back(&place);
  ++size_;
}

bool WaitingLine::IsFirst(const Place& place) const {
  return !turns_.empty() && places_.at(turns_.front()).front() == &place;
}

void WaitingLine::Leave(const Place& place, const std::string& caller) {
  const bool was_first = IsFirst(place);
  const auto found = places_.find(caller);
  auto& own = found->second;
  own.erase(std::find(own.begin(), own.end(), &place));
  --size_;
  if (was_first) turns_.pop_front();
  if (own.empty()) {
    std::erase(turns_, caller);
    places_.erase(found);
  } else if (was_first) {
    turns_.push_back(caller);
  }
  CallFirst();
}

void WaitingLine::CallFirst() {
  if (!turns_.empty()) places_.at(turns_.front()).front()->called.notify_one();
}

void WaitingLine::CallAll() {
  for (auto& [caller, own] : places_) {
    for (Place* place : own) place->called.notify_one();
  }
}

}  // namespace local
