#include "functions/upload/handler.h"

int main() { return fotogal::RunFunction("upload", fotogal::upload::Handle); }
