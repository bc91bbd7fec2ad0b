// Whether the time that an answer takes tells if somebody has an account: of pairs of requests that
// are answered alike, one names somebody and the other one nobody. They are sent one after the
// other in random order, each over a connection of its own that has been used once before.
//
// Usage: bench_timing PORT TRIES; TRIES of each request. Prints rows of the table in
// bench/results/timing.md.
#include <httplib.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "bench/timing/welch.h"

namespace {

using Json = nlohmann::json;
using Clock = std::chrono::steady_clock;

// Four failed log-ins are free, for a name as for an address.
constexpr int kTriesOfOne = 4;
constexpr double kSeen = 0.01;
// Mails go to known addresses after the answer; they have left before the next request.
constexpr std::chrono::milliseconds kBetween{50};

// Somebody, or a name that nobody has, at an address of his own.
struct Subject {
  std::string name, interface;
  std::string Email() const { return name + "@example.com"; }
};

Subject SubjectOf(const char* what, int number, int network) {
  char name[32];
  std::snprintf(name, sizeof name, "%s%03d", what, number);
  return {name, "127." + std::to_string(network) + "." + std::to_string(number / 200) + "." +
                    std::to_string(1 + number % 200)};
}

Json FormOf(const Subject& subject) {
  return {{"username", subject.name},
          {"email", subject.Email()},
          {"full_name", "Somebody"},
          {"password", "words that nobody guesses"}};
}

// The connection of one try.
class Connection {
 public:
  Connection(int port, const Subject& subject) : client_("127.0.0.1", port) {
    client_.set_keep_alive(true);
    client_.set_tcp_nodelay(true);
    client_.set_read_timeout(60);
    client_.set_interface(subject.interface);
    if (const auto first = client_.Get("/v1/health"); !first || first->status != 200)
      throw std::runtime_error("the service is not well");
  }
  httplib::Result Post(const char* path, const Json& body) {
    auto result = client_.Post(path, body.dump(), "application/json");
    if (!result) throw std::runtime_error(std::string(path) + ": no answer");
    return result;
  }

 private:
  httplib::Client client_;
};

struct Kind {
  const char* what;
  const char* path;
  int status;
  Json (*body)(const Subject& subject, const Subject& taken);
};

Json ResetOf(const Subject& subject, const Subject&) { return {{"email", subject.Email()}}; }
Json LogInOf(const Subject& subject, const Subject&) {
  return {{"login", subject.name}, {"password", "wrong words for everybody"}};
}
Json LogInByAddressOf(const Subject& subject, const Subject&) {
  return {{"login", subject.Email()}, {"password", "wrong words for everybody"}};
}
// The name is somebody's each time, the address somebody's or nobody's.
Json SignUpOf(const Subject& subject, const Subject& taken) {
  Json form = FormOf(taken);
  form["email"] = subject.Email();
  return form;
}

constexpr Kind kKinds[] = {
    {"password reset", "/v1/password-resets", 202, &ResetOf},
    {"log-in by a name, wrong password", "/v1/login", 401, &LogInOf},
    {"log-in by an address, wrong password", "/v1/login", 401, &LogInByAddressOf},
    {"sign-up with a taken name", "/v1/users", 409, &SignUpOf},
};

class Bench {
 public:
  Bench(int port, int tries) : port_(port), tries_(tries), random_(std::random_device{}()) {}

  void Run() {
    int network = 1;
    for (const Kind& kind : kKinds) {
      MakePeople(network++);
      Report(kind, Measure(kind));
    }
  }

 private:
  struct Times {
    std::vector<double> known, unknown;  // milliseconds
  };

  // Other people for each kind, so that no counter of one kind counts in another.
  void MakePeople(int network) {
    known_.clear();
    unknown_.clear();
    const int count = (tries_ + kTriesOfOne - 1) / kTriesOfOne;
    for (int i = 0; i < count; ++i) {
      known_.push_back(SubjectOf(("known" + std::to_string(network)).c_str(), i, 2 * network));
      unknown_.push_back(
          SubjectOf(("nobody" + std::to_string(network)).c_str(), i, 2 * network + 1));
      const auto joined = Connection(port_, known_.back()).Post("/v1/users", FormOf(known_.back()));
      if (joined->status != 201) throw std::runtime_error("sign-up: " + joined->body);
    }
  }

  double Time(const Kind& kind, const Subject& subject, const Subject& taken) {
    Connection connection(port_, subject);
    const Json body = kind.body(subject, taken);
    std::this_thread::sleep_for(kBetween);
    const auto start = Clock::now();
    const auto result = connection.Post(kind.path, body);
    const std::chrono::duration<double, std::milli> took = Clock::now() - start;
    if (result->status != kind.status)
      throw std::runtime_error(std::string(kind.what) + ": " + std::to_string(result->status) +
                               " " + result->body);
    if (answer_.empty()) answer_ = result->body;
    if (result->body != answer_) throw std::runtime_error("answers differ: " + result->body);
    return took.count();
  }

  Times Measure(const Kind& kind) {
    std::vector<int> order(2 * static_cast<size_t>(tries_));
    for (size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    std::shuffle(order.begin(), order.end(), random_);
    Times times;
    answer_.clear();
    for (const int number : order) {
      const auto which = static_cast<size_t>(number / 2) % known_.size();
      const bool is_known = number % 2 == 0;
      const Subject& taken = known_[(which + 1) % known_.size()];
      auto& list = is_known ? times.known : times.unknown;
      list.push_back(Time(kind, (is_known ? known_ : unknown_)[which], taken));
    }
    return times;
  }

  static void Report(const Kind& kind, const Times& times) {
    const auto compared = bench::CompareMeans(times.known, times.unknown);
    std::printf("| %s | %d | %zu | %.2f | %.2f | %.2f | %.0f | %.2f | %.3f | %s |\n", kind.what,
                kind.status, times.known.size(), compared.mean_a, compared.mean_b, compared.t,
                compared.degrees, compared.error, compared.p,
                compared.p < kSeen ? "a difference" : "none seen");
    std::fflush(stdout);
  }

  const int port_, tries_;
  std::mt19937 random_;
  std::vector<Subject> known_, unknown_;
  std::string answer_;
};

}  // namespace

int main(int argc, char** argv) {
  const int tries = argc == 3 ? std::atoi(argv[2]) : 0;
  if (tries < 2) {
    std::fprintf(stderr, "usage: bench_timing PORT TRIES   (2 or more)\n");
    return 2;
  }
  try {
    Bench(std::stoi(argv[1]), tries).Run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_timing: %s\n", error.what());
    return 1;
  }
  return 0;
}
