// Who is connected: how many may be, and who has to go for somebody new.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

namespace local {

class Connections {
 public:
  enum class State {
    kLeaving,  // answered for the last time; what it still sends is thrown away
    kIdle,     // between requests
    kHead,     // sends the head of a request
    kBody,     // sends the body of a request
    kBusy,     // waits for an answer, or takes it
  };
  // most_of_client: of one ClientKey.
  Connections(size_t most, size_t most_of_client) : most_(most), most_of_client_(most_of_client) {}

  // Takes in the socket `fd` of that client, state kHead. False: there is no room. Where a limit is
  // reached, one that does no harm goes first: of the same client, or, when it is the total, of the
  // client that has most among those that have one that may go; those leaving before the idle, the
  // idle before those in a head, those before the ones in a body, and of each those that have been
  // so for longest. Nobody whose request is there is ever sent away.
  bool Enter(int fd, const std::string& client);
  // False: it has been sent away, its socket is shut down, and nothing more is to be done for it.
  bool Become(int fd, State state);
  void Leave(int fd);  // before the socket is closed
  // One goes, if there is one that may. False: there is none.
  bool MakeRoom();

  // Nothing more is read from anybody; requests under way are still answered.
  void ShutDownReading();
  void AwaitEmpty();

  struct Counts {
    size_t open = 0;  // those sent away are not counted
    size_t idle = 0, in_head = 0, in_body = 0, busy = 0, leaving = 0;
  };
  Counts Count() const;

 private:
  struct Entry {
    std::string client;
    State state = State::kHead;
    uint64_t since = 0;  // order in which entries came into their states
    bool gone = false;   // sent away; its thread has not noticed yet
  };
  bool SendAwayOneOf(const std::string& client);
  bool SendAwayOneOfAny();

  const size_t most_, most_of_client_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::map<int, Entry> entries_;           // by socket
  std::map<std::string, size_t> clients_;  // how many are open
  size_t open_ = 0;
  uint64_t moves_ = 0;
};

}  // namespace local
