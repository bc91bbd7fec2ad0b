#include "functions/deletion/handler.h"

int main() { return fotogal::RunFunction("deletion", fotogal::deletion::Handle); }
