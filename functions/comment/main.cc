#include "functions/comment/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram comment_program("comment", fotogal::comment::Handle);
