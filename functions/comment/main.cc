#include "functions/comment/handler.h"

int main() { return fotogal::RunFunction("comment", fotogal::comment::Handle); }
