#include "functions/support/program.h"
#include "functions/upload/handler.h"

const fotogal::FunctionProgram upload_program("upload", fotogal::upload::Handle);
