#include "functions/export/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram export_program("export", fotogal::export_data::Handle);
