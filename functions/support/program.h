// A function as a program: its main.cc says by a FunctionProgram what answers its calls. An image's
// program is one function. On a laptop one program is all of them, linked once, and the name that
// it is started by says which.
#pragma once

#include <string_view>

#include "functions/support/exchange.h"

namespace fotogal {

// Lives as long as the program.
class FunctionProgram {
 public:
  FunctionProgram(std::string_view name, FunctionHandler handler, WarmUp warm_up = nullptr);
  FunctionProgram(const FunctionProgram&) = delete;
  FunctionProgram& operator=(const FunctionProgram&) = delete;

  std::string_view name() const { return name_; }
  int Run() const;

 private:
  friend const FunctionProgram* FindProgram(std::string_view started_as);
  std::string_view name_;
  FunctionHandler handler_;
  WarmUp warm_up_;
  const FunctionProgram* next_;
};

// The only one, whatever it is called; of several the one that has the path's last part as its
// name, else null.
const FunctionProgram* FindProgram(std::string_view started_as);

// main() of all of them.
int RunProgram(std::string_view started_as);

}  // namespace fotogal
