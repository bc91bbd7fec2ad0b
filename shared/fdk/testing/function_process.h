// Starts a real function executable on a real socket and stops it, for tests.
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "fdk/testing/raw_client.h"

namespace fdk::testing {

using Environment = std::map<std::string, std::string>;

// A new folder under /tmp, removed with all that is in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class FunctionProcess {
 public:
  // The whole environment of the process is `environment`.
  FunctionProcess(const std::string& executable, const Environment& environment);
  ~FunctionProcess();  // kills it
  FunctionProcess(const FunctionProcess&) = delete;
  FunctionProcess& operator=(const FunctionProcess&) = delete;

  void Signal(int signal) const;
  int WaitExit();  // the exit code; 128 + signal when one killed it
  bool Running();
  std::string Stdout() const { return ReadLog("out"); }
  std::string Stderr() const { return ReadLog("err"); }
  // Waits until stderr contains `text`; false when the process ends without it.
  bool AwaitStderr(const std::string& text);

 private:
  std::string ReadLog(const std::string& name) const;

  TempFolder logs_;
  pid_t pid_ = -1;
  int exit_code_ = -1;
};

// The function executable of these tests (test_function.cc), listening on a socket of its own.
class TestFunction {
 public:
  explicit TestFunction(Environment environment = {});

  RawClient Connect() const { return RawClient::Unix(link()); }
  RawResponse Call(std::string_view bytes) const { return Connect().Call(bytes); }
  std::string link() const { return folder_.path() + "/lsnr.sock"; }
  std::string file(const std::string& name) const { return folder_.path() + "/" + name; }
  FunctionProcess& process() { return process_; }

 private:
  TempFolder folder_;
  FunctionProcess process_;
};

std::string TestFunctionPath();

// Waits for it; false when it does not come about in a minute.
bool Await(const std::function<bool()>& condition);

bool LinkExists(const std::string& path);

}  // namespace fdk::testing
