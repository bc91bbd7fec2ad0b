#include "functions/account/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram account_program("account", fotogal::account::Handle);
