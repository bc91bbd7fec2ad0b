// Calls that wait for an instance: whose turn it is.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <string>

namespace local {

// First come, first served among the calls of one caller; between callers one after the other, so
// that nobody waits behind all that somebody else sends. Guarded by its owner's mutex.
class WaitingLine {
 public:
  struct Place {
    std::condition_variable called;  // its turn may have come
  };

  size_t size() const { return size_; }
  void Join(Place& place, const std::string& caller);
  bool IsFirst(const Place& place) const;
  // With its turn, or before it has come. Whoever is first then is called.
  void Leave(const Place& place, const std::string& caller);
  void CallFirst();
  void CallAll();

 private:
  std::map<std::string, std::deque<Place*>> places_;  // by caller; none is empty
  std::deque<std::string> turns_;                     // callers, the next one first
  size_t size_ = 0;
};

}  // namespace local
