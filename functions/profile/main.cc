#include "functions/profile/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram profile_program("profile", fotogal::profile::Handle);
