#include "functions/support/program.h"

#include <cstdio>

namespace fotogal {
namespace {

constinit const FunctionProgram* first_program = nullptr;  // filled before main()

}  // namespace

FunctionProgram::FunctionProgram(std::string_view name, FunctionHandler handler, WarmUp warm_up)
    : name_(name), handler_(handler), warm_up_(warm_up), next_(first_program) {
  first_program = this;
}

int FunctionProgram::Run() const { return RunFunction(name_, handler_, warm_up_); }

const FunctionProgram* FindProgram(std::string_view started_as) {
  const FunctionProgram* program = first_program;
  if (program != nullptr && program->next_ == nullptr) return program;
  const auto name = started_as.substr(started_as.rfind('/') + 1);
  while (program != nullptr && program->name_ != name) program = program->next_;
  return program;
}

int RunProgram(std::string_view started_as) {
  if (const auto* program = FindProgram(started_as)) return program->Run();
  std::fprintf(stderr, "%.*s: the program's name is to be that of a function\n",
               static_cast<int>(started_as.size()), started_as.data());
  return 2;
}

}  // namespace fotogal
