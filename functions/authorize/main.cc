#include "functions/authorize/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram authorize_program("authorize", fotogal::authorize::Handle);
