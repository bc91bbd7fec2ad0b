#include "functions/image/handler.h"

int main() { return fotogal::RunFunction("image", fotogal::image::Handle); }
