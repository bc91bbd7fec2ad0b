#include "functions/image/handler.h"
#include "functions/support/program.h"

const fotogal::FunctionProgram image_program("image", fotogal::image::Handle);
