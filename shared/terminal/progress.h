// How far a long run is: a bar on a terminal, plain lines elsewhere.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>

namespace terminal {

class Progress {
 public:
  // out: null for silence.
  Progress(std::FILE* out, bool is_terminal) : out_(out), is_terminal_(is_terminal) {}

  // A step of `total` things (0: unknown), `done` of which an earlier run has done.
  void Begin(const std::string& step, std::int64_t total, std::int64_t done = 0);
  void Advance(std::int64_t count);
  // What is being worked on: beside the bar of a terminal.
  void Show(const std::string& what);
  void End();
  // Ends it where it is.
  void Abandon();
  // A line of its own, above the bar.
  void Say(const std::string& line);

 private:
  void Draw();

  std::FILE* out_;
  bool is_terminal_;
  std::string step_, shown_beside_;
  std::int64_t total_ = 0, done_ = 0;
  std::int64_t shown_ = -1;  // what was drawn last, in hundredths (tenths without a terminal)
};

}  // namespace terminal
