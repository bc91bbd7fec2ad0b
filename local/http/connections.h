// Limits the number of connections, and decides which one is closed for a new one.
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
    kLeaving,  // has got its last response; what it still sends is dropped
    kIdle,     // between requests
    kHead,     // is sending the head of a request
    kBody,     // is sending the body of a request
    kBusy,     // waits for a response, or is receiving it
  };
  // most_of_client: the limit for one client (ClientKey).
  Connections(size_t most, size_t most_of_client) : most_(most), most_of_client_(most_of_client) {}

  // Adds the socket `fd` of that client in state kHead. False: there is no room. When a limit is
  // reached, another connection is closed first: one of the same client, or, at the limit for all,
  // one of the client with most connections among those that have one that may be closed. kLeaving
  // is closed first, then kIdle, kHead, kBody; in each state the one that is in it for longest. A
  // connection with a complete request is never closed.
  bool Enter(int fd, const std::string& client);
  // Changes the state. False: the connection was closed to make room; its socket is shut down, and
  // nothing more must be done for it.
  bool Become(int fd, State state);
  void Leave(int fd);  // to be called before the socket is closed
  // Closes one connection, if one may be closed. False: none may.
  bool MakeRoom();

  // Stops reading on all connections; requests that have been read are still answered.
  void ShutDownReading();
  void AwaitEmpty();

  struct Counts {
    size_t open = 0;  // without those that were closed to make room
    size_t idle = 0, in_head = 0, in_body = 0, busy = 0, leaving = 0;
  };
  Counts Count() const;

 private:
  struct Entry {
    std::string client;
    State state = State::kHead;
    uint64_t since = 0;  // a counter that gives the order in which entries came into their states
    bool gone = false;   // closed to make room; its thread has not noticed yet
  };
  bool CloseOneOf(const std::string& client);
  bool CloseOneOfBusiestClient();

  const size_t most_, most_of_client_;
  mutable std::mutex mutex_;
  std::condition_variable left_;
  std::map<int, Entry> entries_;           // by socket
  std::map<std::string, size_t> clients_;  // number of open connections
  size_t open_ = 0;
  uint64_t moves_ = 0;
};

}  // namespace local
