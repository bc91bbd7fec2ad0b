#include "functions/signup/handler.h"

int main() { return fotogal::RunFunction("signup", fotogal::signup::Handle); }
