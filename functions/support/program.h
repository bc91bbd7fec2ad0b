// A function as a program: its main.cc defines a FunctionProgram with the handler. In an image the
// program contains one function. `fotogal up` uses a single program with all of them, linked once;
// the name by which it is started selects the function.
#pragma once

#include <string_view>

#include "functions/support/exchange.h"

namespace fotogal {

// Must exist as long as the program runs.
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

// The only one, whatever its name; of several, the one whose name is the last part of the path,
// else null.
const FunctionProgram* FindProgram(std::string_view started_as);

// main() for all functions.
int RunProgram(std::string_view started_as);

}  // namespace fotogal
