// Faults of the cloud that come and go while people use a service.
#pragma once

#include <chrono>
#include <map>
#include <random>
#include <string>
#include <thread>

namespace bench {

// The rules of one bad day (docs/running.md#bad-days), one to three of all kinds, and the names of
// these, with how often they were chosen added to `chosen`.
std::string BadDay(std::mt19937& random, std::map<std::string, long>& chosen);

// In the folder of a running service, from now on: now a good time and now a bad one, by the seed.
class BadDays {
 public:
  BadDays(std::string data, unsigned seed);
  // Ends them, with a good time. How often each fault was chosen, by its name. Throws when the
  // service could not be told.
  std::map<std::string, long> End();

 private:
  void Run(const std::stop_token& stop);
  void Install(const std::string& rules);
  // False: it was told to stop.
  bool Wait(const std::stop_token& stop, std::chrono::milliseconds least,
            std::chrono::milliseconds most);

  const std::string data_;
  std::mt19937 random_;
  std::map<std::string, long> chosen_;
  std::string failed_;
  std::jthread thread_;
};

}  // namespace bench
