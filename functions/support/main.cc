#include "functions/support/program.h"

int main(int, char** arguments) { return fotogal::RunProgram(arguments[0]); }
