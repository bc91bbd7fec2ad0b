// Keeps retries from making a slow or failing service slower (docs/adr/0038-retry-budgets.md).
//
// Each service, by how its address begins, has tokens: a failed try takes one, a success gives a
// fifth of one back. While half of them or less are left, failed requests are not sent again. When
// one request after the other fails, without a success in between, the circuit opens: requests are
// refused without being sent, but one from time to time that tries whether the service is back.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "oci/call.h"

namespace oci {

// May be used from several threads at once.
class RetryBudget {
 public:
  struct Limits {
    int tokens = 20;         // at most, and at the beginning; 0: retries are not limited
    int circuit_after = 10;  // failures one after the other; 0: the circuit stays closed
    std::chrono::milliseconds circuit_for{1000};
    // Failures within this time of one that was counted are that one: a call sends many requests at
    // once, and when one connection breaks under all of them they are worth a retry.
    std::chrono::milliseconds one_moment{20};
  };
  explicit RetryBudget(const Limits& limits) : limits_(limits) {}

  // How a try ended. A refusal because of too many requests shows that the service is there, so it
  // takes a token, but does not open the circuit.
  enum class Outcome { kAnswered, kThrottled, kFailed };

  // To be asked before each try. False: the circuit is open.
  bool Admit(std::string_view service, TimePoint now);
  void Tell(std::string_view service, Outcome outcome, TimePoint now);
  // Whether a failed try may be followed by another.
  bool MayRetry(std::string_view service) const;

 private:
  struct Service {
    int taken = 0;  // fifths of a token
    int failed_in_a_row = 0;
    TimePoint next_try{};   // while the circuit is open
    TimePoint failed_at{};  // the last failure that was counted
  };
  bool IsOpen(const Service& service) const {
    return limits_.circuit_after > 0 && service.failed_in_a_row >= limits_.circuit_after;
  }

  const Limits limits_;
  mutable std::mutex mutex_;
  std::map<std::string, Service, std::less<>> services_;
};

}  // namespace oci
