// Somebody with an account of a running FotoGal, to fill it with and to measure it as.
#pragma once

#include <string>

#include "bench/page/connection.h"
#include "bench/page/line.h"

namespace bench {

// Where a service is.
struct Place {
  std::string host = "127.0.0.1";
  int port = 0;
};

class Member {
 public:
  // Signs up; throws when that is refused. number: which address the person has (line.h).
  Member(int port, std::string username) : Member(Place{"127.0.0.1", port}, 0, username) {}
  Member(const Place& place, size_t number, std::string username);
  const std::string& username() const { return username_; }

  // Sends it once with the session, whatever is answered.
  Answer Send(Ask ask);
  // Sends it with the session, again while the service is busy; throws when it is refused.
  Answer Must(const Ask& ask);
  // Sends it as somebody who is not logged in, once.
  Answer SendUnknown(const Ask& ask) { return line_.Send(ask); }

  // A new session, in which the person goes on when it is answered.
  Answer LogIn();
  // "name=value" of a session by cookie, as a browser has it.
  std::string Cookie();
  // Removes the account with everything that the person made; throws when that is refused.
  void Leave();

 private:
  std::string username_, token_;
  Line line_;
};

}  // namespace bench
