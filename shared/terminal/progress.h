// Progress of a long operation: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace terminal {

class Progress {
 public:
  // out: null prints nothing.
  Progress(std::FILE* out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  // Starts a step with `total` items (0: unknown), `done` of which an earlier run has finished.
  void Begin(const std::string& step, std::int64_t total, std::int64_t done = 0);
  void Advance(std::int64_t count);
  // Names the current item beside the bar; on terminals only.
  void Show(const std::string& what);
  void End();
  // Stops drawing; the bar stays as it is.
  void Abandon();
  // Prints a line above the bar.
  void Say(const std::string& line);

 private:
  void Draw();

  std::FILE* out_;
  bool is_terminal_;
  std::string step_, shown_beside_;
  std::int64_t total_ = 0, done_ = 0;
  std::int64_t shown_ = -1;  // the last drawn value in hundredths (in tenths without a terminal)
};

}  // namespace terminal
