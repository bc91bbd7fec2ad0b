#include "functions/authorize/handler.h"

int main() { return fotogal::RunFunction("authorize", fotogal::authorize::Handle); }
