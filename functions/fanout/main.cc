#include "functions/fanout/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram fanout_program("fanout", fotogal::fanout::Handle);
