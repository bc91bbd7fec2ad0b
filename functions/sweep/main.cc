#include "functions/sweep/handler.h"

int main() { return fotogal::RunFunction("sweep", fotogal::sweep::Handle); }
