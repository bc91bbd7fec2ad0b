// What may be drawn where somebody looks at a terminal, and nowhere else.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

namespace terminal {

bool IsTerminal(std::FILE* out);

// A terminal, unless NO_COLOR is set to something or TERM is "dumb".
bool WantsColour(std::FILE* out);

// What is waited for, drawn once it takes longer than `patience` and redrawn every second:
// "starting the gateway, 3 s". Without a terminal only what is said comes out.
class WaitLine {
 public:
  explicit WaitLine(std::FILE* out, std::chrono::milliseconds patience = std::chrono::seconds(1));
  WaitLine(std::FILE* out, bool is_terminal, std::chrono::milliseconds patience);
  ~WaitLine();
  WaitLine(const WaitLine&) = delete;
  WaitLine& operator=(const WaitLine&) = delete;

  // Something else is waited for, from now on.
  void Begin(const std::string& what);
  void End();
  // A line of its own, above the one that is drawn.
  void Say(const std::string& line);

 private:
  void Run();
  void Draw();
  void Wipe();

  std::FILE* out_;
  const bool is_terminal_;
  const std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::string what_;  // empty: nothing is waited for
  std::chrono::steady_clock::time_point since_;
  bool drawn_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace terminal
