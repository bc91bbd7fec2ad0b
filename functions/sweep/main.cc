#include "functions/support/program.h"
#include "functions/sweep/handler.h"

const fotogal::FunctionProgram sweep_program("sweep", fotogal::sweep::Handle);
