// Colours and a status line, for output to a terminal only.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <string>
#include <thread>

namespace terminal {

bool IsTerminal(std::FILE* out);

// True for a terminal, unless NO_COLOR is set and not empty or TERM is "dumb".
bool WantsColour(std::FILE* out);

// A status line such as "starting the gateway, 3 s", shown when a wait takes longer than `patience`
// and redrawn every second. Without a terminal only the lines of Say are printed.
class WaitLine {
 public:
  explicit WaitLine(std::FILE* out, std::chrono::milliseconds patience = std::chrono::seconds(1));
  WaitLine(std::FILE* out, bool is_terminal, std::chrono::milliseconds patience);
  ~WaitLine();
  WaitLine(const WaitLine&) = delete;
  WaitLine& operator=(const WaitLine&) = delete;

  // From now on this is what the line shows.
  void Begin(const std::string& what);
  void End();
  // Prints a line above the status line.
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
  std::string what_;  // empty: no wait is shown
  std::chrono::steady_clock::time_point since_;
  bool drawn_ = false, stopping_ = false;
  std::thread thread_;
};

}  // namespace terminal
