#include "functions/moderate/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram moderate_program("moderate", fotogal::moderate::Handle);
