#include "bench/nosql/process.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <stdexcept>

namespace bench {

ClientProcess::ClientProcess(const std::vector<std::string>& command) : name_(command.front()) {
  int in[2], out[2];
  if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  to_ = ::fdopen(in[1], "w");
  from_ = ::fdopen(out[0], "r");
}

ClientProcess::~ClientProcess() {
  std::fclose(to_);  // the end of its input ends it
  std::fclose(from_);
  ::waitpid(pid_, nullptr, 0);
}

Measured ClientProcess::Run(const std::string& what, int calls) {
  std::fprintf(to_, "%s %d\n", what.c_str(), calls);
  std::fflush(to_);
  Measured measured;
  if (std::fscanf(from_, "%lf %lf", &measured.seconds, &measured.cpu_seconds) != 2) {
    throw std::runtime_error(name_ + " has ended");
  }
  measured.seconds /= calls;
  measured.cpu_seconds /= calls;
  return measured;
}

}  // namespace bench
