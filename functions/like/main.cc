#include "functions/like/handler.h"

int main() { return fotogal::RunFunction("like", fotogal::like::Handle); }
