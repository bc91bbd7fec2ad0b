#include "functions/logout/handler.h"

int main() { return fotogal::RunFunction("logout", fotogal::logout::Handle); }
