#include "functions/logout/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram logout_program("logout", fotogal::logout::Handle);
