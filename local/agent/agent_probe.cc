// A function for tests, which does what the request asks for.
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "fdk/fdk.h"

namespace {

void WaitFor(const std::string& file, const fdk::Context& context) {
  std::ofstream(file + ".entered").put('x');
  while (!std::filesystem::exists(file) && !context.cancellation().Cancelled()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

int main() {
  return fdk::Serve([](const fdk::Request& request, fdk::Context& context) {
    const std::string& order = request.body;
    if (order.starts_with("env ")) return fdk::Response::Text(std::getenv(order.substr(4).c_str()));
    if (order.starts_with("wait ")) WaitFor(order.substr(5), context);
    if (order == "hang")
      for (;;) pause();
    if (order == "crash") std::abort();
    if (order == "stop") raise(SIGSTOP);
    if (order == "throw") throw std::runtime_error("as told");
    return fdk::Response::Text(std::to_string(getpid()));
  });
}
