#include "functions/follow/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram follow_program("follow", fotogal::follow::Handle);
