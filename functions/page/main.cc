#include "functions/page/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram page_program("page", fotogal::page::Handle);
