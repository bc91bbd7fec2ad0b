#include "terminal/terminal.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace terminal {
namespace {

std::string_view Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

bool IsTerminal(std::FILE* out) { return isatty(fileno(out)) == 1; }

bool WantsColour(std::FILE* out) {
  return IsTerminal(out) && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
}

WaitLine::WaitLine(std::FILE* out, std::chrono::milliseconds patience)
    : WaitLine(out, IsTerminal(out) && Variable("TERM") != "dumb", patience) {}

WaitLine::WaitLine(std::FILE* out, bool is_terminal, std::chrono::milliseconds patience)
    : out_(out), is_terminal_(is_terminal), patience_(patience) {
  if (is_terminal_) thread_ = std::thread([this] { Run(); });
}

WaitLine::~WaitLine() {
  {
    const std::lock_guard lock(mutex_);
    Wipe();
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void WaitLine::Begin(const std::string& what) {
  {
    const std::lock_guard lock(mutex_);
    Wipe();
    what_ = what;
    since_ = std::chrono::steady_clock::now();
  }
  changed_.notify_all();
}

void WaitLine::End() {
  const std::lock_guard lock(mutex_);
  Wipe();
  what_.clear();
}

void WaitLine::Say(const std::string& line) {
  const std::lock_guard lock(mutex_);
  const bool drawn = drawn_;
  Wipe();
  std::fprintf(out_, "%s\n", line.c_str());
  std::fflush(out_);
  if (drawn) Draw();
}

void WaitLine::Run() {
  constexpr std::chrono::seconds kRedraw{1};
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (what_.empty()) {
      changed_.wait(lock);
    } else if (changed_.wait_until(lock, since_ + patience_) == std::cv_status::timeout ||
               std::chrono::steady_clock::now() >= since_ + patience_) {
      if (!stopping_ && !what_.empty()) Draw();
      changed_.wait_for(lock, kRedraw);
    }
  }
}

void WaitLine::Draw() {
  const auto waited = std::chrono::steady_clock::now() - since_;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(waited).count();
  std::fprintf(out_, "\r%s, %lld s\033[K", what_.c_str(), static_cast<long long>(seconds));
  std::fflush(out_);
  drawn_ = true;
}

void WaitLine::Wipe() {
  if (!drawn_) return;
  std::fputs("\r\033[K", out_);
  std::fflush(out_);
  drawn_ = false;
}

}  // namespace terminal
