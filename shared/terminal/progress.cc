#include "terminal/progress.h"

#include <algorithm>

namespace terminal {

void Progress::Begin(const std::string& step, std::int64_t total, std::int64_t done) {
  step_ = step;
  total_ = total;
  done_ = done;
  shown_ = -1;
  Draw();
}

void Progress::Advance(std::int64_t count) {
  done_ += count;
  Draw();
}

void Progress::End() {
  // The total is known only now; a bar that was drawn full already is not drawn again.
  if (done_ != total_ || total_ == 0) {
    total_ = std::max(total_, done_);
    done_ = total_;
    shown_ = -1;
    Draw();
  }
  Abandon();
}

void Progress::Abandon() {
  if (out_ != nullptr && is_terminal_ && !step_.empty()) std::fputc('\n', out_);
  step_.clear();
  shown_beside_.clear();
}

void Progress::Show(const std::string& what) {
  shown_beside_ = what;
  if (is_terminal_) shown_ = -1;
  Draw();
}

void Progress::Say(const std::string& line) {
  if (out_ == nullptr) return;
  std::fprintf(out_, "%s%s\n", is_terminal_ ? "\r\033[K" : "", line.c_str());
  std::fflush(out_);
  if (is_terminal_ && !step_.empty()) Show(shown_beside_);
}

void Progress::Draw() {
  if (out_ == nullptr) return;
  const std::int64_t steps = is_terminal_ ? 100 : 10;
  const std::int64_t share =
      total_ > 0 ? std::min(done_, total_) * steps / total_ : (is_terminal_ ? done_ : 0);
  if (share == shown_) return;
  shown_ = share;
  const auto done = static_cast<long long>(done_);
  const auto total = static_cast<long long>(total_);
  if (!is_terminal_) {
    std::fprintf(out_, "%s: %lld of %lld\n", step_.c_str(), done, total);
  } else if (total_ == 0) {
    std::fprintf(out_, "\r%-22s %lld\033[K", step_.c_str(), done);
  } else {
    constexpr int kWidth = 30;
    const int filled = static_cast<int>(share * kWidth / steps);
    std::fprintf(out_, "\r%-22s [%s%s] %lld of %lld %s\033[K", step_.c_str(),
                 std::string(static_cast<size_t>(filled), '#').c_str(),
                 std::string(static_cast<size_t>(kWidth - filled), '.').c_str(), done, total,
                 shown_beside_.c_str());
  }
  std::fflush(out_);
}

}  // namespace terminal
