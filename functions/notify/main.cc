#include "functions/notify/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram notify_program("notify", fotogal::notify::Handle);
