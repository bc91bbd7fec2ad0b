// A kept connection to a service, from an address of its own: what is limited by address is limited
// for each person, as it would be for people at home.
#pragma once

#include <memory>
#include <string>

#include "bench/page/connection.h"

namespace bench {

class Line {
 public:
  // number: of the person; on this machine each has another address.
  Line(const std::string& host, int port, size_t number);
  ~Line();
  // Status 0: no answer. The request is sent once.
  Answer Send(const Ask& ask);

 private:
  struct Client;
  std::unique_ptr<Client> client_;
};

}  // namespace bench
