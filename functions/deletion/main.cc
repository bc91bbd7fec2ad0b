#include "functions/deletion/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram deletion_program("deletion", fotogal::deletion::Handle);
