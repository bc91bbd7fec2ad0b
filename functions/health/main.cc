#include "functions/health/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram health_program("health", fotogal::health::Handle);
