// Somebody with an account of a running FotoGal, to fill it with and to measure it as.
#pragma once

#include <string>

#include "bench/page/connection.h"

namespace bench {

class Member {
 public:
  // Signs up; throws when that is refused.
  Member(int port, std::string username);
  const std::string& username() const { return username_; }

  // Sends it with the session, again while the service is busy; throws when it is refused.
  Answer Must(Ask ask);
  // "name=value" of a session by cookie, as a browser has it.
  std::string Cookie();

 private:
  std::string username_, token_;
  Connection connection_;
};

}  // namespace bench
