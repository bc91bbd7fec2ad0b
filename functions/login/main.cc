#include "functions/login/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram login_program("login", fotogal::login::Handle);
