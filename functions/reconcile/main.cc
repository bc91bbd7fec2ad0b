#include "functions/reconcile/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram reconcile_program("reconcile", fotogal::reconcile::Handle);
