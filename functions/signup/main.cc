#include "functions/signup/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram signup_program("signup", fotogal::signup::Handle);
