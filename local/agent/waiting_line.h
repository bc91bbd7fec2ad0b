// The order in which waiting calls get an instance.
#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <string>

namespace local {

// First come, first served among the calls of one caller; callers take turns, so that nobody has to
// wait for all calls of somebody else. Protected by the mutex of the object that owns it.
class WaitingLine {
 public:
  struct Place {
    std::condition_variable called;  // notified when it may be this call's turn
  };

  size_t size() const { return size_; }
  void Join(Place& place, const std::string& caller);
  bool IsFirst(const Place& place) const;
  // Called when the call has its turn, and also when it gives up before that. Wakes the next call.
  void Leave(const Place& place, const std::string& caller);
  void CallFirst();
  void CallAll();

 private:
  std::map<std::string, std::deque<Place*>> places_;  // by caller; no deque is empty
  std::deque<std::string> turns_;                     // callers in the order of their turns
  size_t size_ = 0;
};

}  // namespace local
