// Memory that only the start of a program needs.
#pragma once

#include <cstddef>

namespace fotogal {

// Gives pages of the program's code and constants back to the system, and tells how many bytes are
// mapped so. What is still used comes again with its next use, from the file as the system keeps
// it in its memory.
std::size_t GiveStartBack();

}  // namespace fotogal
