// Connections between two requests.
#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "oci/curl_connection.h"

namespace oci {

// May be used from several threads at once.
class ConnectionPool {
 public:
  // Load balancers close idle connections after about a minute, some without telling the client.
  static constexpr std::chrono::seconds kLongestIdle{50};
  static constexpr size_t kMostIdle = 64;    // open ones, to all origins together
  static constexpr size_t kMostClosed = 16;  // for what they keep (CurlConnection::Close)

  explicit ConnectionPool(const RequestWatch::Clock& clock) : clock_(clock) {}

  // An open connection to that origin, of several the one that was used last, as it is the most
  // likely to be open still; nullptr when there is none.
  std::unique_ptr<CurlConnection> TakeOpen(std::string_view origin);
  // A closed one.
  std::unique_ptr<CurlConnection> TakeClosed();
  // Takes it back, open or closed.
  void Keep(std::unique_ptr<CurlConnection> connection);

 private:
  struct Idle {
    std::unique_ptr<CurlConnection> connection;
    RequestWatch::TimePoint since;
  };
  using Connections = std::vector<std::unique_ptr<CurlConnection>>;
  Connections Retire(RequestWatch::TimePoint now);
  void KeepClosed(Connections connections);

  const RequestWatch::Clock clock_;
  std::mutex mutex_;
  std::vector<Idle> open_;  // the one that was used last at the end
  Connections closed_;
};

}  // namespace oci
