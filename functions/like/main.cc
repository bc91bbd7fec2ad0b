#include "functions/like/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram like_program("like", fotogal::like::Handle);
